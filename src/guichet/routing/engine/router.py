"""The engine itself: what it knows, and what each event changes."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heappop, heappush, nsmallest
from itertools import count
from typing import Any, Final
from uuid import UUID

from guichet.agents.types import AgentProfile, Queue
from guichet.gateway.types import Medium
from guichet.interactions.types import Preferred
from guichet.routing.engine.agents import free_for, media_for
from guichet.routing.engine.lines import (
    HANDICAP,
    MINUTE,
    AgentSeat,
    Demand,
    Line,
    Place,
    demand_of,
    head,
    join,
    leave,
    standing,
)
from guichet.routing.types import (
    DECLINED_MINUTES,
    MOST_CANDIDATES,
    NAMED_AT_MOST,
    AgentRemoved,
    AgentSet,
    Candidate,
    Decision,
    Declined,
    Event,
    Expire,
    Gone,
    HasIt,
    Offer,
    Offered,
    PresenceSet,
    QueueRemoved,
    QueueSet,
    Reason,
    Request,
    Requeue,
    Tick,
    Waits,
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)
_MOST_EMPTY_LINES: Final = 20_000
"""Kept although nobody waits in them, since they are about to be needed again."""

Pair = tuple[int, int, int, int, int]
"""Rank, request, unfitness, idle since, agent: the lowest is matched first."""


def micros(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - _EPOCH) // _MICRO


@lru_cache(maxsize=4096)
def _instant(at: int) -> datetime:
    return _EPOCH + at * _MICRO


def _same(one: AgentProfile, other: AgentProfile) -> bool:
    return one.decided == other.decided and one.active == other.active


_NOBODY: Final[frozenset[AgentSeat]] = frozenset()


def _both(agents: Mapping[AgentSeat, tuple[int, int]], free: set[AgentSeat]) -> Iterable[AgentSeat]:
    """Who is in both: the smaller one is looked through."""
    if len(agents) < len(free):
        return [seat for seat in agents if seat in free]
    return [seat for seat in free if seat in agents]


def _by_kind(decision: Decision) -> tuple[bool, int]:
    return isinstance(decision, Requeue), decision.interaction_id.int


class Router:
    """All queues, agents and requests of one tenant. Mutable: ``apply`` moves it on."""

    def __init__(self) -> None:
        self._queues: dict[UUID, Queue] = {}
        self._open_since: dict[UUID, int] = {}
        self._seats: dict[UUID, AgentSeat] = {}
        self._places: dict[UUID, Place] = {}
        self._offers: dict[UUID, tuple[UUID, int, Place]] = {}
        """Agent, until and old place by request."""
        self._stamps = count(1)
        self._holders: dict[UUID, UUID] = {}
        self._lines: dict[Demand, Line] = {}
        self._empty_lines = 0
        self._kept: dict[UUID, set[UUID]] = {}
        """Requests kept for an agent."""
        self._free: dict[Medium, set[AgentSeat]] = {medium: set() for medium in Medium}
        self._skilled: dict[UUID, set[AgentSeat]] = {}
        """Agents by skill, at whatever level, and by queue: to look through few."""
        self._serving: dict[UUID, set[AgentSeat]] = {}
        self._timers: list[tuple[int, int, int, int, UUID]] = []
        """Due, kind, request as a number, stamp, request."""
        self._new_places: dict[UUID, Place] = {}
        self._new_seats: dict[UUID, AgentSeat] = {}
        self._decisions: list[Decision] = []
        self._handlers: Mapping[type[Any], Callable[[Any, int], None]] = {
            QueueSet: self._queue_set,
            QueueRemoved: self._queue_removed,
            AgentSet: self._agent_set,
            AgentRemoved: self._agent_removed,
            PresenceSet: self._presence_set,
            Waits: self._waits,
            Offered: self._offered,
            Declined: self._declined,
            HasIt: self._has_it,
            Gone: self._gone,
            Tick: lambda _event, _now: None,
        }

    def apply(self, event: Event) -> list[Decision]:
        """What is to be done after ``event``. What came due before is done first, in its order.
        The engine takes its decisions as carried out; when one could not be, the log tells what
        is true instead. An event told twice changes nothing.
        """
        now = micros(event.at)
        self._decisions = []
        self._run_timers(now)
        first = len(self._decisions)
        self._handlers[type(event)](event, now)
        self._match(now, first)
        return self._decisions

    def load(self, events: Iterable[Event]) -> list[Decision]:
        """Many events of one instant, such as the tables after a take-over: matched once, after
        the last.
        """
        now = 0
        self._decisions = []
        for event in events:
            now = max(now, micros(event.at))
            self._handlers[type(event)](event, now)
        self._run_timers(now)
        self._match(now, len(self._decisions))
        return self._decisions

    def next_due(self) -> datetime | None:
        """When ``Tick`` is to be told, if nothing else happens before; may be too early."""
        return _EPOCH + self._timers[0][0] * _MICRO if self._timers else None

    @property
    def waiting(self) -> Mapping[UUID, Place]:
        """Who waits, without those offered."""
        return self._places

    @property
    def seats(self) -> Mapping[UUID, AgentSeat]:
        """All agents known."""
        return self._seats

    def offer_of(self, interaction_id: UUID) -> UUID | None:
        """To whom it is offered now."""
        offer = self._offers.get(interaction_id)
        return offer[0] if offer else None

    # -- what happens ------------------------------------------------------------------------

    def _queue_set(self, event: QueueSet, now: int) -> None:
        queue = event.queue
        is_new = queue.id not in self._queues
        touched = self._overflowing_into(queue.id) if is_new else set()
        self._queues[queue.id] = queue
        if event.open_since is None:
            self._open_since.pop(queue.id, None)
        else:
            self._open_since[queue.id] = micros(event.open_since)
        for place in self._in(touched | {queue.id}):
            self._settle(place, now)

    def _queue_removed(self, event: QueueRemoved, now: int) -> None:
        self._queues.pop(event.queue_id, None)
        self._open_since.pop(event.queue_id, None)
        for place in self._in(self._overflowing_into(event.queue_id) | {event.queue_id}):
            self._settle(place, now)

    def _in(self, queues: set[UUID]) -> list[Place]:
        return [one for one in self._places.values() if one.request.queue_id in queues]

    def _overflowing_into(self, queue_id: UUID) -> set[UUID]:
        return {
            one.id
            for one in self._queues.values()
            if one.overflow is not None and one.overflow.queue_id == queue_id
        }

    def _agent_set(self, event: AgentSet, _now: int) -> None:
        seat = self._seat(event.profile.id)
        known = seat.profile
        if known is not None and _same(known, event.profile):
            return
        self._unlist(seat)
        seat.profile = event.profile
        seat.rested = media_for(event.profile.capacity, {})
        for skill_id in event.profile.skills:
            self._skilled.setdefault(skill_id, set()).add(seat)
        for one in event.profile.queues:
            self._serving.setdefault(one.queue_id, set()).add(seat)
        for line in self._lines.values():
            self._stand_anew(line, seat, event.profile)
        self._refresh(seat)

    def _stand_anew(self, line: Line, seat: AgentSeat, profile: AgentProfile) -> None:
        stands = standing(line.demand, profile)
        if stands is None:
            line.agents.pop(seat, None)
            seat.lines.pop(line, None)
            return
        line.agents[seat] = stands
        if line.count:
            seat.lines[line] = stands[0]

    def _unlist(self, seat: AgentSeat) -> None:
        if seat.profile is not None:
            for skill_id in seat.profile.skills:
                self._skilled[skill_id].discard(seat)
            for one in seat.profile.queues:
                self._serving[one.queue_id].discard(seat)

    def _agent_removed(self, event: AgentRemoved, now: int) -> None:
        seat = self._seats.pop(event.agent_id, None)
        if seat is None:
            return
        seat.ready = seat.present = False
        self._refresh(seat)
        self._unlist(seat)
        for line in self._lines.values():
            line.agents.pop(seat, None)
        self._take_back_all(seat, now)
        self._let_go(seat.id, now)

    def _presence_set(self, event: PresenceSet, now: int) -> None:
        seat = self._seat(event.agent_id)
        if not seat.ready and event.ready:
            seat.idle_since = micros(event.idle_since) if event.idle_since else now
        was_present = seat.present
        seat.ready, seat.present = event.ready, event.present
        self._refresh(seat)
        if was_present and not event.present:
            self._take_back_all(seat, now)
            self._let_go(seat.id, now)
        elif event.present and not was_present:
            self._let_go(seat.id, now)

    def _let_go(self, agent_id: UUID, now: int) -> None:
        """What is kept for an agent goes to others while the agent is not there."""
        for interaction_id in list(self._kept.get(agent_id, ())):
            place = self._places.get(interaction_id)
            if place is not None:
                self._settle(place, now)

    def _waits(self, event: Waits, now: int) -> None:
        request = event.request
        known = self._places.get(request.id)
        if known is not None and known.request == request:
            return
        held = self._offers.get(request.id)
        if held is not None:
            known = held[2]
        self._forget(request.id, now)
        self._begin(request, now, known)

    def _begin(self, request: Request, now: int, known: Place | None) -> None:
        place = Place(request, request.id.int, self._rank(request), micros(request.entered_at))
        place.queues = frozenset({request.queue_id})
        if known is not None:
            place.declined, place.queues = known.declined, known.queues | place.queues
        self._places[request.id] = place
        self._keep(place)
        self._settle(place, now)

    def _offered(self, event: Offered, now: int) -> None:
        interaction_id = event.request.id
        held = self._offers.get(interaction_id)
        if held is not None and held[0] == event.agent_id:
            return
        known = self._places.get(interaction_id) or (held[2] if held else None)
        self._forget(interaction_id, now)
        place = known or Place(
            event.request,
            interaction_id.int,
            self._rank(event.request),
            micros(event.request.entered_at),
            queues=frozenset({event.request.queue_id}),
        )
        self._keep(place)
        self._reserve(place, self._seat(event.agent_id), micros(event.until))

    def _declined(self, event: Declined, now: int) -> None:
        held = self._offers.get(event.interaction_id)
        place = self._places.get(event.interaction_id) or (held[2] if held else None)
        if place is None:
            return
        place.declined = {**place.declined, event.agent_id: now + DECLINED_MINUTES * MINUTE}
        if held is not None and held[0] == event.agent_id:
            self._take_back(event.interaction_id, now)
        elif place.request.id in self._places:
            self._settle(place, now)

    def _has_it(self, event: HasIt, now: int) -> None:
        holder = self._holders.get(event.interaction_id)
        if holder == event.agent_id:
            return
        self._forget(event.interaction_id, now)
        seat = self._seat(event.agent_id)
        seat.work[event.interaction_id] = event.medium
        self._holders[event.interaction_id] = event.agent_id
        self._refresh(seat)

    def _gone(self, event: Gone, now: int) -> None:
        self._forget(event.interaction_id, now)

    # -- places ------------------------------------------------------------------------------

    def _rank(self, request: Request) -> int:
        queue = self._queues.get(request.queue_id)
        priority = request.priority + (queue.priority if queue else 0)
        return micros(request.since) - priority * MINUTE

    def _forget(self, interaction_id: UUID, now: int) -> None:
        """It neither waits, nor is offered, nor in hand."""
        place = self._places.pop(interaction_id, None)
        if place is not None:
            self._withdraw(place)
            self._unkeep(place)
        held = self._offers.pop(interaction_id, None)
        if held is not None:
            self._end_offer(held[0], interaction_id)
            self._unkeep(held[2])
        holder = self._holders.pop(interaction_id, None)
        if holder is not None:
            seat = self._seat(holder)
            seat.work.pop(interaction_id, None)
            seat.idle_since = now
            self._refresh(seat)

    def _keep(self, place: Place) -> None:
        preferred = place.request.preferred
        if preferred is not None:
            self._kept.setdefault(preferred.agent_id, set()).add(place.request.id)

    def _unkeep(self, place: Place) -> None:
        preferred = place.request.preferred
        if preferred is not None:
            kept = self._kept.get(preferred.agent_id, set())
            kept.discard(place.request.id)
            if not kept:
                self._kept.pop(preferred.agent_id, None)

    def _end_offer(self, agent_id: UUID, interaction_id: UUID) -> None:
        seat = self._seat(agent_id)
        seat.offers.discard(interaction_id)
        self._refresh(seat)

    def _take_back_all(self, seat: AgentSeat, now: int) -> None:
        for interaction_id in list(seat.offers):
            self._take_back(interaction_id, now)

    def _withdraw(self, place: Place) -> None:
        self._new_places.pop(place.request.id, None)
        emptied = leave(place)
        if emptied is not None:
            for seat in emptied.agents:
                seat.lines.pop(emptied, None)
            self._empty_lines += 1

    def _settle(self, place: Place, now: int) -> None:
        """Find the line of ``place`` at this instant; it is matched, or joins it, afterwards.
        Sets the timer for when that may change.
        """
        self._withdraw(place)
        queue = self._queues.get(place.request.queue_id)
        place.rank = self._rank(place.request)
        place.declined = {who: until for who, until in place.declined.items() if until > now}
        if self._overflows(place, queue, now):
            return
        place.stage = self._stage(place, queue, now)
        self._set_timer(place, queue, now)
        if self._may_be_offered(place, now):
            self._new_places[place.request.id] = place

    def _may_be_offered(self, place: Place, now: int) -> bool:
        request = place.request
        if request.due_at is not None and micros(request.due_at) > now:
            return False
        return request.in_hours or request.queue_id in self._open_since

    def _clock(self, place: Place) -> int | None:
        """Since when rings and overflow count; none while the queue is closed."""
        opened = self._open_since.get(place.request.queue_id)
        if opened is None:
            return place.entered if place.request.in_hours else None
        return place.entered if place.request.in_hours else max(place.entered, opened)

    def _stage(self, place: Place, queue: Queue | None, now: int) -> int:
        clock = self._clock(place)
        if queue is None or clock is None:
            return 0
        return sum(1 for ring in queue.rings if clock + ring.after // _MICRO <= now)

    def _overflows(self, place: Place, queue: Queue | None, now: int) -> bool:
        due = self._overflow_due(place, queue)
        if due is None or due > now or queue is None or queue.overflow is None:
            return False
        request, to = place.request, queue.overflow.queue_id
        minutes = str(queue.overflow.after // timedelta(minutes=1))
        reason = Reason("overflow", {"queue": queue.name, "minutes": minutes})
        self._decisions.append(Requeue(_instant(now), request.id, to, reason))
        self._forget(request.id, now)
        moved = Request(
            request.id,
            to,
            request.medium,
            request.since,
            _instant(now),
            request.needs,
            request.priority,
            request.preferred,
            request.due_at,
            request.in_hours,
        )
        self._begin(moved, now, place)
        return True

    def _overflow_due(self, place: Place, queue: Queue | None) -> int | None:
        clock = self._clock(place)
        if queue is None or queue.overflow is None or clock is None:
            return None
        if queue.overflow.queue_id in place.queues or queue.overflow.queue_id not in self._queues:
            return None
        return clock + queue.overflow.after // _MICRO

    def _only(self, place: Place, now: int) -> UUID | None:
        """The agent it is kept for now."""
        preferred = place.request.preferred
        if preferred is None or preferred.agent_id in place.declined:
            return None
        if _named_until(place, preferred) <= now:
            return None
        seat = self._seats.get(preferred.agent_id)
        return preferred.agent_id if seat is not None and seat.present else None

    # -- timers ------------------------------------------------------------------------------

    def _set_timer(self, place: Place, queue: Queue | None, now: int) -> None:
        """When its line may change by the passing of time alone."""
        dues = [*place.declined.values()]
        preferred, clock = place.request.preferred, self._clock(place)
        if preferred is not None:
            dues.append(_named_until(place, preferred))
        if place.request.due_at is not None:
            dues.append(micros(place.request.due_at))
        if queue is not None and clock is not None and place.stage < len(queue.rings):
            dues.append(clock + queue.rings[place.stage].after // _MICRO)
        overflow = self._overflow_due(place, queue)
        if overflow is not None:
            dues.append(overflow)
        later = [due for due in dues if due > now]
        place.timer = 0
        if later:
            self._push_timer(min(later), 1, place)

    def _push_timer(self, due: int, kind: int, place: Place) -> None:
        place.timer = next(self._stamps)
        heappush(self._timers, (due, kind, place.number, place.timer, place.request.id))

    def _run_timers(self, now: int) -> None:
        """All that came due is done before anything is offered, and counts as of ``now``: who was
        not asked for a while makes no offers that are over already.
        """
        timers = self._timers
        if not timers or timers[0][0] > now:
            return
        while timers and timers[0][0] <= now:
            _due, kind, _number, timer, interaction_id = heappop(timers)
            self._run_timer(kind, timer, interaction_id, now)
        self._match(now, 0)

    def _run_timer(self, kind: int, timer: int, interaction_id: UUID, due: int) -> None:
        if kind == 0:
            self._expire(interaction_id, due, timer)
            return
        place = self._places.get(interaction_id)
        if place is not None and place.timer == timer:
            self._settle(place, due)

    def _expire(self, interaction_id: UUID, due: int, timer: int) -> None:
        held = self._offers.get(interaction_id)
        if held is None or held[2].timer != timer:
            return
        self._decisions.append(Expire(_instant(due), interaction_id, held[0]))
        self._seat(held[0]).ready = False
        self._take_back(interaction_id, due)

    # -- agents ------------------------------------------------------------------------------

    def _seat(self, agent_id: UUID) -> AgentSeat:
        seat = self._seats.get(agent_id)
        if seat is None:
            seat = self._seats[agent_id] = AgentSeat(agent_id, agent_id.int)
        return seat

    def _refresh(self, seat: AgentSeat) -> None:
        """Note for which media the agent is free now; who became free is matched."""
        now_free = free_for(seat)
        if now_free != seat.free:
            for medium in seat.free - now_free:
                self._free[medium].discard(seat)
            for medium in now_free - seat.free:
                self._free[medium].add(seat)
            seat.free = now_free
        if now_free:
            self._new_seats[seat.id] = seat
        else:
            self._new_seats.pop(seat.id, None)

    def _take_back(self, interaction_id: UUID, now: int) -> None:
        """An offer ends without an answer: the request waits in its old place."""
        agent_id, _until, place = self._offers.pop(interaction_id)
        self._end_offer(agent_id, interaction_id)
        self._places[interaction_id] = place
        self._settle(place, now)

    # -- matching ----------------------------------------------------------------------------

    def _match(self, now: int, first: int) -> None:
        """Offer until no pair is left. Only what is new can have made one. What was decided from
        ``first`` on is of this instant, too, and put in order: it came as tables hold it.
        """
        if len(self._decisions) - first > 1:
            self._decisions[first:] = sorted(self._decisions[first:], key=_by_kind)
        pairs: list[tuple[Pair, UUID, UUID, bool]] = []
        for new in self._new_places.values():
            self._push_place(pairs, new, now)
        for seat in self._new_seats.values():
            self._push_seat(pairs, seat)
        while pairs:
            _pair, interaction_id, agent_id, by_place = heappop(pairs)
            place, seat = self._places.get(interaction_id), self._seats[agent_id]
            if place is not None and place.request.medium in seat.free:
                self._offer(place, seat, now)
            elif not by_place:
                self._push_seat(pairs, seat)
            elif place is not None:
                self._push_place(pairs, place, now)
        for new in self._new_places.values():
            self._join(new, now)
        self._new_places.clear()
        self._new_seats.clear()

    def _push_place(
        self, pairs: list[tuple[Pair, UUID, UUID, bool]], place: Place, now: int
    ) -> None:
        line = self._line(place, now)
        best = self._best_agent(line, place)
        if best is not None:
            heappush(pairs, (best[0], place.request.id, best[1].id, True))

    def _push_seat(self, pairs: list[tuple[Pair, UUID, UUID, bool]], seat: AgentSeat) -> None:
        best = self._best_place(seat)
        if best is None:
            return
        rank, place = best
        line = place.line
        assert line is not None
        pair = (rank, place.number, -line.agents[seat][1], seat.idle_since, seat.number)
        heappush(pairs, (pair, place.request.id, seat.id, False))

    def _best_agent(self, line: Line, place: Place) -> tuple[Pair, AgentSeat] | None:
        """The free agent who should have ``place``: the smaller of two sets is looked through."""
        free, agents = self._free[place.request.medium], line.agents
        best: Pair | None = None
        chosen: AgentSeat | None = None
        for seat in _both(agents, free):
            handicap, fit = agents[seat]
            pair = (place.rank + handicap, place.number, -fit, seat.idle_since, seat.number)
            if best is None or pair < best:
                best, chosen = pair, seat
        return (best, chosen) if best is not None and chosen is not None else None

    def _best_place(self, seat: AgentSeat) -> tuple[int, Place] | None:
        """The oldest request among the heads of the lines this agent may serve."""
        best_rank: int | None = None
        best: Place | None = None
        for line, handicap in seat.lines.items():
            if line.demand.medium not in seat.free:
                continue
            first = head(line)
            if first is None:
                continue
            rank = first.rank + handicap
            if best_rank is None or best is None or rank < best_rank:
                best_rank, best = rank, first
            elif rank == best_rank and first.number < best.number:
                best = first
        return (best_rank, best) if best_rank is not None and best is not None else None

    def _line(self, place: Place, now: int) -> Line:
        """The line of what ``place`` asks for now, made at first need."""
        queue = self._queues.get(place.request.queue_id)
        demand = demand_of(place, queue, only=self._only(place, now))
        line = self._lines.get(demand)
        if line is None:
            line = self._lines[demand] = Line(demand, self._servers(demand))
            self._empty_lines += 1
            self._drop_empty_lines(line)
        return line

    def _servers(self, demand: Demand) -> dict[AgentSeat, tuple[int, int]]:
        found: dict[AgentSeat, tuple[int, int]] = {}
        for seat in self._near(demand):
            stands = standing(demand, seat.profile) if seat.profile is not None else None
            if stands is not None:
                found[seat] = stands
        return found

    def _near(self, demand: Demand) -> Iterable[AgentSeat]:
        """Few agents among whom all are who may serve."""
        if demand.only is not None:
            kept_for = self._seats.get(demand.only)
            return (kept_for,) if kept_for is not None else ()
        near: list[frozenset[AgentSeat] | set[AgentSeat]] = [
            self._skilled.get(skill_id, _NOBODY) for skill_id, _ in demand.required
        ]
        if not demand.also:
            near.append(self._serving.get(demand.queue_id, _NOBODY))
        fewest = min((len(seats) for seats in near), default=None)
        return next((one for one in near if len(one) == fewest), self._seats.values())

    def _drop_empty_lines(self, keep: Line) -> None:
        if self._empty_lines <= _MOST_EMPTY_LINES:
            return
        self._lines = {
            demand: line for demand, line in self._lines.items() if line.count or line is keep
        }
        self._empty_lines = 1

    def _join(self, place: Place, now: int) -> None:
        line = self._line(place, now)
        if join(line, place, next(self._stamps)):
            self._empty_lines -= 1
            for seat, stands in line.agents.items():
                seat.lines[line] = stands[0]

    def _offer(self, place: Place, seat: AgentSeat, now: int) -> None:
        line = place.line or self._line(place, now)
        queue = self._queues.get(place.request.queue_id)
        reservation = queue.reservation if queue else timedelta(seconds=30)
        until = now + reservation // _MICRO
        candidates, could = self._candidates(line, place, seat)
        others = max(0, len(seat.lines) - 1)
        params = {
            "waited": str(max(0, now - micros(place.request.since)) // 1_000_000),
            "candidates": str(could),
        }
        reason = _reason(place, line, candidates, params)
        self._decisions.append(
            Offer(
                _instant(now),
                place.request.id,
                seat.id,
                place.request.queue_id,
                _EPOCH + until * _MICRO,
                reason,
                candidates,
                others,
            )
        )
        self._withdraw(place)
        del self._places[place.request.id]
        self._reserve(place, seat, until)

    def _reserve(self, place: Place, seat: AgentSeat, until: int) -> None:
        self._offers[place.request.id] = (seat.id, until, place)
        seat.offers.add(place.request.id)
        self._refresh(seat)
        self._push_timer(until, 0, place)

    def _candidates(
        self, line: Line, place: Place, chosen: AgentSeat
    ) -> tuple[tuple[Candidate, ...], int]:
        """The best, the chosen one first; and how many there are in all."""
        free, agents = self._free[place.request.medium], line.agents
        found = []
        for seat in _both(agents, free):
            if seat is not chosen:
                handicap, fit = agents[seat]
                found.append((handicap, -fit, seat.idle_since, seat.number, seat))
        best = nsmallest(MOST_CANDIDATES - 1, found) if len(found) > 1 else found
        own = agents[chosen]
        first = (own[0], -own[1], chosen.idle_since, chosen.number, chosen)
        told = tuple(
            Candidate(seat.id, handicap // HANDICAP + 1, -unfit, _EPOCH + idle * _MICRO)
            for handicap, unfit, idle, _number, seat in [first, *best]
        )
        return told, len(found) + 1


def _named_until(place: Place, preferred: Preferred) -> int:
    """Until when it is kept for its agent, if they are there."""
    if preferred.until is not None:
        return micros(preferred.until)
    return place.entered + NAMED_AT_MOST // _MICRO


def _reason(
    place: Place, line: Line, candidates: tuple[Candidate, ...], params: dict[str, str]
) -> Reason:
    """What decided between the chosen one and the next."""
    first = candidates[0]
    if line.demand.wanted == first.agent_id:
        return Reason("preferred", params)
    if place.stage:
        return Reason("widened", {**params, "stage": str(place.stage)})
    if len(candidates) == 1:
        return Reason("first_in_line", params)
    second = candidates[1]
    if first.preference != second.preference:
        return Reason("main_queue", params)
    if first.fit != second.fit:
        return Reason("best_fit", params)
    same = first.idle_since == second.idle_since
    return Reason("by_turn" if same else "longest_idle", params)
