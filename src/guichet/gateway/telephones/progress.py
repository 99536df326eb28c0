"""Tells conversations what became of answers by text: reports come in, receipts go to the sink."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.contract import Sink
from guichet.gateway.directory import Directory
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.reporting import Reports
from guichet.gateway.mass.types import MessageState, Report
from guichet.gateway.types import Identity, PeerReceipt
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.work import SYSTEM, UnitOfWork

BATCH: Final = 200
LOOK_AGAIN: Final = timedelta(milliseconds=500)
"""How soon a report is seen that another process committed."""
LATER: Final = timedelta(seconds=5)
"""When what could not be told is tried again."""

log = structlog.get_logger(__name__)

FAILURES: Final[Mapping[MessageState, tuple[str, Fault]]] = {
    "undelivered": ("text_undelivered", Fault.RECIPIENT),
    "refused": ("text_refused_by_carrier", Fault.PEER),
    "denied": ("text_denied", Fault.SETTINGS),
    "expired": ("text_expired", Fault.PEER),
    "cancelled": ("text_called_back", Fault.SETTINGS),
}


class Progress:
    """One for a process that reads; several processes share the entry points."""

    def __init__(
        self,
        open_work: UnitOfWork,
        reports: Reports,
        *,
        directory: Directory,
        sink: Sink,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._reports = reports
        self._directory = directory
        self._sink = sink
        self._clock = clock
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Tell until cancelled."""
        with REPORTED["line"].heard_by(self._awake.set):
            try:
                while True:
                    self._awake.clear()
                    if not await self._turn():
                        await self._idle()
            finally:
                with suppress(*DATABASE_FAULTS):
                    await self._reports.leave()

    async def _turn(self) -> int:
        try:
            return await self.tell()
        except DATABASE_FAULTS as fault:
            log.warning("telephones.not_told", error=str(fault))
            return 0

    async def tell(self) -> int:
        """Tell what there is; how many reports there were."""
        found = await self._reports.take(BATCH)
        lines: dict[UUID, list[Report]] = defaultdict(list)
        for one in found:
            lines[one.target].append(one)
        for entry_point_id, several in lines.items():
            await self._tell(entry_point_id, several)
        return len(found)

    async def _tell(self, entry_point_id: UUID, several: Sequence[Report]) -> None:
        try:
            door = await self._directory.by_id(several[0].tenant_id, entry_point_id)
            told = [receipt for one in several if (receipt := await self._receipt(one)) is not None]
            if door is not None and told:
                await self._sink.receipts(door, told)
        except DATABASE_FAULTS:
            await self._reports.later(several, self._clock.now() + LATER)
            raise
        await self._reports.done(several)

    async def _receipt(self, one: Report) -> PeerReceipt | None:
        """What a report means for the whole message; none while that is open."""
        name, address = str(one.message_id), Identity("phone", one.address)
        if one.state == "delivered":
            whole = one.parts <= 1 or await self._arrived(one)
            return PeerReceipt(name, address, "delivered") if whole else None
        known = FAILURES.get(one.state)
        if known is None:
            return None
        code, fault = known
        failure = Failure(code, Retry.NEVER, fault, peer_code=one.error)
        return PeerReceipt(name, address, "failed", failure)

    async def _arrived(self, one: Report) -> bool:
        """Whether all parts did."""
        async with self._open_work(one.tenant_id, SYSTEM) as work:
            message = await mass.find(work, one.message_id)
        return message is not None and message.state == "delivered"

    async def _idle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN.total_seconds()):
                await self._awake.wait()
