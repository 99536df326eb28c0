"""What was decided becomes true: each function changes the tables in the caller's transaction, if
they still are as they were when it was decided, and keeps the decision with its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents import service as agents
from guichet.agents.types import NO_ANSWER, Presence
from guichet.interactions import service as interactions
from guichet.interactions.states import Action, State
from guichet.interactions.types import Agent, Interaction, QueueRef, Why
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events import log
from guichet.kit.ids import UserId
from guichet.kit.work import Work
from guichet.routing import events, repository
from guichet.routing.fates import Move, fate, moves_from
from guichet.routing.promises import Promise
from guichet.routing.records import KeptCandidate, Kind, Named, Record
from guichet.routing.types import Expire, Offer, Requeue, Return, Withdraw

KEPT_FOR = timedelta(days=396)
"""Thirteen months: a year can be compared with the one before."""
FORGOTTEN_AT_ONCE = 5_000
CLOCKS_DIFFER = timedelta(minutes=5)
"""Between two processes, at most: what was recorded first may be told as a little older."""
GONE = "gone"
"""Why an offer or a request is taken back from who is not heard of."""


@dataclass(frozen=True, slots=True)
class Result:
    """What stands in the tables now."""

    done: bool
    interaction: Interaction | None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What agents and queues are called, for who decides by ids."""

    agents: Mapping[UUID, str]
    queues: Mapping[UUID, str]

    def agent(self, agent_id: UUID) -> Named:
        """The agent."""
        return Named(agent_id, self.agents.get(agent_id, ""))

    def queue(self, queue_id: UUID | None) -> Named | None:
        """The queue."""
        return Named(queue_id, self.queues.get(queue_id, "")) if queue_id else None


async def offer(work: Work, decided: Offer, version: int, names: Names) -> Result:
    """Hand it to the agent, if it waits as it did (at ``version``) and the agent is ready."""
    one = await _held(work, decided.interaction_id)
    if one is None:
        return Result(done=False, interaction=None)
    presence = await _presence(work, decided.agent_id)
    ready = presence is not None and presence.status == "ready" and presence.lost_at is None
    if one.state is not State.WAITING or one.version != version or not ready:
        return Result(done=False, interaction=one, presence=presence)
    agent = names.agent(decided.agent_id)
    why = Why(decided.reason.code, decided.reason.params)
    offered = await interactions.offer(work, one, Agent(agent.id, agent.name), decided.until, why)
    await _keep(
        work,
        "offered",
        offered,
        why,
        agent=agent,
        queue=names.queue(decided.queue_id),
        candidates=[
            KeptCandidate(names.agent(each.agent_id), each.preference, each.fit, each.idle_since)
            for each in decided.candidates
        ],
    )
    return Result(done=True, interaction=offered)


async def expire(work: Work, decided: Expire, names: Names) -> Result:
    """The agent did not answer in time: the request waits again, the agent is not ready."""
    one = await _held(work, decided.interaction_id)
    if one is None or not _is_offered_to(one, decided.agent_id):
        return Result(done=False, interaction=one)
    waiting = await interactions.decline(work, one, NO_ANSWER)
    agent = names.agent(decided.agent_id)
    await _keep(work, "expired", waiting, Why(NO_ANSWER), agent=agent)
    presence = await _not_ready(work, decided.agent_id)
    return Result(done=True, interaction=waiting, presence=presence)


async def withdraw(work: Work, decided: Withdraw, names: Names) -> Result:
    """The agent it is offered to is gone."""
    one = await _held(work, decided.interaction_id)
    if one is None or not _is_offered_to(one, decided.agent_id):
        return Result(done=False, interaction=one)
    waiting = await interactions.decline(work, one, GONE)
    await _keep(work, "withdrawn", waiting, Why(GONE), agent=names.agent(decided.agent_id))
    return Result(done=True, interaction=waiting)


async def requeue(work: Work, decided: Requeue, names: Names) -> Result:
    """It waits in another queue."""
    one = await _held(work, decided.interaction_id)
    if one is None or one.state is not State.WAITING:
        return Result(done=False, interaction=one)
    queue = names.queue(decided.queue_id)
    assert queue is not None
    why = Why(decided.reason.code, decided.reason.params)
    moved = await interactions.requeue(work, one, QueueRef(queue.id, queue.name), why)
    await _keep(work, "requeued", moved, why, queue=queue)
    return Result(done=True, interaction=moved)


