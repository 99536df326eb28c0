"""Statements over hand-offs."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from guichet.crm.handoff.models import HandoffRow
from guichet.crm.handoff.types import Handoff
from guichet.kit.work import Work


async def read(work: Work) -> tuple[Handoff, bytes] | None:
    """The tenant's, and its secret in a box."""
    statement = (
        select(HandoffRow)
        .where(HandoffRow.tenant_id == work.tenant_id)
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    if row is None:
        return None
    return Handoff(row.version, row.title, row.template, row.changed_at), row.secret


async def write(work: Work, handoff: Handoff, secret: bytes) -> None:
    """The tenant's is this one."""
    values = {
        "version": handoff.version,
        "title": handoff.title,
        "template": handoff.template,
        "secret": secret,
        "changed_at": handoff.changed_at,
    }
    statement = insert(HandoffRow).values(tenant_id=work.tenant_id, **values)
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )


async def remove(work: Work) -> None:
    """There is none."""
    await work.session.execute(
        delete(HandoffRow)
        .where(HandoffRow.tenant_id == work.tenant_id)
        .execution_options(synchronize_session=False)
    )
