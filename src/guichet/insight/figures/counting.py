"""From what happens to interactions and agents to the figures of a contact centre. Pure.

One interaction leaves a :class:`Trace`; each fact moves it on and gives the counts it adds. The
same facts give the same figures in whatever pieces they come, so that a rebuild from the log
equals what was counted live.

Definitions, each with its formula in :mod:`guichet.insight.figures.formulas`:

* *offered*: a conversation entered a queue, once per conversation and queue;
* *answered*: an agent took it while it waited there; the wait is counted from its entry;
* *abandoned*: the person left while waiting; a *short* one within the queue's short time. What
  moved to another queue or became a callback is neither answered nor abandoned there;
* everything of one stay is counted in the quarter of an hour of its entry (not of its end);
* *promises*: waits that were named to people and of which it is known whether they came true; each
  is counted in the quarter in which it was made, in the queue it was made for;
* transfers, re-queues and re-opens count once per conversation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

QUARTER = timedelta(minutes=15)
Phase = Literal["waiting", "active", "held", "wrap_up", "aside", "over"]
"""Where a conversation stands, as far as figures care: offered is waiting, snoozed is aside."""

HANDLED: Mapping[Phase, str] = {"active": "talk_ms", "held": "hold_ms", "wrap_up": "wrap_ms"}
"""What the time in a phase adds to."""
QUEUE_SUMS = (
    "offered",
    "answered",
    "answered_within",
    "abandoned",
    "abandoned_short",
    "abandoned_within",
    "moved",
    "dismissed",
    "handled",
    "transferred",
    "requeued",
    "reopened",
    "promises",
    "promises_kept",
    "wait_ms",
    "abandoned_wait_ms",
    "talk_ms",
    "hold_ms",
    "wrap_ms",
)
"""Counts of a queue in a quarter; times are integer milliseconds."""
AGENT_SUMS = (
    "offers",
    "answered",
    "declined",
    "missed",
    "ready_ms",
    "busy_ms",
    "away_ms",
    "slot_ms",
)
"""Counts of an agent in a quarter: ``busy_ms`` is time with at least one interaction in hand,
``slot_ms`` the sum over all of them.
"""


@dataclass(frozen=True, slots=True)
class Target:
    """What a queue promises itself, at the time of counting."""

    within: timedelta
    short: timedelta


@dataclass(frozen=True, slots=True)
class Fact:
    """One event of an interaction, reduced to what figures need."""

    what: str
    """The last word of the event's kind: ``opened``, ``taken``..."""
    at: datetime
    phase: Phase
    """After the event."""
    queue_id: UUID | None
    agent_id: UUID | None
    by_person: bool = False
    """The person did it, not an agent or a rule."""
    offer: Literal["offers", "declined", "missed"] | None = None
    """What became of an offer, if the event says so."""
    offered_to: UUID | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What is remembered of an interaction between its events."""

    phase: Phase = "over"
    since: datetime | None = None
    queue_id: UUID | None = None
    entered_at: datetime | None = None
    """When the present stay began."""
    answered: bool = False
    """In the present stay."""
    taken: bool = False
    """By any agent, ever."""
    agent_id: UUID | None = None
    queues: frozenset[UUID] = frozenset()
    """All queues it was offered to."""
    marks: frozenset[str] = frozenset()
    """What counts once per conversation and was counted."""


@dataclass(frozen=True, slots=True)
class QueueCount:
    """To be added to a queue's figures of one quarter."""

    queue_id: UUID
    quarter: datetime
    adds: Mapping[str, int]
    longest_wait_ms: int = 0


@dataclass(frozen=True, slots=True)
class AgentCount:
    """To be added to an agent's figures of one quarter."""

    agent_id: UUID
    quarter: datetime
    adds: Mapping[str, int]


