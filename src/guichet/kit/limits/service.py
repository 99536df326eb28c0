"""Counting requests."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.limits import repository
from guichet.kit.limits.types import Limit, Standing

KNOWN_CALLERS = 20_000
"""Callers remembered by one process; who was longest not seen is asked for again."""
KEPT = timedelta(hours=2)


@dataclass(slots=True)
class _Lease:
    """What this process took of one caller's window and has not spent."""

    begins_at: datetime
    left: int = 0
    beyond: int = 0
    """What of the window nobody has taken, as far as is known here."""
    exhausted: bool = False


class RateLimiter:
    """Spends quotas; one per process."""

    def __init__(self, database: SystemDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._leases: OrderedDict[str, _Lease] = OrderedDict()

    async def spend(self, caller: str, limit: Limit) -> Standing:
        """Count one request of ``caller``. A refused request costs nothing, and no database
        until the window ends.
        """
        now = self._clock.now()
        key = f"{limit.name}:{caller}"
        lease = self._lease(key, _beginning(now, limit.window))
        if lease.left == 0 and not lease.exhausted:
            await self._take(key, lease, limit, limit.chunk)
        if lease.left == 0:
            return Standing(limit, 0, _reset(lease, limit, now), refused=True)
        return _spent(lease, limit, now)

    def spend_at_hand(self, caller: str, limit: Limit) -> Standing | None:
        """The same, if it needs nothing but what this process has of the window; none: it does, or
        nothing is left, and nothing was counted.
        """
        now = self._clock.now()
        lease = self._lease(f"{limit.name}:{caller}", _beginning(now, limit.window))
        return _spent(lease, limit, now) if lease.left > 0 else None

    async def spend_some(self, caller: str, limit: Limit, wanted: int) -> int:
        """Count what of ``wanted`` requests that came together is within the limit; how many."""
        key = f"{limit.name}:{caller}"
        lease = self._lease(key, _beginning(self._clock.now(), limit.window))
        missing = wanted - lease.left
        if missing > 0 and not lease.exhausted:
            await self._take(key, lease, limit, max(limit.chunk, missing))
        allowed = min(wanted, lease.left)
        lease.left -= allowed
        return allowed

    def _lease(self, key: str, begins_at: datetime) -> _Lease:
        lease = self._leases.get(key)
        if lease is None or lease.begins_at != begins_at:
            lease = self._leases[key] = _Lease(begins_at)
        self._leases.move_to_end(key)
        if len(self._leases) > KNOWN_CALLERS:
            self._leases.popitem(last=False)
        return lease

    async def _take(self, key: str, lease: _Lease, limit: Limit, wanted: int) -> None:
        async with self._database.transaction() as session:
            taken = await repository.take(session, key, lease.begins_at, wanted)
        free_before = max(0, limit.quota - (taken - wanted))
        lease.left += min(wanted, free_before)
        lease.beyond = max(0, limit.quota - taken)
        lease.exhausted = lease.beyond == 0


def _spent(lease: _Lease, limit: Limit, now: datetime) -> Standing:
    lease.left -= 1
    return Standing(limit, lease.left + lease.beyond, _reset(lease, limit, now))


def _reset(lease: _Lease, limit: Limit, now: datetime) -> int:
    return ceil((lease.begins_at + limit.window - now).total_seconds())


def _beginning(now: datetime, window: timedelta) -> datetime:
    seconds = int(window.total_seconds())
    return _instant(int(now.timestamp()) // seconds * seconds)


@lru_cache(64)
def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Forget windows long past. Needs the system role."""
    await repository.sweep(session, now - KEPT)
