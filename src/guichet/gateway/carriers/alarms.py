"""Keeps watch on the routes of the process that carries, and tells people: within a minute of the
first sign, by mail and by text.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.types import PLATFORM
from guichet.accounts.users import service as users
from guichet.gateway.carriers import repository, wording
from guichet.gateway.carriers.events import (
    ALARM_CHANGED,
    ALARM_CLOSED,
    ALARM_OPENED,
    alarm_event,
)
from guichet.gateway.carriers.pulses import UP
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.tally import Tally, total
from guichet.gateway.carriers.types import OWN_TEXTS, Alarm, BindHealth, Fact, Minute, Route, Sign
from guichet.gateway.carriers.watching import Reading, Seen, Watched, links, looked, readings
from guichet.gateway.mass import own_texts
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.depot import Store
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.events.types import EventKind
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from guichet.kit.work import SYSTEM, Work

EVERY: Final = timedelta(seconds=5)
WINDOWS: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=10))
"""Of the present, the shortest first."""
LONGEST_LAG: Final = timedelta(minutes=4)
AROUND: Final = timedelta(minutes=30)
"""The past is that of so long before and after the same time of day."""
WEEKS: Final = 4
DAYS: Final = 6
ENOUGH: Final = 500
"""Parts of the same day of the week; with fewer the same hour of the days before counts."""
PAST_BELIEVED: Final = timedelta(minutes=10)

log = structlog.get_logger(__name__)
Binds = Callable[[], Sequence[BindHealth]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What is needed to tell people."""

    ids: IdMaker
    outbox: Outbox
    base_url: str


