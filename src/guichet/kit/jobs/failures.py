"""Jobs that failed: seen, tried again, or given up by the operator of the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import NotFound
from guichet.kit.ids import TenantId
from guichet.kit.jobs.models import JobFailure

_queue = Table(
    "procrastinate_jobs",
    MetaData(schema="jobs"),
    Column("id", BigInteger),
    Column("status", Text),
    Column("attempts", Integer),
    Column("scheduled_at", DateTime(timezone=True)),
)
_FAILED = _queue.c.status == literal_column("'failed'")
_TODO = _queue.c.status == literal_column("'todo'")


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that failed, last."""

    job_id: int
    name: str
    tenant_id: TenantId | None
    attempts: int
    error: str
    """The last error, in the program's words."""
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class JobsHealth:
    """How the jobs do."""

    waiting: int
    """Due, but not begun."""
    given_up: int


async def health(session: AsyncSession, now: datetime) -> JobsHealth:
    """How many jobs wait although they are due, and how many were given up."""
    due = or_(_queue.c.scheduled_at.is_(None), _queue.c.scheduled_at <= now)
    waiting = select(func.count()).select_from(_queue).where(_TODO, due)
    given_up = select(func.count()).select_from(_queue).where(_FAILED)
    return JobsHealth(await session.scalar(waiting) or 0, await session.scalar(given_up) or 0)


async def newest(session: AsyncSession, limit: int, before: int | None = None) -> Sequence[Failure]:
    """Up to ``limit`` jobs that were given up, newest first, older than the job ``before``."""
    statement = select(JobFailure).join(_queue, _queue.c.id == JobFailure.job_id).where(_FAILED)
    if before is not None:
        statement = statement.where(JobFailure.job_id < before)
    rows = await session.scalars(statement.order_by(JobFailure.job_id.desc()).limit(limit))
    return [_failure(row) for row in rows]


async def retry(session: AsyncSession, job_id: int) -> None:
    """Try a given-up job again, at once and as often as a new one.

    :raises NotFound: there is no such job, or it is not given up
    """
    values = {"status": literal_column("'todo'"), "attempts": 0, "scheduled_at": None}
    statement = update(_queue).where(_queue.c.id == job_id, _FAILED).values(values)
    if (await session.execute(statement.returning(_queue.c.id))).one_or_none() is None:
        raise NotFound


async def give_up(session: AsyncSession, job_id: int) -> None:
    """Delete a given-up job for good.

    :raises NotFound: there is no such job, or it is not given up
    """
    statement = delete(_queue).where(_queue.c.id == job_id, _FAILED)
    if (await session.execute(statement.returning(_queue.c.id))).one_or_none() is None:
        raise NotFound
    await forget(session, job_id)


async def note(session: AsyncSession, failure: Failure) -> None:
    """Remember the last error of a job."""
    values = {name: getattr(failure, name) for name in Failure.__dataclass_fields__}
    statement = insert(JobFailure).values(values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[JobFailure.job_id], set_=values)
    )


async def forget(session: AsyncSession, job_id: int) -> None:
    """The job succeeded after all."""
    await session.execute(delete(JobFailure).where(JobFailure.job_id == job_id))


def _failure(row: JobFailure) -> Failure:
    tenant_id = None if row.tenant_id is None else TenantId(row.tenant_id)
    return Failure(row.job_id, row.name, tenant_id, row.attempts, row.error, row.failed_at)
