"""Receipts and texts from telephones go to whoever is bound by the account they are for; while
nobody is they wait. What is refused again and again steps aside for the others.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients import repository
from guichet.gateway.clients.aside import Aside
from guichet.gateway.clients.incoming import texts_of
from guichet.gateway.clients.receipts import receipts_of
from guichet.gateway.clients.refusing import MOST_ASIDE, PAUSE, Next, Refused, next_after
from guichet.gateway.clients.standing import Bound, Standing
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.reporting import Reports
from guichet.gateway.mass.states import FINAL
from guichet.gateway.mass.types import MessageState, Report
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.protocols.smpp.pdus import DeliverSm

AT_ONCE: Final = 2_000
LOOK_AGAIN: Final = 0.5
GATHER: Final = 0.01
"""Seconds for more to come before anything is written and read: each turn costs as much as thirty
receipts.
"""
AGAIN: Final = timedelta(seconds=5)
"""After nobody answered for a receipt."""
_LATELY: Final = 20_000
_target = attrgetter("target")

Deliver = Callable[[Sequence[tuple[Report, Sequence[DeliverSm]]]], None]

log = structlog.get_logger(__name__)


class Delivering:
    """One for a process. ``run`` is a part of it."""

    def __init__(
        self, across: AcrossTenants, clock: Clock, ids: IdMaker, standing: Standing
    ) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._standing = standing
        self._reports = Reports(across, clock, "account")
        self._waiting: dict[UUID, deque[Report]] = {}
        self._done: list[Report] = []
        self._lost: list[Report] = []
        self._refused: list[Refused] = []
        self._aside = Aside()
        self._whole: OrderedDict[UUID, UUID] = OrderedDict()
        """By which report a text in several parts is told: it may come again."""
        self._something = asyncio.Event()

    async def run(self) -> None:
        """Deliver until cancelled; what was told is written before the end."""
        with REPORTED["account"].heard_by(self._something.set):
            try:
                while True:
                    await self._pause()
                    await self._surely()
            finally:
                await self._surely()
                await self._reports.leave()

    def told(self, done: Sequence[Report], lost: Sequence[Report]) -> None:
        """What a client took, or never answered for."""
        self._done += done
        self._lost += lost
        self._something.set()

    def refused(self, several: Sequence[Refused]) -> None:
        """What a client answered with something else than 0."""
        self._refused += several
        self._something.set()

    def room(self, bound: Bound) -> None:
        """Send on, as much as connections of an account have room for."""
        waiting = self._waiting.get(bound.account.id)
        if waiting is None:
            self._something.set()
            return
        window = bound.account.draft.window
        for connection in bound.receivers():
            if not waiting:
                break
            self._deliver_to(connection.room, waiting, connection.deliver, window)
        if len(waiting) < AT_ONCE // 4:
            self._something.set()
        if not waiting:
            del self._waiting[bound.account.id]

    def _deliver_to(
        self, room: int, waiting: "deque[Report]", deliver: Deliver, window: int
    ) -> None:
        several: list[tuple[Report, Sequence[DeliverSm]]] = []
        while waiting and room > 0:
            texts = texts_of(waiting[0], window)
            receipts = texts or receipts_of(waiting[0])
            if len(receipts) > room and (several or texts):
                break
            report = waiting.popleft()
            if not receipts:
                self._done.append(report)
                continue
            several.append((report, receipts[:room]))
            room -= len(receipts)
        if several:
            deliver(several)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN):
                await self._something.wait()
            await asyncio.sleep(GATHER)
        except TimeoutError:
            pass  # it is looked now and then
        self._something.clear()

    async def _surely(self) -> None:
        try:
            await self._turn()
        except DATABASE_FAULTS as fault:
            log.warning("smpp.receipts_wait", error=str(fault))

    async def _turn(self) -> None:
        """Write what was told, then take more for those who have room."""
        await self._put_off()
        if self._refused:
            await self._step_aside()
        more = {one.target for one in self._come_again()}
        bound = self._standing.of
        targets = [
            key
            for key, one in bound.items()
            if len(self._waiting.get(key, ())) < AT_ONCE // 4
            and self._aside.count(key) < MOST_ASIDE
            and any(one.receivers())
        ]
        await self._forget_refusals()
        done, self._done = self._done, []
        try:
            found = await self._reports.take(AT_ONCE, targets, done)
        except BaseException:
            self._done += done
            raise
        found = [one for one in found if one.id not in self._aside]
        for target, several in groupby(await self._folded(found), _target):
            self._waiting.setdefault(target, deque()).extend(several)
            more.add(target)
        for target in more:
            if (one := bound.get(target)) is not None and target in self._waiting:
                self.room(one)

    async def _put_off(self) -> None:
        """What nobody answered for comes again a while later; what is for who left, at once."""
        lost, self._lost = self._lost, []
        there = {key for key, one in self._standing.of.items() if one.receives}
        gone = [one for key in set(self._waiting) - there for one in self._waiting.pop(key)]
        gone += self._aside.leave(there)
        if lost:
            await self._reports.later(lost, self._clock.now() + AGAIN)
        if gone:
            await self._reports.later(gone, self._clock.now())

    def _come_again(self) -> list[Report]:
        """What stepped aside long enough ago, before all others."""
        due = self._aside.due(self._clock.now())
        for report in due:
            self._waiting.setdefault(report.target, deque()).appendleft(report)
        return due

    async def _step_aside(self) -> None:
        """Count what was refused. It comes again, all of its account or it alone; or never."""
        refused, now = list(self._refused), self._clock.now()
        several = {one.report.id: one for one in refused}
        then: list[tuple[Report, Next]] = []
        async with self._across() as session:
            tries = await repository.note_refusals(session, list(several.values()), now)
            then = [
                (report, next_after(code, tries[report.id])) for report, code in several.values()
            ]
            never = [report for report, following in then if following.given_up]
            if never:
                await repository.give_up(session, never, now)
                await self._reports.done_in(session, never)
        del self._refused[: len(refused)]
        self._aside.noted(several)
        for report in never:
            log.warning("smpp.given_up", account=str(report.target), message=str(report.message_id))
        following = [(report, one) for report, one in then if not one.given_up]
        self._aside.put(((report, one.wait) for report, one in following if not one.all), now)
        await self._pause_for([report for report, one in following if one.all], now)

    async def _pause_for(self, several: Sequence[Report], now: datetime) -> None:
        """Who is busy gets nothing for a moment; then these come first."""
        for target in {one.target for one in several}:
            self._waiting.pop(target, None)
        if several:
            await self._reports.later(several, now + PAUSE)

    async def _forget_refusals(self) -> None:
        """What was taken after all."""
        taken = self._aside.written(self._done)
        if taken:
            async with self._across() as session:
                await repository.forget_refusals(session, taken)
            self._aside.forget(taken)

    async def _folded(self, found: Sequence[Report]) -> list[Report]:
        """A text that went in several parts is told once, by one of its reports, when nothing of it
        is open.
        """
        several = [one for one in found if one.parts > 1]
        if not several:
            return list(found)
        states = await self._states(several)
        told: list[Report] = []
        for one in found:
            if one.parts <= 1:
                told.append(one)
            elif states.get(one.message_id) in FINAL and (
                self._whole.setdefault(one.message_id, one.id) == one.id
            ):
                told.append(one._replace(state=states[one.message_id]))
            else:
                self._done.append(one)
        while len(self._whole) > _LATELY:
            self._whole.popitem(last=False)
        return told

    async def _states(self, several: Sequence[Report]) -> dict[UUID, MessageState]:
        states: dict[UUID, MessageState] = {}
        async with self._across() as session:
            for tenant in {one.tenant_id for one in several}:
                work = Work(session, TenantId(tenant), self._clock, self._ids, SYSTEM)
                ids = [one.message_id for one in several if one.tenant_id == tenant]
                states |= await mass.states_of(work, ids)
        return states
