"""One tenant as the router sees it: the engine, told what the log says, in the log's order.

Keeps the version of everything it was told, so that nothing older or told twice changes it; keeps
the hours of queues and how long agents have been lost. Pure: no input or output, and the time is
what it is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from guichet.agents import events as agent_events
from guichet.agents import hours
from guichet.agents.hours import IsHoliday
from guichet.agents.items import presence_item, profile_item, queue_item
from guichet.agents.types import AgentProfile, Calendar, Presence, Queue
from guichet.gateway.types import Medium
from guichet.interactions.events import DECLINED, interaction_item
from guichet.interactions.service import LAPSED
from guichet.interactions.states import HELD_BY_AGENT, State
from guichet.interactions.types import Interaction
from guichet.kit.events.types import Event as LogEvent
from guichet.kit.ids import UserId
from guichet.routing.engine import Router
from guichet.routing.facts import (
    Item,
    calendar_from,
    instant,
    instant_or_none,
    presence_from,
    profile_from,
    queue_from,
    request_from,
)
from guichet.routing.types import (
    LIVE_MEDIA,
    LIVE_RETURNS,
    OTHERS_RETURN,
    AgentRemoved,
    AgentSet,
    Declined,
    Deed,
    Event,
    Gone,
    HasIt,
    Leave,
    Offered,
    PresenceSet,
    QueueRemoved,
    QueueSet,
    Reason,
    Requeue,
    Return,
    Tick,
    Waits,
    Withdraw,
)

ALWAYS: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Since when a queue without a calendar is open."""
INTERACTIONS: Final = "interactions.interaction."
HANDLED: Final = frozenset({state.value for state in HELD_BY_AGENT})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A tenant's tables at a position of the log."""

    queues: Sequence[Queue]
    profiles: Sequence[AgentProfile]
    presences: Sequence[Presence]
    calendars: Sequence[Calendar]
    interactions: Sequence[Interaction]


