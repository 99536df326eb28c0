"""Statements over merges."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from guichet.crm.merging import Difference, Profile
from guichet.crm.models import ContactMergeRow
from guichet.crm.types import By
from guichet.kit.work import Work


async def add(
    work: Work,
    merge_id: UUID,
    *,
    survivor_id: UUID,
    loser_id: UUID,
    reason: str,
    made: Difference,
    by: By,
) -> None:
    """A new row."""
    statement = insert(ContactMergeRow).values(
        tenant_id=work.tenant_id,
        id=merge_id,
        version=1,
        loser_id=loser_id,
        survivor_id=survivor_id,
        reason=reason,
        before=_stored(made.before),
        after=_stored(made.after),
        at=work.now,
        by_kind=by.kind,
        by_id=by.id,
        by_name=by.name,
    )
    await work.session.execute(statement)


async def lock(work: Work, merge_id: UUID) -> tuple[UUID, UUID, Difference, bool] | None:
    """Survivor, loser, what it made of the card, and whether it is undone; for change."""
    statement = (
        select(ContactMergeRow)
        .where(ContactMergeRow.tenant_id == work.tenant_id, ContactMergeRow.id == merge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    if row is None:
        return None
    return row.survivor_id, row.loser_id, _difference(row), row.undone_at is not None


async def later(work: Work, survivor_id: UUID, merge_id: UUID) -> list[tuple[UUID, Difference]]:
    """Merges into the same card after that one, in force, oldest first, for change."""
    statement = (
        select(ContactMergeRow)
        .where(
            ContactMergeRow.tenant_id == work.tenant_id,
            ContactMergeRow.survivor_id == survivor_id,
            ContactMergeRow.id > merge_id,
            ContactMergeRow.undone_at.is_(None),
        )
        .order_by(ContactMergeRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = (await work.session.execute(statement)).scalars()
    return [(row.id, _difference(row)) for row in rows]


async def rewrite(work: Work, merge_id: UUID, made: Difference) -> None:
    """What it made of the card is this now that an earlier one was undone."""
    await _update(work, merge_id, before=_stored(made.before), after=_stored(made.after))


async def mark_undone(work: Work, merge_id: UUID, by: By) -> None:
    """It is no longer in force."""
    await _update(
        work, merge_id, version=2, undone_at=work.now, undone_by=by.id, undone_name=by.name
    )


async def _update(work: Work, merge_id: UUID, **values: Any) -> None:
    statement = (
        update(ContactMergeRow)
        .where(ContactMergeRow.tenant_id == work.tenant_id, ContactMergeRow.id == merge_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


def _stored(one: Profile) -> dict[str, Any]:
    company = str(one.company_id) if one.company_id else None
    return {**asdict(one), "company_id": company, "tags": list(one.tags)}


def _difference(row: ContactMergeRow) -> Difference:
    return Difference(_profile(row.before), _profile(row.after))


def _profile(stored: Mapping[str, Any]) -> Profile:
    company = stored.get("company_id")
    return Profile(
        name=stored.get("name"),
        language=stored.get("language"),
        company_id=UUID(company) if company else None,
        attributes=stored.get("attributes", {}),
        tags=tuple(stored.get("tags", ())),
    )