async def take_back(work: Work, decided: Return, names: Names) -> Result:
    """The agent who has it is gone for long: it waits again, in its old place."""
    one = await _held(work, decided.interaction_id)
    if one is None or one.agent is None or one.agent.id != decided.agent_id:
        return Result(done=False, interaction=one)
    presence = await _presence(work, decided.agent_id)
    if presence is None or presence.lost_at is None:
        return Result(done=False, interaction=one, presence=presence)
    try:
        waiting = await interactions.move(work, one, Action.RELEASE)
    except Conflict:
        return Result(done=False, interaction=one)
    await _keep(work, "returned", waiting, Why("returned"), agent=names.agent(decided.agent_id))
    return Result(done=True, interaction=waiting)


async def leave(work: Work, agent_id: UUID) -> Presence | None:
    """An agent not heard of for long is offline."""
    presence = await _presence(work, agent_id)
    if presence is None or presence.lost_at is None:
        return presence
    return await agents.set_presence(work, UserId(agent_id), "offline")


async def decisions_of(
    work: Work, interaction_id: UUID, before: UUID | None, limit: int
) -> Sequence[Record]:
    """What was decided about one interaction, the newest first.

    :raises NotFound: there is no such interaction.
    """
    await interactions.get(work, interaction_id)
    return await repository.of_interaction(work, interaction_id, before, limit)


async def promise(work: Work, made: Sequence[Promise]) -> None:
    """Keep what people who wait are about to be told; at most one for each."""
    if not made:
        return
    before = await repository.promised_before(work, [one.interaction_id for one in made])
    numbered = [replace(one, number=before.get(one.interaction_id, 0)) for one in made]
    await repository.add_promises(work, numbered)
    for one in numbered:
        await work.record(events.promised(one))


async def settle(work: Work, interaction_id: UUID) -> bool:
    """Keep what became of the promises made to who waited, each judged by the first end of a wait
    after it; false while one of them may still come true: ask again.
    """
    made = await repository.open_promises(work, interaction_id)
    if not made:
        return True
    moves = await _moves(work, interaction_id)
    ends = [(one, fate(moves, one.queue_id, one.at)) for one in made]
    for end, group in groupby(ends, key=itemgetter(1)):
        if end is not None:
            numbers = [one.number for one, _ in group]
            settled = await repository.settle(work, interaction_id, numbers, end)
            await work.record(events.settled(settled))
    return all(end is not None for _, end in ends)


async def _moves(work: Work, interaction_id: UUID) -> Sequence[Move]:
    """Where it stood when. Of one that is there no more, or older than the log: where it stands."""
    one = await _found(work, interaction_id)
    if one is None:
        return [Move(work.now, State.CLOSED, None)]
    subject, since = f"interaction:{one.id}", one.created_at - CLOCKS_DIFFER
    told = await log.read_subject(work.session, work.tenant_id, subject, one.person.id, since)
    return moves_from(told) or [Move(work.now, one.state, one.queue.id if one.queue else None)]


async def promises_of(work: Work, interaction_id: UUID) -> Sequence[Promise]:
    """What the person of an interaction was told, oldest first.

    :raises NotFound: there is no such interaction.
    """
    await interactions.get(work, interaction_id)
    return await repository.promises_of(work, interaction_id)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Decisions and judged promises older than ``KEPT_FOR`` go, some of each; gives how many went:
    ask again until none does. Figures keep what was counted. Needs the system role.
    """
    before = now - KEPT_FOR
    decisions = await repository.forget_decisions(session, before, FORGOTTEN_AT_ONCE)
    return decisions + await repository.forget_promises(session, before, FORGOTTEN_AT_ONCE)


async def _found(work: Work, interaction_id: UUID) -> Interaction | None:
    try:
        return await interactions.get(work, interaction_id)
    except NotFound:
        return None


async def _held(work: Work, interaction_id: UUID) -> Interaction | None:
    try:
        return await interactions.for_change(work, interaction_id)
    except NotFound:
        return None


async def _presence(work: Work, agent_id: UUID) -> Presence | None:
    return await agents.presence_for_change(work, UserId(agent_id))


async def _not_ready(work: Work, agent_id: UUID) -> Presence | None:
    held = await _presence(work, agent_id)
    if held is None or held.status != "ready":
        return held
    return await agents.set_presence(work, UserId(agent_id), "not_ready", NO_ANSWER)


def _is_offered_to(one: Interaction, agent_id: UUID) -> bool:
    return one.offer is not None and one.offer.agent.id == agent_id


async def _keep(
    work: Work,
    kind: Kind,
    one: Interaction,
    why: Why,
    *,
    agent: Named | None = None,
    queue: Named | None = None,
    candidates: Sequence[KeptCandidate] = (),
) -> None:
    until = one.offer.until if one.offer else None
    record = Record(
        work.ids.new(), one.id, work.now, kind, why, agent, queue, until, tuple(candidates)
    )
    await repository.add(work, record)
