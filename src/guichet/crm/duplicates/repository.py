"""Statements over suspected duplicates."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.duplicates.models import ContactDuplicateRow, ContactMarkRow
from guichet.crm.duplicates.types import Duplicate
from guichet.crm.matches import Mark
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_OTHERS = 20
"""Cards one card is compared with: a mark of more people than that says nothing."""
MOST_OF_A_CARD = 100


async def marks(work: Work, contact_id: UUID) -> set[Mark]:
    """What is written down of a card."""
    statement = select(ContactMarkRow.key, ContactMarkRow.claimed).where(
        ContactMarkRow.tenant_id == work.tenant_id, ContactMarkRow.contact_id == contact_id
    )
    return {Mark(key, claimed) for key, claimed in await work.session.execute(statement)}


async def write_marks(work: Work, contact_id: UUID, marks: Collection[Mark]) -> None:
    """Exactly these."""
    await work.session.execute(
        delete(ContactMarkRow)
        .where(ContactMarkRow.tenant_id == work.tenant_id, ContactMarkRow.contact_id == contact_id)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "tenant_id": work.tenant_id,
            "key": mark.key,
            "contact_id": contact_id,
            "claimed": mark.claimed,
        }
        for mark in sorted(marks, key=lambda mark: mark.key)
    ]
    if rows:
        await work.session.execute(insert(ContactMarkRow).on_conflict_do_nothing(), rows)


async def others_with(
    work: Work, contact_id: UUID, marks: Collection[Mark]
) -> list[tuple[UUID, Mark]]:
    """Other cards with one of these marks."""
    statement = (
        select(ContactMarkRow.contact_id, ContactMarkRow.key, ContactMarkRow.claimed)
        .where(
            ContactMarkRow.tenant_id == work.tenant_id,
            ContactMarkRow.key.in_(sorted({mark.key for mark in marks})),
            ContactMarkRow.contact_id != contact_id,
        )
        .limit(MOST_OTHERS)
    )
    found = await work.session.execute(statement)
    return [(other, Mark(key, claimed)) for other, key, claimed in found]


async def read(session: AsyncSession, tenant_id: TenantId, contact_id: UUID) -> list[Duplicate]:
    """Open ones of a card, the newest first."""
    found = await _of(session, tenant_id, contact_id)
    return [one for one in found if one.dismissed_at is None]


async def all_of(work: Work, contact_id: UUID) -> list[Duplicate]:
    """Those of a card, dismissed ones too."""
    return await _of(work.session, work.tenant_id, contact_id)


async def page(work: Work, before: UUID | None, limit: int) -> list[Duplicate]:
    """Open ones of all cards, the newest first."""
    statement = select(ContactDuplicateRow).where(
        ContactDuplicateRow.tenant_id == work.tenant_id,
        ContactDuplicateRow.dismissed_at.is_(None),
    )
    if before is not None:
        statement = statement.where(ContactDuplicateRow.id < before)
    ordered = statement.order_by(ContactDuplicateRow.id.desc()).limit(limit)
    return [_duplicate(row) for row in (await work.session.execute(ordered)).scalars()]


async def add(work: Work, one: Duplicate) -> bool:
    """Whether it was not known yet."""
    statement = (
        insert(ContactDuplicateRow)
        .values(
            tenant_id=work.tenant_id,
            id=one.id,
            version=one.version,
            low_id=one.low_id,
            high_id=one.high_id,
            reason=one.reason,
            found_at=one.found_at,
        )
        .on_conflict_do_nothing()
        .returning(ContactDuplicateRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def remove(work: Work, duplicate_ids: Sequence[UUID]) -> None:
    """Those are none."""
    await work.session.execute(
        delete(ContactDuplicateRow)
        .where(
            ContactDuplicateRow.tenant_id == work.tenant_id,
            ContactDuplicateRow.id.in_(duplicate_ids),
        )
        .execution_options(synchronize_session=False)
    )


async def dismiss(work: Work, low_id: UUID, high_id: UUID) -> list[Duplicate]:
    """Close the open ones of a pair; gives them."""
    statement = (
        update(ContactDuplicateRow)
        .where(
            ContactDuplicateRow.tenant_id == work.tenant_id,
            ContactDuplicateRow.low_id == low_id,
            ContactDuplicateRow.high_id == high_id,
            ContactDuplicateRow.dismissed_at.is_(None),
        )
        .values(
            dismissed_at=work.now,
            dismissed_by=work.actor.id,
            version=ContactDuplicateRow.version + 1,
        )
        .returning(ContactDuplicateRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return [_duplicate(row) for row in (await work.session.execute(statement)).scalars()]


async def _of(session: AsyncSession, tenant_id: TenantId, contact_id: UUID) -> list[Duplicate]:
    statement = (
        select(ContactDuplicateRow)
        .where(
            ContactDuplicateRow.tenant_id == tenant_id,
            or_(
                ContactDuplicateRow.low_id == contact_id,
                ContactDuplicateRow.high_id == contact_id,
            ),
        )
        .order_by(ContactDuplicateRow.id.desc())
        .limit(MOST_OF_A_CARD)
    )
    return [_duplicate(row) for row in (await session.execute(statement)).scalars()]


def _duplicate(row: ContactDuplicateRow) -> Duplicate:
    return Duplicate(
        row.id, row.version, row.low_id, row.high_id, row.reason, row.found_at, row.dismissed_at
    )
