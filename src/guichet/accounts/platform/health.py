"""How the platform does: asked anew each time, every question bounded."""

import asyncio
import math
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.platform import repository
from guichet.accounts.platform.conditions import Condition, Disk, Engine
from guichet.accounts.platform.ports import EngineProbe
from guichet.accounts.platform.verdicts import condition, disk_status
from guichet.kit.events import dead_letters
from guichet.kit.events.health import RelayHealth, relay_health
from guichet.kit.ground import Ground
from guichet.kit.jobs import failures
from guichet.kit.jobs.failures import JobsHealth


@dataclass(frozen=True, slots=True)
class Health:
    """Everything the health screen shows."""

    status: Condition
    checked_at: datetime
    engines: Sequence[Engine]
    relay: RelayHealth
    jobs: JobsHealth
    letters: int
    disk: Disk
    unsealed: int
    """Audit entries of all tenants that wait for their seal."""


async def check(session: AsyncSession, ground: Ground, probes: Sequence[EngineProbe]) -> Health:
    """Ask everything (system role). Fails only when the database does."""
    now = ground.clock.now()
    embedded = ground.settings.database_url is None
    engines = [await _database(session, embedded), *[await probe() for probe in probes]]
    relay = await relay_health(session, now)
    jobs = await failures.health(session, now)
    letters = await dead_letters.count(session) + jobs.given_up
    disk = await asyncio.to_thread(_disk, ground.settings.data_dir)
    return Health(
        status=condition(engines, _lag(relay), letters, disk.status),
        checked_at=now,
        engines=engines,
        relay=relay,
        jobs=jobs,
        letters=letters,
        disk=disk,
        unsealed=await audit.count_waiting(session),
    )


def _lag(relay: RelayHealth) -> float:
    """Seconds the oldest event waits; without end when nobody relays."""
    return relay.waiting_for.total_seconds() if relay.leads else math.inf


async def _database(session: AsyncSession, embedded: bool) -> Engine:
    begun = time.perf_counter()
    version = await repository.server_version(session)
    latency = (time.perf_counter() - begun) * 1000
    return Engine("postgresql", version, embedded, "ok", round(latency, 2))


def _disk(path: Path) -> Disk:
    at = next(p for p in (path, *path.parents) if p.exists())
    usage = shutil.disk_usage(at)
    return Disk(str(path), usage.total, usage.free, disk_status(usage.total, usage.free))
