"""Statements over templates."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from guichet.campaigns.templates.models import TemplateRow
from guichet.campaigns.templates.types import StoredTemplate
from guichet.crm.attributes.types import Label
from guichet.kit.work import Work


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[StoredTemplate]:
    """Those in use older than ``before``, the newest first."""
    statement = (
        select(TemplateRow)
        .where(TemplateRow.tenant_id == work.tenant_id, TemplateRow.removed_at.is_(None))
        .order_by(TemplateRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(TemplateRow.id < before)
    return [_template(row) for row in (await work.session.execute(statement)).scalars()]


async def how_many(work: Work) -> int:
    """Those in use."""
    statement = (
        select(func.count())
        .select_from(TemplateRow)
        .where(TemplateRow.tenant_id == work.tenant_id, TemplateRow.removed_at.is_(None))
    )
    return (await work.session.execute(statement)).scalar_one()


async def get(work: Work, template_id: UUID, *, lock: bool = False) -> StoredTemplate | None:
    """One in use; for change with ``lock``."""
    statement = select(TemplateRow).where(
        TemplateRow.tenant_id == work.tenant_id,
        TemplateRow.id == template_id,
        TemplateRow.removed_at.is_(None),
    )
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return _template(row) if row else None


async def add(work: Work, one: StoredTemplate) -> None:
    """Store a new one."""
    statement = insert(TemplateRow).values(tenant_id=work.tenant_id, id=one.id, **_values(one))
    await work.session.execute(statement)


async def write(work: Work, one: StoredTemplate) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(TemplateRow)
        .where(TemplateRow.tenant_id == work.tenant_id, TemplateRow.id == one.id)
        .values(**_values(one))
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


def _values(one: StoredTemplate) -> dict[str, Any]:
    return {
        "version": one.version,
        "label_fr": one.label.fr,
        "label_en": one.label.en,
        "text": one.text,
        "purpose": one.purpose,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "removed_at": one.removed_at,
    }


def _template(row: TemplateRow) -> StoredTemplate:
    return StoredTemplate(
        row.id,
        row.version,
        Label(row.label_fr, row.label_en),
        row.text,
        row.purpose,
        row.created_at,
        row.changed_at,
        row.removed_at,
    )
