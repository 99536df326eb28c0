"""Dead letters of all sources in one list: jobs first, then events, newest first of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from guichet.accounts.audit import service as audit
from guichet.accounts.platform.types import Letter
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.kit.errors import NotFound
from guichet.kit.events import dead_letters
from guichet.kit.ids import TenantId
from guichet.kit.jobs import failures
from guichet.kit.work import Work

Source = Literal["events", "jobs"]


@dataclass(frozen=True, slots=True)
class Key:
    """What a letter's public id stands for."""

    source: Source
    key: str

    @classmethod
    def read(cls, public: str) -> "Key":
        """The key in a public id.

        :raises NotFound: it is none.
        """
        source, _, key = public.partition("-")
        if source == "jobs" and key.isdecimal() and key.isascii() and len(key) < 19:
            return cls("jobs", key)
        if source == "events" and _is_uuid(key):
            return cls("events", key)
        raise NotFound("no_such_dead_letter")

    def __str__(self) -> str:
        return f"{self.source}-{self.key}"


async def newest(
    work: Work, before: str | None, limit: int
) -> tuple[Sequence[Letter], Mapping[UUID, Tenant]]:
    """Letters after the one of the public id ``before``, and the tenants they are of."""
    after = Key.read(before) if before else None
    found = [] if after and after.source == "events" else await _jobs(work, after, limit)
    if len(found) < limit:
        found += await _events(work, after, limit - len(found))
    ids = {TenantId(letter.tenant_id) for letter in found}
    return found, {tenant.id: tenant for tenant in await tenants.of_ids(work, list(ids))}


async def retry(work: Work, public: str) -> None:
    """Have it tried again.

    :raises NotFound: there is none, or it is done.
    """
    key = Key.read(public)
    if key.source == "jobs":
        await failures.retry(work.session, int(key.key))
    else:
        await dead_letters.ask_retry(work.session, UUID(key.key), work.now)
    await audit.write(work, "platform.dead_letter.retried", f"dead_letter:{key}")


async def discard(work: Work, public: str) -> None:
    """Give it up for good.

    :raises NotFound: there is none, or it is done.
    """
    key = Key.read(public)
    if key.source == "jobs":
        await failures.give_up(work.session, int(key.key))
    else:
        await dead_letters.delete(work.session, UUID(key.key))
    await audit.write(work, "platform.dead_letter.discarded", f"dead_letter:{key}")


async def _jobs(work: Work, after: Key | None, limit: int) -> list[Letter]:
    before = int(after.key) if after else None
    return [_job(one) for one in await failures.newest(work.session, limit, before)]


async def _events(work: Work, after: Key | None, limit: int) -> list[Letter]:
    before = UUID(after.key) if after and after.source == "events" else None
    return [_event(one) for one in await dead_letters.newest(work.session, limit, before)]


def _job(failure: failures.Failure) -> Letter:
    return Letter(
        id=str(Key("jobs", str(failure.job_id))),
        source="jobs",
        kind=failure.name,
        consumer="jobs",
        tenant_id=failure.tenant_id or UUID(int=0),
        attempts=failure.attempts,
        failed_at=failure.failed_at,
        error=failure.error,
        retrying=False,
    )


def _event(letter: dead_letters.Letter) -> Letter:
    return Letter(
        id=str(Key("events", str(letter.id))),
        source="events",
        kind=letter.kind,
        consumer=letter.consumer,
        tenant_id=letter.tenant_id,
        attempts=letter.attempts,
        failed_at=letter.failed_at,
        error=letter.error,
        retrying=letter.retry_at is not None,
    )


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
