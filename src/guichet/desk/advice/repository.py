"""Statements over requests for advice and modules; each names the asker or the conversation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.askers import Asker
from guichet.desk.advice.models import AdviceRequestRow
from guichet.desk.advice.states import State
from guichet.desk.advice.types import Request
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


async def add(work: Work, one: Request) -> None:
    """A new one."""
    row = AdviceRequestRow(
        tenant_id=work.tenant_id,
        id=one.id,
        version=one.version,
        interaction_id=one.interaction_id,
        kind=one.kind,
        title=one.title,
        asker_tenant_id=one.asker.tenant_id,
        asker_user_id=one.asker.user_id,
        company=one.company,
        state=one.state.value,
        reason=one.reason,
        created_at=one.created_at,
        changed_at=one.changed_at,
    )
    work.session.add(row)
    await work.session.flush()


async def write_state(work: Work, one: Request) -> None:
    """How far it has come; the caller holds it locked."""
    statement = (
        update(AdviceRequestRow)
        .where(AdviceRequestRow.tenant_id == work.tenant_id, AdviceRequestRow.id == one.id)
        .values(version=one.version, state=one.state, reason=one.reason, changed_at=one.changed_at)
    )
    await work.session.execute(statement)


async def page(work: Work, asker: Asker, before: UUID | None, limit: int) -> list[Request]:
    """One asker's, the newest first, older than ``before``."""
    statement = select(AdviceRequestRow).where(_of(work.tenant_id, asker))
    if before is not None:
        statement = statement.where(AdviceRequestRow.id < before)
    newest = statement.order_by(AdviceRequestRow.id.desc()).limit(limit)
    return [_request(row) for row in (await work.session.execute(newest)).scalars()]


async def get(work: Work, asker: Asker, request_id: UUID) -> Request | None:
    """One of this asker's own."""
    statement = select(AdviceRequestRow).where(
        _of(work.tenant_id, asker), AdviceRequestRow.id == request_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _request(row) if row else None


async def lock_of(work: Work, interaction_id: UUID) -> Request | None:
    """The one answered in that conversation, for change."""
    statement = (
        select(AdviceRequestRow)
        .where(
            AdviceRequestRow.tenant_id == work.tenant_id,
            AdviceRequestRow.interaction_id == interaction_id,
        )
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return _request(row) if row else None


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """What was asked in these conversations is gone; that something was asked stays."""
    statement = (
        update(AdviceRequestRow)
        .where(
            AdviceRequestRow.tenant_id == work.tenant_id,
            AdviceRequestRow.interaction_id.in_(list(interaction_ids)),
        )
        .values(version=AdviceRequestRow.version + 1, title="", reason=None)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def read_of(
    session: AsyncSession, tenant_id: TenantId, interaction_id: UUID
) -> Request | None:
    """The one answered in that conversation."""
    statement = select(AdviceRequestRow).where(
        AdviceRequestRow.tenant_id == tenant_id,
        AdviceRequestRow.interaction_id == interaction_id,
    )
    row = (await session.execute(statement)).scalar()
    return _request(row) if row else None


def _of(tenant_id: TenantId, asker: Asker) -> ColumnElement[bool]:
    return and_(
        AdviceRequestRow.tenant_id == tenant_id,
        AdviceRequestRow.asker_tenant_id == asker.tenant_id,
        AdviceRequestRow.asker_user_id == asker.user_id,
    )


def _request(row: AdviceRequestRow) -> Request:
    return Request(
        row.id,
        row.version,
        row.interaction_id,
        row.kind,
        row.title,
        Asker(TenantId(row.asker_tenant_id), UserId(row.asker_user_id)),
        row.company,
        State(row.state),
        row.reason,
        row.created_at,
        row.changed_at,
    )
