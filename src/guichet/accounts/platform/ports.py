"""What rooms above, and processes, hand in to the platform's screens."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.entitlements.types import Quota
from guichet.accounts.platform.conditions import Engine
from guichet.kit.ids import TenantId


class QuotaCounter(Protocol):
    """A room that counts how much of some quotas a tenant uses."""

    async def __call__(self, session: AsyncSession, tenant: TenantId) -> Mapping[Quota, int]:
        """What ``tenant`` uses now (system role)."""
        ...


class EngineProbe(Protocol):
    """Asks one engine how it does. Bounded in time; never fails: ``down`` is an answer."""

    async def __call__(self) -> Engine:
        """The engine's state."""
        ...


class Ports:
    """Everything handed in, empty until ``processes`` fill it."""

    def __init__(
        self, counters: Sequence[QuotaCounter] = (), probes: Sequence[EngineProbe] = ()
    ) -> None:
        self.counters = counters
        self.probes = probes