@dataclass(slots=True)
class _Counts:
    """Gathers what one fact adds."""

    queues: list[QueueCount] = field(default_factory=list)
    agents: list[AgentCount] = field(default_factory=list)

    def queue(self, trace: Trace, longest: int = 0, **adds: int) -> None:
        if trace.queue_id is not None and trace.entered_at is not None:
            quarter = quarter_of(trace.entered_at)
            self.queues.append(QueueCount(trace.queue_id, quarter, adds, longest))

    def agent(self, agent_id: UUID | None, at: datetime, **adds: int) -> None:
        if agent_id is not None:
            self.agents.append(AgentCount(agent_id, quarter_of(at), adds))


def quarter_of(at: datetime) -> datetime:
    """The quarter of an hour an instant lies in, by its beginning, in UTC."""
    utc = at.astimezone(UTC)
    return utc.replace(minute=utc.minute - utc.minute % 15, second=0, microsecond=0)


def milliseconds(span: timedelta) -> int:
    """Whole milliseconds; never negative: clocks of two machines may differ."""
    return max(0, span // timedelta(milliseconds=1))


def advance(
    trace: Trace, fact: Fact, target: Target
) -> tuple[Trace, Sequence[QueueCount], Sequence[AgentCount]]:
    """The trace after ``fact``, and what the fact adds. ``target`` is that of the queue the
    interaction stood in before the fact, or of the one it enters.
    """
    counts = _Counts()
    trace = _count_time(trace, fact, counts)
    trace = _count_leaving(trace, fact, target, counts)
    trace = _count_end(trace, fact, counts)
    trace = _count_entering(trace, fact, counts)
    trace = _count_marks(trace, fact, counts)
    _count_offers(fact, counts)
    since = trace.since if _goes_on(trace, fact) else fact.at
    moved = replace(trace, phase=fact.phase, since=since, agent_id=fact.agent_id)
    return moved, counts.queues, counts.agents


def _goes_on(trace: Trace, fact: Fact) -> bool:
    return trace.phase == fact.phase and trace.agent_id == fact.agent_id


def _count_time(trace: Trace, fact: Fact, counts: _Counts) -> Trace:
    """Time an agent spent in the phase that ends; a phase that goes on is counted when it ends."""
    name = HANDLED.get(trace.phase)
    if name is None or trace.since is None or _goes_on(trace, fact):
        return trace
    counts.queue(trace, **{name: milliseconds(fact.at - trace.since)})
    for quarter, spent in spread(trace.since, fact.at):
        counts.agent(trace.agent_id, quarter, slot_ms=spent)
    return trace


def _count_leaving(trace: Trace, fact: Fact, target: Target, counts: _Counts) -> Trace:
    """How a stay in a queue ends: answered, abandoned, dismissed or moved."""
    if trace.phase != "waiting" or trace.answered or trace.entered_at is None:
        return trace
    wait = fact.at - trace.entered_at
    if fact.phase in HANDLED:
        _count_answer(trace, fact, wait, target, counts)
        return replace(trace, answered=True)
    if fact.phase == "over":
        _count_loss(trace, fact, wait, target, counts)
    elif fact.queue_id != trace.queue_id:
        counts.queue(trace, moved=1)
    return trace


def _count_answer(
    trace: Trace, fact: Fact, wait: timedelta, target: Target, counts: _Counts
) -> None:
    spent = milliseconds(wait)
    within = int(wait <= target.within)
    counts.queue(trace, spent, answered=1, answered_within=within, wait_ms=spent)
    counts.agent(fact.agent_id, fact.at, answered=1)


def _count_loss(trace: Trace, fact: Fact, wait: timedelta, target: Target, counts: _Counts) -> None:
    if fact.what == "merged" or not fact.by_person:
        counts.queue(trace, dismissed=1)
        return
    counts.queue(
        trace,
        milliseconds(wait),
        abandoned=1,
        abandoned_short=int(wait < target.short),
        abandoned_within=int(wait <= target.within),
        abandoned_wait_ms=milliseconds(wait),
    )


def _count_end(trace: Trace, fact: Fact, counts: _Counts) -> Trace:
    """A conversation an agent had in hand is handled once it is over."""
    if fact.phase == "over" and trace.phase != "over" and trace.taken:
        counts.queue(trace, **_once(trace, "handled"))
        return replace(trace, marks=trace.marks | {"handled"})
    return replace(trace, taken=trace.taken or fact.phase in HANDLED)


def _count_entering(trace: Trace, fact: Fact, counts: _Counts) -> Trace:
    """A stay begins when it waits in a queue it did not wait in before, or comes back after the
    person was answered there.
    """
    if fact.phase != "waiting" or fact.queue_id is None:
        return trace
    if trace.queue_id == fact.queue_id and trace.phase != "over":
        return trace
    entered = replace(trace, queue_id=fact.queue_id, entered_at=fact.at, answered=False)
    if fact.queue_id in trace.queues:
        return replace(entered, answered=True)
    counts.queue(entered, offered=1)
    return replace(entered, queues=trace.queues | {fact.queue_id})


_MARKS = {"transferred": "transferred", "released": "requeued", "requeued": "requeued"}


def _count_marks(trace: Trace, fact: Fact, counts: _Counts) -> Trace:
    name = _MARKS.get(fact.what, "reopened" if fact.what == "reopened" else None)
    if name is None:
        return trace
    counts.queue(trace, **_once(trace, name))
    return replace(trace, marks=trace.marks | {name})


def _once(trace: Trace, name: str) -> dict[str, int]:
    return {name: int(name not in trace.marks)}


def _count_offers(fact: Fact, counts: _Counts) -> None:
    if fact.offer is not None:
        counts.agent(fact.offered_to, fact.at, **{fact.offer: 1})


@dataclass(frozen=True, slots=True)
class AgentFact:
    """What an agent does from an instant on."""

    at: datetime
    status: Literal["ready", "not_ready", "offline"] | None = None
    """The new presence; none when it did not change."""
    takes: UUID | None = None
    """The interaction the agent has from now on."""
    leaves: UUID | None = None


@dataclass(frozen=True, slots=True)
class AgentTrace:
    """What is remembered of an agent between events."""

    status: Literal["ready", "not_ready", "offline"] = "offline"
    since: datetime | None = None
    has: frozenset[UUID] = frozenset()


def advance_agent(
    agent_id: UUID, trace: AgentTrace, fact: AgentFact
) -> tuple[AgentTrace, Sequence[AgentCount]]:
    """The trace after ``fact``, and the time of the state that ends. An agent with at least one
    interaction in hand is busy, whatever the presence says; otherwise ready, or away.
    """
    counts = [
        AgentCount(agent_id, quarter, {name: spent})
        for name in [_time_of(trace)]
        if name is not None and trace.since is not None
        for quarter, spent in spread(trace.since, fact.at)
    ]
    has = (trace.has | ({fact.takes} if fact.takes else set())) - (
        {fact.leaves} if fact.leaves else set()
    )
    status = trace.status if fact.status is None else fact.status
    return AgentTrace(status, fact.at, frozenset(has)), counts


def _time_of(trace: AgentTrace) -> str | None:
    if trace.has:
        return "busy_ms"
    return {"ready": "ready_ms", "not_ready": "away_ms"}.get(trace.status)


_LONGEST_SPAN = timedelta(days=2)
"""A state that lasts longer was forgotten by somebody: what lies before is not counted."""


def spread(begun: datetime, ended: datetime) -> Sequence[tuple[datetime, int]]:
    """The milliseconds between two instants by the quarter they lie in, at most the last two
    days. The sum is exactly the whole.
    """
    begun = max(begun, ended - _LONGEST_SPAN)
    pieces: list[tuple[datetime, int]] = []
    given, quarter = 0, quarter_of(begun)
    while quarter < ended:
        upto = milliseconds(min(quarter + QUARTER, ended) - begun)
        if upto > given:
            pieces.append((quarter, upto - given))
        given, quarter = upto, quarter + QUARTER
    return pieces
