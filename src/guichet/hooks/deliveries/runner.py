"""Tells hooks what waits for them. Any number of processes may run a teller: a line is leased to
one of them at a time, and comes back by itself when that one dies; what was under way is told
again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID
from weakref import WeakValueDictionary

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.backoff import Chance
from guichet.hooks.deliveries import repository
from guichet.hooks.deliveries.bell import BELL
from guichet.hooks.deliveries.telling import Passed, tell
from guichet.hooks.deliveries.types import KEPT_DELIVERED, TRIES_KEPT, Due, Line
from guichet.hooks.deliveries.verdicts import is_over
from guichet.hooks.deliveries.wire import SECONDS, Answer, Wire
from guichet.hooks.keys import keys
from guichet.hooks.signing import headers
from guichet.hooks.types import OffWhy
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup

LOOK: Final = 0.25
"""Seconds between looks, for what another process put into a line."""
LEASE: Final = timedelta(seconds=60)
"""Longer than a pass lasts with the slowest receiver, by far."""
MOST_LINES: Final = 400
"""Told at once by one process."""
OF_TENANT: Final = 16
"""Bodies of one tenant under way at once, however many hooks it has."""
BATCH: Final = 200
"""Bodies of one pass."""
ASIDE: Final = 20
SERVED: Final = 5.0
"""Seconds a line is told without a break."""
SWEEP: Final = 5.0

SwitchOff = Callable[[AsyncSession, TenantId, UUID, OffWhy], Awaitable[None]]
"""Switches a hook off in the given transaction and tells who looks after it."""

log = structlog.get_logger(__name__)

assert LEASE.total_seconds() > 2 * SECONDS


class Teller:
    """One for a process of the role ``worker``."""

    def __init__(
        self,
        across: AcrossTenants,
        clock: Clock,
        cipher: Cipher,
        wire: Wire,
        switch_off: SwitchOff,
        *,
        chance: Chance = random.random,
    ) -> None:
        self._across = across
        self._clock = clock
        self._cipher = cipher
        self._wire = wire
        self._switch_off = switch_off
        self._chance = chance
        self._busy = 0
        self._awake = asyncio.Event()
        self._rooms: WeakValueDictionary[TenantId, asyncio.Semaphore] = WeakValueDictionary()

    async def run(self) -> None:
        """Until cancelled; the database may come and go."""
        async with self._wire, TaskGroup() as group:
            group.create_task(self._sweep(), name="hook connections")
            with BELL.heard_by(self._awake.set):
                while True:
                    self._awake.clear()
                    await self._begin_due(group)
                    await self._idle()

    async def tell_due(self) -> int:
        """Tell the lines that are due now until each has to rest; how many there were."""
        async with TaskGroup() as group:
            return await self._begin_due(group)

    async def _begin_due(self, group: asyncio.TaskGroup) -> int:
        if self._busy >= MOST_LINES:
            return 0
        now = self._clock.now()
        try:
            async with self._across() as session:
                lines = await repository.take(session, now, now + LEASE, MOST_LINES - self._busy)
        except DATABASE_FAULTS as fault:
            log.warning("hooks.database_away", error=str(fault))
            return 0
        for line in lines:
            self._busy += 1
            group.create_task(self._serve_or_note(line), name=f"hook {line.hook_id}")
        return len(lines)

    async def _idle(self) -> None:
        try:
            async with asyncio.timeout(LOOK):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self._wire.sweep()

    async def _serve_or_note(self, line: Line) -> None:
        try:
            await self.serve(line)
        except DATABASE_FAULTS as fault:
            log.warning("hooks.line_left", hook=str(line.hook_id), error=str(fault))
        finally:
            self._busy -= 1

    async def serve(self, line: Line) -> None:
        """Tell a leased line until it is empty, has to wait, or is somebody else's; after some
        seconds it is given back, so that changes of the hook count.
        """
        post = partial(self._post, line, self._keys(line), self._room_of(line.tenant_id))
        until = asyncio.get_running_loop().time() + SERVED
        after = await self._first(line)
        while after is not None:
            passed = await tell(after.line, after.bodies, post, self._clock, self._chance)
            after = await self._write(after.line, passed, until)

    def _keys(self, line: Line) -> Sequence[bytes]:
        return keys(self._cipher, line.hook_id, line.boxes, self._clock.now())

    def _room_of(self, tenant_id: TenantId) -> asyncio.Semaphore:
        room = self._rooms.get(tenant_id)
        if room is None:
            room = self._rooms[tenant_id] = asyncio.Semaphore(OF_TENANT)
        return room

    async def _post(
        self, line: Line, signing: Sequence[bytes], room: asyncio.Semaphore, body: Due
    ) -> Answer:
        octets = body.body.encode()
        async with room:
            signed = headers(str(body.id), self._clock.now(), octets, signing)
            return await self._wire.post(line.hook_id, line.address, signed, octets)

    async def _first(self, line: Line) -> "_Load | None":
        async with self._across() as session:
            held = await repository.hold(session, line)
            if held is None:
                return None
            if line.lost:
                await self._switch_off(session, line.tenant_id, line.hook_id, "too_much")
                return None
            return await self._load(session, line)

    async def _write(self, line: Line, passed: Passed, until: float) -> "_Load | None":
        """Write what came of a pass; gives the next bodies, or none when the line has to rest."""
        now = self._clock.now()
        line = after_pass(line, passed, now)
        async with self._across() as session:
            held = await repository.hold(session, line)
            if held is None:
                return None
            moves = await repository.tell(session, line, passed.told, now, TRIES_KEPT)
            await repository.note(session, line, held.after(moves), passed.last, passed.delivered)
            if passed.delivered and self._chance() < passed.delivered / KEPT_DELIVERED * 4:
                await repository.trim(session, line.tenant_id, line.hook_id, KEPT_DELIVERED)
            if passed.is_gone or is_over(line.failing_since, now):
                why: OffWhy = "gone" if passed.is_gone else "failing"
                await self._switch_off(session, line.tenant_id, line.hook_id, why)
                return None
            if not held.enabled or passed.failed_until:
                rest = passed.failed_until if held.enabled else None
                await repository.rest(session, line, rest)
                return None
            if asyncio.get_running_loop().time() > until:
                await repository.rest(session, line, now)
                self._awake.set()
                return None
            return await self._load(session, line)

    async def _load(self, session: AsyncSession, line: Line) -> "_Load | None":
        """The next bodies of a held line; one alone while its receiver is away."""
        now = self._clock.now()
        bodies = list(await repository.first(session, line, 1 if line.failures else BATCH))
        if not line.failures or not bodies:
            most = 1 if line.failures else ASIDE
            bodies = [*await repository.aside(session, line, now, most), *bodies]
        if bodies:
            await repository.renew(session, line, now + LEASE)
            return _Load(line, bodies)
        await repository.rest(session, line, await repository.next_aside(session, line))
        return None


@dataclass(frozen=True, slots=True)
class _Load:
    """What is told next."""

    line: Line
    bodies: Sequence[Due]


def after_pass(line: Line, passed: Passed, now: datetime) -> Line:
    """How the line stands after a pass: any answer but a failure shows that somebody is there."""
    failures = line.failures
    if passed.failed_until is not None:
        failures += 1
    elif passed.is_answered:
        failures = 0
    since = line.failing_since
    if passed.is_answered:
        since = None
    elif passed.told:
        since = since or now
    return replace(line, failures=failures, failing_since=since)
