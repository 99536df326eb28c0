"""Takes what is due and hands it to its channel; writes what came of it.

Any number of dispatchers may run, in any process: a thing to send is leased to one of them at a
time, and comes back by itself when that one dies.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import structlog

from guichet.gateway.across import AcrossTenants
from guichet.gateway.contract import AnyChannel, Tools
from guichet.gateway.directory import Directory
from guichet.gateway.failures import Failure, Fault, Retry, broken_channel, unreachable
from guichet.gateway.outbound import sender, service
from guichet.gateway.outbound.bell import BELL
from guichet.gateway.outbound.outcomes import judge
from guichet.gateway.outbound.types import Due, OnProgress
from guichet.gateway.registry import Registry
from guichet.gateway.types import Outcome
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.tasks import TaskGroup
from guichet.kit.work import SYSTEM, UnitOfWork

BATCH = 50
LEASE = timedelta(seconds=30)
SEND_LIMIT = timedelta(seconds=20)
"""Shorter than the lease, so that nobody reports after it ran out."""
IDLE_WAIT = timedelta(milliseconds=500)
"""How long a thing queued by another process waits at most before it is seen."""

log = structlog.get_logger(__name__)


class Held(Protocol):
    """The connections this process holds: only through them may it send on connecting channels."""

    def held(self) -> Mapping[UUID, AnyChannel]: ...


class Dispatcher:
    """One sender of everything this process may send."""

    def __init__(
        self,
        across: AcrossTenants,
        open_work: UnitOfWork,
        *,
        directory: Directory,
        registry: Registry,
        tools: Tools,
        tell: OnProgress,
        connections: Held,
    ) -> None:
        self._across = across
        self._stopping = False
        self._open_work = open_work
        self._directory = directory
        self._registry = registry
        self._tools = tools
        self._tell = tell
        self._connections = connections
        self._awake = asyncio.Event()
        self._free = tuple(c.kind for c in registry.kinds() if not c.connects)

    def stop(self) -> None:
        """Take nothing more; ``run`` returns when what is being sent has ended."""
        self._stopping = True
        self._awake.set()

    async def run(self) -> None:
        """Send until ``stop``. Cancelled earlier, what was being sent comes back by itself when
        its lease runs out.
        """
        with BELL.heard_by(self._awake.set):
            while not self._stopping:
                self._awake.clear()
                if await self._send_batch() < BATCH:
                    await self._idle()

    async def _send_batch(self) -> int:
        try:
            return await self.send_due()
        except* DATABASE_FAULTS as faults:
            log.warning("outbound.database_away", error=str(faults.exceptions[0]))
        return 0

    async def send_due(self) -> int:
        """Send one batch of what is due; how many there were."""
        held = self._connections.held()
        share = sender.Share(self._free, tuple(held))
        async with self._across() as session:
            due = await sender.lease(session, share, self._tools.clock.now(), LEASE, BATCH)
        async with TaskGroup() as group:
            for line in _by_address(due):
                group.create_task(self._send_in_order(line, held))
        return len(due)

    async def _send_in_order(self, line: Sequence[Due], held: Mapping[UUID, AnyChannel]) -> None:
        for due in line:
            outcome = await self._send(due, held)
            verdict = judge(outcome, due.attempt)
            async with self._open_work(due.tenant_id, SYSTEM) as work:
                await service.record_outcome(work, due, verdict, self._tell)

    async def _send(self, due: Due, held: Mapping[UUID, AnyChannel]) -> Outcome:
        channel = held.get(due.entry_point_id) or await self._make(due)
        if channel is None:
            return Failure("channel_gone", Retry.NEVER, Fault.OURS)
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                return await channel.send(due.outbound)
        except TimeoutError:
            return unreachable(f"no answer in {SEND_LIMIT.total_seconds():g} s")
        except Exception as fault:
            log.exception("outbound.channel_broken", channel=due.channel)
            return broken_channel(type(fault).__name__)

    async def _make(self, due: Due) -> AnyChannel | None:
        door = await self._directory.by_id(due.tenant_id, due.entry_point_id)
        return self._registry.make(door, self._tools) if door else None

    async def _idle(self) -> None:
        try:
            async with asyncio.timeout(IDLE_WAIT.total_seconds()):
                await self._awake.wait()
        except TimeoutError:
            return


def _by_address(due: Sequence[Due]) -> list[list[Due]]:
    """One address gets its things one after another, in the order they were queued."""
    lines: dict[tuple[UUID, str], list[Due]] = defaultdict(list)
    for one in due:
        lines[one.entry_point_id, one.outbound.address.value].append(one)
    return list(lines.values())