class Board:
    """One tenant. Mutable; every call gives what is to be done."""

    def __init__(self, is_holiday: IsHoliday) -> None:
        self.router = Router()
        self.queues: dict[UUID, Queue] = {}
        self.calendars: dict[UUID, Calendar] = {}
        self.presences: dict[UserId, Presence] = {}
        self.names: dict[UUID, str] = {}
        """Of agents."""
        self.items: dict[UUID, Item] = {}
        """Of what waits or is offered: for who announces and shows it."""
        self._is_holiday = is_holiday
        self._versions: dict[tuple[str, UUID], int] = {}
        self._moved: dict[UUID, UUID] = {}
        self._open: dict[UUID, datetime | None] = {}
        self._hours_change: dict[UUID, datetime] = {}
        self._returns: dict[UUID, datetime] = {}
        """When what a lost agent has goes back."""
        self._beforehand: list[Deed] = []
        """What the tables have to be told before the engine's next decisions are true."""

    # -- what happens ------------------------------------------------------------------------

    def load(self, snapshot: Snapshot, now: datetime) -> list[Deed]:
        """Begin with these tables."""
        told: list[Event] = []
        for calendar in snapshot.calendars:
            self.calendars[calendar.id] = calendar
            self._versions["calendar", calendar.id] = calendar.version
        for queue in snapshot.queues:
            told += self._queue(queue_item(queue), now)
        for profile in snapshot.profiles:
            told += self._profile(profile_item(profile), now)
        for presence in snapshot.presences:
            told += self._presence(presence_item(presence), now, loading=True)
        for one in sorted(snapshot.interactions, key=lambda one: one.id.int):
            told += self._interaction(interaction_item(one), now)
        decided = self.router.load(told)
        return [*self._taken_beforehand(), *decided, *self._returning(now)]

    def take(self, event: LogEvent, now: datetime) -> list[Deed]:
        """The log tells of ``event``."""
        item = event.payload.get("item")
        handler = self._handlers().get(_kind(event.kind))
        if handler is None or not isinstance(item, Mapping):
            return []
        if event.kind == DECLINED and event.payload.get("reason") not in LAPSED:
            return self._apply([*self._refusal(event, now), *handler(item, now)])
        return self._apply(handler(item, now))

    def learn(self, one: Interaction, now: datetime) -> list[Deed]:
        """``one`` is what stands in the table: what was to be done could not be, or was done."""
        return self._apply(self._interaction(interaction_item(one), now, again=True))

    def meet(self, presence: Presence, now: datetime) -> list[Deed]:
        """The same of an agent's presence."""
        return self._apply(self._presence(presence_item(presence), now, again=True))

    def stored(self, one: Interaction) -> None:
        """What was decided is committed as ``one``: what the log tells of it is no news."""
        known = self._versions.get(("interaction", one.id), 0)
        self._versions["interaction", one.id] = max(one.version, known)
        if one.id in self.items:
            self.items[one.id] = interaction_item(one)

    def version_of(self, interaction_id: UUID) -> int:
        """The version decisions about an interaction are made of."""
        return self._versions.get(("interaction", interaction_id), 0)

    def tick(self, now: datetime) -> list[Deed]:
        """Time has passed."""
        turned: list[Event] = []
        for queue_id, due in list(self._hours_change.items()):
            if due <= now:
                turned += self._queue_set(self.queues[queue_id], now)
        return [*self._apply(turned or [Tick(now)]), *self._returning(now)]

    def next_due(self) -> datetime | None:
        """When to ``tick`` at the latest."""
        dues = [*self._hours_change.values(), *self._returns.values()]
        engine = self.router.next_due()
        return min([*dues, engine] if engine is not None else dues, default=None)

    def opening(self, queue_id: UUID) -> datetime | None:
        """Since when a queue is open; none while closed."""
        return self._open.get(queue_id)

    def default_queue(self) -> Queue | None:
        """Where everything waits that nothing sends elsewhere."""
        return next((one for one in self.queues.values() if one.is_default), None)

    def next_opening(self, queue_id: UUID, now: datetime) -> datetime | None:
        """When a closed queue opens."""
        calendar = self._calendar(self.queues.get(queue_id))
        return hours.next_open(calendar, now, self._is_holiday) if calendar else None

    # -- how it is told ----------------------------------------------------------------------

    def _handlers(self) -> Mapping[str, Callable[[Item, datetime], list[Event]]]:
        return {
            INTERACTIONS: self._interaction,
            agent_events.QUEUE_CHANGED: self._queue,
            agent_events.PROFILE_CHANGED: self._profile,
            agent_events.PRESENCE_CHANGED: self._presence,
            agent_events.CALENDAR_CHANGED: self._calendar_changed,
        }

    def _is_news(self, kind: str, item: Item, *, again: bool = False) -> bool:
        subject = (kind, UUID(item["id"]))
        known = self._versions.get(subject, 0)
        if item["version"] < known or (item["version"] == known and not again):
            return False
        self._versions[subject] = item["version"]
        return True

    def _apply(self, told: Iterable[Event]) -> list[Deed]:
        deeds: list[Deed] = self._taken_beforehand()
        for event in told:
            deeds += self._withdrawn_by(event)
            deeds += self.router.apply(event)
        return deeds

    def _taken_beforehand(self) -> list[Deed]:
        taken, self._beforehand = self._beforehand, []
        return taken

    def _withdrawn_by(self, event: Event) -> list[Deed]:
        """Offers the engine takes back from who is gone."""
        if not isinstance(event, AgentRemoved) and (
            not isinstance(event, PresenceSet) or event.present
        ):
            return []
        seat = self.router.seats.get(event.agent_id)
        offers = sorted(seat.offers, key=lambda one: one.int) if seat is not None else []
        return [Withdraw(event.at, one, event.agent_id) for one in offers]

    def _refusal(self, event: LogEvent, now: datetime) -> Iterator[Event]:
        item, agent = event.payload["item"], event.payload.get("agent")
        if isinstance(item, Mapping) and isinstance(agent, Mapping):
            interaction_id = UUID(str(item["id"]))
            if event.version > self._versions.get(("interaction", interaction_id), 0):
                yield Declined(now, interaction_id, UUID(str(agent["id"])))

    def _interaction(self, item: Item, now: datetime, *, again: bool = False) -> list[Event]:
        if not self._is_news("interaction", item, again=again):
            return []
        interaction_id, state = UUID(item["id"]), item["state"]
        if state in (State.WAITING, State.OFFERED):
            self.items[interaction_id] = item
            return self._unassigned(item, now)
        self.items.pop(interaction_id, None)
        if state in HANDLED and item["agent"] is not None:
            agent_id = UUID(item["agent"]["id"])
            return [HasIt(now, interaction_id, agent_id, Medium(item["medium"]))]
        if state == State.CLOSED:
            self._versions.pop(("interaction", interaction_id), None)
        return [Gone(now, interaction_id)]

    def _unassigned(self, item: Item, now: datetime) -> list[Event]:
        queue_id = self._queue_of(item)
        if queue_id is None:
            return []
        request = request_from(item, queue_id, in_hours=self._came_in_hours(item, queue_id))
        offer = item["offer"]
        if item["state"] == State.OFFERED and offer is not None:
            agent_id = UserId(UUID(offer["agent"]["id"]))
            if self._is_here(agent_id):
                return [Offered(now, request, agent_id, instant(offer["until"]))]
            self._beforehand.append(Withdraw(now, request.id, agent_id))
        elif item["queue"] is not None and item["queue"]["id"] != str(queue_id):
            reason = Reason("queue_removed", {"queue": item["queue"]["name"]})
            self._beforehand.append(Requeue(now, request.id, queue_id, reason))
        return [Waits(now, request)]

    def _is_here(self, agent_id: UserId) -> bool:
        known = self.presences.get(agent_id)
        return known is not None and known.status != "offline" and known.lost_at is None

    def _queue_of(self, item: Item) -> UUID | None:
        """Where it waits: a queue that is gone has moved on, none is the default one."""
        named = UUID(item["queue"]["id"]) if item["queue"] else None
        seen: set[UUID] = set()
        while named in self._moved and named not in seen:
            seen.add(named)
            named = self._moved[named]
        if named in self.queues:
            return named
        default = self.default_queue()
        return default.id if default else named

    def _came_in_hours(self, item: Item, queue_id: UUID) -> bool:
        calendar = self._calendar(self.queues.get(queue_id))
        if calendar is None:
            return True
        came = instant_or_none(item.get("queued_at")) or instant(item["created_at"])
        return hours.is_open(calendar, came, self._is_holiday)

    def _queue(self, item: Item, now: datetime) -> list[Event]:
        if not self._is_news("queue", item):
            return []
        queue = queue_from(item)
        if queue.moved_to is not None:
            return self._queue_gone(queue.id, queue.moved_to, now)
        is_first = queue.is_default and self.default_queue() is None
        self.queues[queue.id] = queue
        told: list[Event] = self._queue_set(queue, now)
        if is_first:
            told += self._housed(now)
        return told

    def _housed(self, now: datetime) -> list[Event]:
        """What came before there was any queue waits in the default one."""
        known = self.router.waiting
        homeless = [item for key, item in self.items.items() if key not in known]
        return [event for item in homeless for event in self._unassigned(item, now)]

    def _queue_set(self, queue: Queue, now: datetime) -> list[Event]:
        calendar = self._calendar(queue)
        self._hours_change.pop(queue.id, None)
        if calendar is None:
            opened: datetime | None = ALWAYS
        else:
            opened = hours.open_since(calendar, now, self._is_holiday)
            change = hours.next_close if opened else hours.next_open
            due = change(calendar, now, self._is_holiday)
            if due is not None:
                self._hours_change[queue.id] = due
        self._open[queue.id] = opened
        return [QueueSet(now, queue, opened)]

    def _queue_gone(self, queue_id: UUID, to: UUID, now: datetime) -> list[Event]:
        self._moved[queue_id] = to
        self.queues.pop(queue_id, None)
        self._open.pop(queue_id, None)
        self._hours_change.pop(queue_id, None)
        left = [one for one in self.items.values() if _waits_in(one, queue_id)]
        moved = [event for item in left for event in self._unassigned(item, now)]
        return [QueueRemoved(now, queue_id), *moved]

    def _calendar(self, queue: Queue | None) -> Calendar | None:
        if queue is None or queue.calendar_id is None:
            return None
        return self.calendars.get(queue.calendar_id)

    def _calendar_changed(self, item: Item, now: datetime) -> list[Event]:
        if not self._is_news("calendar", item):
            return []
        calendar = calendar_from(item)
        if item.get("removed"):
            self.calendars.pop(calendar.id, None)
        else:
            self.calendars[calendar.id] = calendar
        kept = [one for one in self.queues.values() if one.calendar_id == calendar.id]
        return [event for queue in kept for event in self._queue_set(queue, now)]

    def _profile(self, item: Item, now: datetime) -> list[Event]:
        if not self._is_news("profile", item):
            return []
        profile = profile_from(item)
        self.names[profile.id] = profile.name
        if not profile.active:
            return [AgentRemoved(now, profile.id)]
        return [AgentSet(now, profile)]

    def _presence(
        self, item: Item, now: datetime, *, loading: bool = False, again: bool = False
    ) -> list[Event]:
        if not self._is_news("presence", item, again=again):
            return []
        presence = presence_from(item)
        self.presences[presence.agent_id] = presence
        self.names.setdefault(presence.agent_id, presence.name)
        self._plan_return(presence)
        here = presence.lost_at is None
        return [
            PresenceSet(
                now,
                presence.agent_id,
                ready=presence.status == "ready" and here,
                present=presence.status != "offline" and here,
                idle_since=presence.since if loading else None,
            )
        ]

    # -- who is gone -------------------------------------------------------------------------

    def _plan_return(self, presence: Presence) -> None:
        self._returns.pop(presence.agent_id, None)
        if presence.lost_at is not None and presence.status != "offline":
            self._returns[presence.agent_id] = presence.lost_at + LIVE_RETURNS

    def _returning(self, now: datetime) -> list[Deed]:
        deeds: list[Deed] = []
        for agent_id, due in list(self._returns.items()):
            if due <= now:
                deeds += self._return_of(agent_id, now)
        return deeds

    def _return_of(self, agent_id: UUID, now: datetime) -> list[Deed]:
        lost_at = self.presences[UserId(agent_id)].lost_at
        assert lost_at is not None
        for_good = now >= lost_at + OTHERS_RETURN
        seat = self.router.seats.get(agent_id)
        works = dict(seat.work) if seat is not None else {}
        deeds: list[Deed] = [
            Return(now, interaction_id, agent_id)
            for interaction_id, medium in works.items()
            if for_good or medium in LIVE_MEDIA
        ]
        if for_good:
            del self._returns[agent_id]
            return [*deeds, Leave(now, agent_id)]
        self._returns[agent_id] = lost_at + OTHERS_RETURN
        return deeds


def _kind(kind: str) -> str:
    return INTERACTIONS if kind.startswith(INTERACTIONS) else kind


def _waits_in(item: Item, queue_id: UUID) -> bool:
    named = item["queue"]
    return named is not None and named["id"] == str(queue_id) and item["state"] == State.WAITING
