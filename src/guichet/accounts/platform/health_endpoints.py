"""The platform's health and dead letters over HTTP."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from guichet import __version__
from guichet.accounts.http import PlatformWork, require
from guichet.accounts.platform import health, letters
from guichet.accounts.platform.conditions import Condition, Disk, Engine
from guichet.accounts.platform.endpoints import HandedIn
from guichet.accounts.platform.health import Health
from guichet.accounts.platform.schemas import TenantName
from guichet.accounts.platform.types import Letter
from guichet.accounts.rights import Right
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.types import Principal
from guichet.kit.errors import Forbidden, NotFound
from guichet.kit.events.health import Blocker, RelayHealth
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("platform")

Operator = Annotated[Principal, Depends(require(Right.PLATFORM_HEALTH))]
LetterId = Annotated[str, Path(alias="id", max_length=60, examples=["events-0199b2c4-e8a1"])]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_HEALTH.value)
_NO_LETTER = NotFound("no_such_dead_letter")


class EngineOut(BaseModel):
    """A server Guichet stands on."""

    name: Literal["postgresql", "nats"]
    version: str | None
    embedded: Annotated[bool, Field(description="Run by Guichet itself.")]
    status: Literal["ok", "down"]
    latency_ms: float | None
    detail: str | None


class BlockerOut(BaseModel):
    """What holds the relay up."""

    pid: int
    seconds: float
    what: str


class RelayOut(BaseModel):
    """How far behind the event relay is."""

    leads: Annotated[bool, Field(description="Whether a relay is at work.")]
    lag_events: Annotated[int, Field(description="Events without a place in the log yet.")]
    lag_seconds: Annotated[float, Field(description="Age of the oldest of them.")]
    unpublished: Annotated[int, Field(description="Events the stream does not have yet.")]
    position: int
    blocker: BlockerOut | None

    @classmethod
    def of(cls, relay: RelayHealth, now: datetime) -> "RelayOut":
        """The relay as it is at ``now``."""
        return cls(
            leads=relay.leads,
            lag_events=relay.waiting,
            lag_seconds=round(relay.waiting_for.total_seconds(), 3),
            unpublished=relay.unpublished,
            position=relay.assigned,
            blocker=_blocker(relay.blocker, now) if relay.blocker else None,
        )


class JobsOut(BaseModel):
    """How the background jobs do."""

    waiting: Annotated[int, Field(description="Due, but not begun.")]
    given_up: int


class CountOut(BaseModel):
    """How many there are."""

    count: int


class DiskOut(BaseModel):
    """The disk the data directory is on."""

    path: str
    total_bytes: int
    free_bytes: int
    status: Literal["ok", "low", "full"]


class WaitingOut(BaseModel):
    """What waits for the sealing job."""

    waiting: int


class HealthOut(BaseModel):
    """How the platform does."""

    status: Condition
    checked_at: datetime
    version: str
    engines: list[EngineOut]
    relay: RelayOut
    jobs: JobsOut
    dead_letters: CountOut
    disk: DiskOut
    audit: WaitingOut

    @classmethod
    def of(cls, seen: Health) -> "HealthOut":
        """The state of health."""
        jobs = seen.jobs
        return cls(
            status=seen.status,
            checked_at=seen.checked_at,
            version=__version__,
            engines=[_engine(engine) for engine in seen.engines],
            relay=RelayOut.of(seen.relay, seen.checked_at),
            jobs=JobsOut(waiting=jobs.waiting, given_up=jobs.given_up),
            dead_letters=CountOut(count=seen.letters),
            disk=_disk(seen.disk),
            audit=WaitingOut(waiting=seen.unsealed),
        )


_LETTER: dict[str, Any] = {
    "id": "events-0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
    "source": "events",
    "kind": "interactions.message.added",
    "consumer": "hooks",
    "tenant": {
        "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
        "slug": "maison-vanille",
        "name": "Maison Vanille",
    },
    "attempts": 8,
    "failed_at": "2026-03-02T08:00:00Z",
    "error": "ConnectError: connection refused",
    "retrying": False,
}


class LetterOut(BaseModel):
    """Something that failed again and again and was put aside."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LETTER]})

    id: str
    source: Literal["events", "jobs"]
    kind: str
    consumer: Annotated[str, Field(description="Which part of Guichet gave up.")]
    tenant: TenantName | None
    attempts: int
    failed_at: datetime
    error: str
    retrying: Annotated[bool, Field(description="A retry was asked for and is due in seconds.")]

    @classmethod
    def of(cls, letter: Letter, tenants: Mapping[UUID, Tenant]) -> "LetterOut":
        """A letter with the name of its tenant."""
        tenant = tenants.get(letter.tenant_id)
        return cls(
            id=letter.id,
            source=letter.source,
            kind=letter.kind,
            consumer=letter.consumer,
            tenant=TenantName.of(tenant) if tenant else None,
            attempts=letter.attempts,
            failed_at=letter.failed_at,
            error=letter.error,
            retrying=letter.retrying,
        )


@router.get("/platform/health", responses=refusals(_FORBIDDEN))
async def get_health(
    _who: Operator, work: PlatformWork, parts: GroundPart, handed_in: HandedIn
) -> HealthOut:
    """How the engines, the event relay, the jobs and the disk do, asked anew."""
    return HealthOut.of(await health.check(work.session, parts, handed_in.probes))


@router.get("/platform/dead-letters", responses=refusals(_FORBIDDEN))
async def list_dead_letters(_who: Operator, work: PlatformWork, query: Paging) -> Page[LetterOut]:
    """Events and jobs that were given up on, newest first of each."""
    after = query.after(tuple[str])
    found, tenants = await letters.newest(work, after[0] if after else None, query.fetch)
    return page_of(found, query, lambda one: LetterOut.of(one, tenants), lambda one: (one.id,))


@router.post(
    "/platform/dead-letters/{id}/retry",
    status_code=204,
    responses=refusals(_FORBIDDEN, _NO_LETTER),
)
async def retry_dead_letter(_who: Operator, work: PlatformWork, letter_id: LetterId) -> None:
    """Try it again within seconds. Repeating it is harmless."""
    await letters.retry(work, letter_id)


@router.delete(
    "/platform/dead-letters/{id}", status_code=204, responses=refusals(_FORBIDDEN, _NO_LETTER)
)
async def discard_dead_letter(_who: Operator, work: PlatformWork, letter_id: LetterId) -> None:
    """Give it up for good."""
    await letters.discard(work, letter_id)


def _blocker(blocker: Blocker, now: datetime) -> BlockerOut:
    seconds = round((now - blocker.since).total_seconds(), 1)
    what = f"{blocker.application}: {blocker.statement}"
    return BlockerOut(pid=blocker.process, seconds=seconds, what=what)


def _engine(engine: Engine) -> EngineOut:
    return EngineOut(
        name=engine.name,
        version=engine.version,
        embedded=engine.embedded,
        status=engine.status,
        latency_ms=engine.latency_ms,
        detail=engine.detail,
    )


def _disk(disk: Disk) -> DiskOut:
    return DiskOut(
        path=disk.path,
        total_bytes=disk.total_bytes,
        free_bytes=disk.free_bytes,
        status=disk.status,
    )
