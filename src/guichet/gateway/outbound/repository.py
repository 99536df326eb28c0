"""Statements over ``outbound``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, literal_column, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.outbound.models import OutboundRow
from guichet.gateway.outbound.types import Due, Progress
from guichet.gateway.stored import (
    failure_of,
    files_json,
    files_of,
    notice_json,
    notice_of,
    quick_json,
    quick_of,
)
from guichet.gateway.types import Identity, Line, Outbound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

_QUEUED = OutboundRow.state == literal_column("'queued'")
"""Written out, so that the planner knows the partial index fits."""


async def add(work: Work, entry_point_id: UUID, channel: str, outbound: Outbound) -> None:
    """Queue ``outbound``, due at once."""
    work.session.add(
        OutboundRow(
            tenant_id=work.tenant_id,
            id=outbound.id,
            entry_point_id=entry_point_id,
            channel=channel,
            address_kind=outbound.address.kind,
            address=outbound.address.value,
            text=outbound.text,
            notice=notice_json(outbound.notice),
            author=outbound.author,
            language=outbound.language,
            line=_line_json(outbound.line),
            files=files_json(outbound.files),
            quick=quick_json(outbound.quick),
            state="queued",
            due_at=work.now,
            attempts=0,
            created_at=work.now,
        )
    )
    await work.session.flush()


async def forget_old(session: AsyncSession, before: datetime, limit: int) -> int:
    """Some of what was settled and is older, the oldest first; gives how many went. Needs the
    system role.
    """
    row = OutboundRow
    oldest = (
        select(row.tenant_id, row.id)
        .where(row.created_at < before, row.state != literal_column("'queued'"))
        .order_by(row.created_at)
        .limit(limit)
        .subquery()
    )
    gone = delete(row).where(row.tenant_id == oldest.c.tenant_id, row.id == oldest.c.id)
    return len((await session.scalars(gone.returning(row.id))).all())


async def forget(work: Work, outbound_ids: Sequence[UUID]) -> None:
    """Without words and address; what is queued has failed."""
    statement = (
        update(OutboundRow)
        .where(OutboundRow.tenant_id == work.tenant_id, OutboundRow.id.in_(list(outbound_ids)))
        .values(
            text=None,
            files=None,
            quick=None,
            address="",
            state=case((OutboundRow.state == "queued", "failed"), else_=OutboundRow.state),
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


@dataclass(frozen=True, slots=True)
class Share:
    """What one sender may send: everything of some channels, and some entry points beside."""

    channels: Sequence[str]
    entry_points: Sequence[UUID]


async def lease(
    session: AsyncSession, share: Share, now: datetime, term: timedelta, limit: int
) -> list[Due]:
    """Up to ``limit`` due things of ``share``, oldest first, each moved ``term`` ahead so that
    nobody else takes it meanwhile. Skips what another sender is taking at this moment.
    """
    due = (
        select(OutboundRow.tenant_id, OutboundRow.id)
        .where(
            _QUEUED,
            OutboundRow.due_at <= now,
            or_(
                OutboundRow.channel.in_(share.channels),
                OutboundRow.entry_point_id.in_(share.entry_points),
            ),
        )
        .order_by(OutboundRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboundRow)
        .where(tuple_(OutboundRow.tenant_id, OutboundRow.id).in_(due))
        .values(due_at=now + term, attempts=OutboundRow.attempts + 1)
        .returning(OutboundRow)
    )
    rows = (await session.execute(statement)).scalars().all()
    return [_due(row) for row in sorted(rows, key=lambda row: row.id)]


async def settle(
    work: Work,
    outbound_id: UUID,
    attempt: int,
    values: Mapping[str, Any],
) -> OutboundRow | None:
    """Write what an attempt brought; none when a later attempt began meanwhile."""
    statement = (
        update(OutboundRow)
        .where(
            OutboundRow.tenant_id == work.tenant_id,
            OutboundRow.id == outbound_id,
            OutboundRow.attempts == attempt,
            OutboundRow.state == "queued",
        )
        .values(**values)
        .returning(OutboundRow)
    )
    return (await work.session.execute(statement)).scalar()


async def named(
    work: Work, entry_point_id: UUID, peer_id: str, address: Identity
) -> OutboundRow | None:
    """What a peer calls ``peer_id``, locked, if it was sent to ``address``."""
    ours = _as_uuid(peer_id)
    names = [OutboundRow.peer_id == peer_id] + ([OutboundRow.id == ours] if ours else [])
    statement = (
        select(OutboundRow)
        .where(
            OutboundRow.tenant_id == work.tenant_id,
            OutboundRow.entry_point_id == entry_point_id,
            OutboundRow.address_kind == address.kind,
            OutboundRow.address == address.value,
            or_(*names),
        )
        .with_for_update()
    )
    return (await work.session.execute(statement)).scalars().first()


def progress_of(row: OutboundRow, at: datetime) -> Progress:
    """The row's present state as told upwards."""
    return Progress(row.id, _line(row.line), row.state, at, failure_of(row.failure), row.parts)


def _due(row: OutboundRow) -> Due:
    return Due(
        TenantId(row.tenant_id), row.entry_point_id, row.channel, _outbound(row), row.attempts
    )


def _outbound(row: OutboundRow) -> Outbound:
    return Outbound(
        id=row.id,
        address=Identity(row.address_kind, row.address),
        text=row.text,
        notice=notice_of(row.notice),
        author=row.author,
        language=row.language,
        line=_line(row.line),
        files=files_of(row.files),
        quick=quick_of(row.quick),
    )


def _line_json(line: Line | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "interaction_id": str(line.interaction_id),
        "message_id": str(line.message_id),
        "seq": line.seq,
        "at": line.at.isoformat(),
    }


def _line(stored: Mapping[str, Any] | None) -> Line | None:
    if stored is None:
        return None
    return Line(
        UUID(stored["interaction_id"]),
        UUID(stored["message_id"]),
        stored["seq"],
        datetime.fromisoformat(stored["at"]),
    )


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