class Watch:
    """One for a process that carries; it is the only one while that process has the lease."""

    def __init__(self, store: Store, standing: Standing, telling: Telling) -> None:
        self._store = store
        self._standing = standing
        self._telling = telling
        self._watched: dict[UUID, Watched] = {}
        self._alarms: dict[UUID, Alarm] = {}
        self._down_since: dict[UUID, datetime] = {}
        self._past: dict[UUID, tuple[datetime, Minute | None]] = {}

    async def run(self, tally: Tally, binds: Binds) -> None:
        """Look again and again, until cancelled."""
        self._watched.clear()
        while True:
            try:
                await self.look(tally, binds())
            except DATABASE_FAULTS as fault:
                log.warning("carriers.not_watched", error=str(fault))
            await asyncio.sleep(EVERY.total_seconds())

    async def look(self, tally: Tally, binds: Sequence[BindHealth]) -> None:
        """Look at every route once, and tell what changed."""
        now = self._store.clock.now()
        if not self._watched:
            await self._remember()
        for route in self._standing.routes:
            before = self._watched.get(route.id, Watched())
            told = await self._read(route, tally, binds, now)
            after = looked(before, told, now)
            await self._note(route, before, after, now)
            self._watched[route.id] = after
            await asyncio.sleep(0)  # links have their turn between two routes
        self._standing.ailing = frozenset(self._alarms)

    async def _remember(self) -> None:
        """Alarms that another process raised go on."""
        async with self._store.across() as session:
            found = await repository.open_alarms(session)
        self._alarms = {one.route_id: one for one in found}
        for one in found:
            alarmed = {
                fact.sign: Reading(fact.sign, "ill", fact.now, fact.usual, fact.count, fact.code)
                for fact in one.facts
            }
            self._watched[one.route_id] = Watched({}, alarmed)
        for route in self._standing.routes:
            self._watched.setdefault(route.id, Watched())

    async def _read(
        self, route: Route, tally: Tally, binds: Sequence[BindHealth], now: datetime
    ) -> list[Reading]:
        own = [one for one in binds if one.route_id == route.id]
        open_links = sum(one.state in UP for one in own)
        if open_links or not route.draft.enabled:
            self._down_since.pop(route.id, None)
        down_for = now - self._down_since.setdefault(route.id, now) if not open_links else _NONE
        wanted = route.draft.binds if route.draft.enabled else 0
        past = await self._past_of(route.id, now)
        seen = [_seen(tally, route.id, window, past, now) for window in WINDOWS]
        return [links(open_links, wanted, down_for), *readings(seen, past)]

    async def _past_of(self, route_id: UUID, now: datetime) -> Minute | None:
        known = self._past.get(route_id)
        if known is not None and now < known[0]:
            return known[1]
        async with self._store.across() as session:
            past = await past_of(session, route_id, now)
        self._past[route_id] = (now + PAST_BELIEVED, past)
        return past

    async def _note(self, route: Route, before: Watched, after: Watched, now: datetime) -> None:
        alarm = self._alarms.get(route.id)
        if not after.alarmed:
            if alarm is not None:
                await self._close(route, alarm, now)
        elif alarm is None:
            facts = _facts(after.alarmed)
            made = Alarm(self._telling.ids.new(), route.id, 1, now, None, facts, ())
            self._alarms[route.id] = await self._tell(route, made, ALARM_OPENED)
        elif set(after.alarmed) != set(before.alarmed):
            grown = replace(alarm, version=alarm.version + 1, facts=_facts(after.alarmed))
            await self._write(grown, ALARM_CHANGED)
            self._alarms[route.id] = grown

    async def _close(self, route: Route, alarm: Alarm, now: datetime) -> None:
        closed = replace(alarm, version=alarm.version + 1, closed_at=now)
        await self._tell(route, closed, ALARM_CLOSED)
        del self._alarms[route.id]

    async def _write(self, alarm: Alarm, kind: EventKind) -> None:
        async with self._store.across() as session:
            await self._keep(self._work(session), alarm, kind)

    async def _keep(self, work: Work, alarm: Alarm, kind: EventKind) -> None:
        await repository.put_alarm(work.session, alarm)
        await work.record(alarm_event(kind, alarm))

    async def _tell(self, route: Route, alarm: Alarm, kind: EventKind) -> Alarm:
        """Store the alarm, with the letters and texts that tell of it; all or nothing."""
        link = f"{self._telling.base_url}/platform/carriers/{route.id}"
        async with self._store.across() as session:
            work = self._work(session)
            settings = await repository.watch_settings(session)
            people = [(one.email, one.language) for one in await users.operators(session)]
            people += [(mail, settings.language) for mail in settings.mails]
            for address, language in dict(people).items():
                mail = wording.mail_of(route, alarm, address, language, link)
                await self._telling.outbox.post(work, mail)
            if settings.numbers:
                text = wording.text_of(route, alarm, settings.language)
                await self._send(session, settings.numbers, text)
            told = (*dict(people), *settings.numbers)
            kept = replace(alarm, told=tuple(dict.fromkeys((*alarm.told, *told))))
            await self._keep(work, kept, kind)
        BELL.ring()
        log.warning(str(kind), route=route.draft.title, signs=[one.sign for one in alarm.facts])
        return kept

    async def _send(self, session: AsyncSession, numbers: Sequence[str], text: str) -> None:
        """In the name of the platform; routes that are not well are chosen last for it."""
        self._standing.ailing = frozenset(self._alarms) | self._standing.ailing
        people = [Recipient(number) for number in numbers]
        order = Order(OWN_TEXTS, Wording(None, text, "service"), people)
        now = self._store.clock.now()
        await own_texts.add(session, order, now, self._telling.ids)

    def _work(self, session: AsyncSession) -> Work:
        return Work(session, PLATFORM, self._store.clock, self._telling.ids, SYSTEM)


_NONE: Final = timedelta()


async def past_of(session: AsyncSession, route_id: UUID, now: datetime) -> Minute | None:
    """What passed by a route at this time on this day of the last weeks, or, where that is too
    little, at this time of the last days; none: nothing.
    """
    for step, count in ((timedelta(weeks=1), WEEKS), (timedelta(days=1), DAYS)):
        middles = [now - step * place for place in range(1, count + 1)]
        spans = [(one - AROUND, one + AROUND) for one in middles]
        found = await repository.passed_between(session, route_id, spans)
        whole = total(route_id, found)
        if whole.handed + whole.refused >= ENOUGH:
            return whole
    return None


def _seen(
    tally: Tally, route_id: UUID, window: timedelta, past: Minute | None, now: datetime
) -> Seen:
    """What passed within ``window``, and what was handed over when its receipts set out."""
    lag = _lag(past)
    steps = tally.since(route_id, now - window - lag)
    passed = [one for one in steps if one.minute >= now - window]
    handed = sum(one.handed for one in steps if one.minute < now - lag)
    return Seen(total(route_id, passed), handed)


def _lag(past: Minute | None) -> timedelta:
    usual = wording.median(past)
    return min(max(2 * usual, timedelta(seconds=10)), LONGEST_LAG)


def _facts(alarmed: Mapping[Sign, Reading]) -> tuple[Fact, ...]:
    return tuple(
        Fact(one.sign, one.now, one.usual, one.count, one.code) for one in alarmed.values()
    )
