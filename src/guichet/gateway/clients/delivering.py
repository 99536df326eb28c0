"""Receipts and texts from telephones go to whoever is bound by the account they are for; while
nobody is they wait.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients.incoming import texts_of
from guichet.gateway.clients.receipts import receipts_of
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
"""After a client could not take a receipt."""
_LATELY: Final = 20_000

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
        self._failed: list[Report] = []
        self._whole: OrderedDict[UUID, None] = OrderedDict()
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

    def told(self, done: Sequence[Report], failed: Sequence[Report]) -> None:
        """What a client answered, or never did."""
        self._done += done
        self._failed += failed
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
        failed, self._failed = self._failed, []
        bound = self._standing.of
        gone = [one for key in set(self._waiting) - set(bound) for one in self._waiting.pop(key)]
        if failed:
            await self._reports.later(failed, self._clock.now() + AGAIN)
        if gone:
            await self._reports.later(gone, self._clock.now())
        targets = [
            key
            for key, one in bound.items()
            if len(self._waiting.get(key, ())) < AT_ONCE // 4 and any(one.receivers())
        ]
        done, self._done = self._done, []
        try:
            found = await self._reports.take(AT_ONCE, targets, done)
        except BaseException:
            self._done += done
            raise
        for report in await self._folded(found):
            self._waiting.setdefault(report.target, deque()).append(report)
        for target in {one.target for one in found}:
            if (one := bound.get(target)) is not None:
                self.room(one)

    async def _folded(self, found: Sequence[Report]) -> list[Report]:
        """A text that went in several parts is told once, when nothing of it is open."""
        several = [one for one in found if one.parts > 1]
        if not several:
            return list(found)
        states = await self._states(several)
        told: list[Report] = []
        for one in found:
            if one.parts <= 1:
                told.append(one)
            elif states.get(one.message_id) in FINAL and one.message_id not in self._whole:
                self._whole[one.message_id] = None
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
