"""Statements over prices."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.ids import TenantId
from guichet.prices.models import PriceAssignmentRow, PriceListRow, PriceRowRow
from guichet.prices.types import Assignment, PriceList, PriceRow, StoredRow

_ADD_ROWS = text("""
INSERT INTO price_row (list_id, prefix, valid_from, revision, micros, recorded_at, by_name)
SELECT :list_id, g.prefix, g.valid_from,
       1 + coalesce((SELECT max(p.revision) FROM price_row p
                     WHERE p.list_id = :list_id AND p.prefix = g.prefix
                       AND p.valid_from = g.valid_from), 0),
       g.micros, CAST(:at AS timestamptz), :by_name
FROM unnest(CAST(:prefixes AS text[]), CAST(:begin AS timestamptz[]), CAST(:micros AS bigint[]))
     AS g (prefix, valid_from, micros)
""")

_AT = text("""
SELECT DISTINCT ON (prefix) prefix, valid_from, micros FROM price_row
WHERE list_id = :list_id AND valid_from <= CAST(:at AS timestamptz)
ORDER BY prefix, valid_from DESC, revision DESC
""")

RowKey = tuple[str, datetime, int]


async def add_list(session: AsyncSession, one: PriceList) -> None:
    """A new list."""
    session.add(
        PriceListRow(
            id=one.id,
            kind=one.kind,
            name=one.name,
            currency=one.currency,
            version=one.version,
            created_at=one.created_at,
        )
    )
    await session.flush()


async def list_of(session: AsyncSession, list_id: UUID, *, lock: bool = False) -> PriceList | None:
    """A list by its id."""
    query = select(PriceListRow).where(PriceListRow.id == list_id)
    query = query.execution_options(populate_existing=True)
    row = await session.scalar(query.with_for_update() if lock else query)
    return _list(row) if row else None


async def lists(session: AsyncSession, before: UUID | None, limit: int) -> Sequence[PriceList]:
    """All lists, the newest first."""
    query = select(PriceListRow)
    if before is not None:
        query = query.where(PriceListRow.id < before)
    found = await session.scalars(query.order_by(PriceListRow.id.desc()).limit(limit))
    return [_list(row) for row in found]


async def set_list(session: AsyncSession, list_id: UUID, name: str, version: int) -> None:
    """Name a list, and count the change."""
    changed = update(PriceListRow).where(PriceListRow.id == list_id)
    await session.execute(changed.values(name=name, version=version))


async def add_rows(
    session: AsyncSession,
    list_id: UUID,
    rows: Sequence[PriceRow],
    at: datetime,
    by_name: str | None,
) -> None:
    """Append rows, each as a revision of its own."""
    values = {
        "list_id": list_id,
        "prefixes": [row.prefix for row in rows],
        "begin": [row.valid_from for row in rows],
        "micros": [row.micros for row in rows],
        "at": at,
        "by_name": by_name,
    }
    await session.execute(_ADD_ROWS, values)


async def rows(
    session: AsyncSession, list_id: UUID, after: RowKey | None, limit: int
) -> Sequence[StoredRow]:
    """Every row of a list, by prefix and beginning."""
    key = (PriceRowRow.prefix, PriceRowRow.valid_from, PriceRowRow.revision)
    query = select(PriceRowRow).where(PriceRowRow.list_id == list_id)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return [_row(row) for row in await session.scalars(query.order_by(*key).limit(limit))]


async def rows_at(session: AsyncSession, list_id: UUID, at: datetime) -> Sequence[PriceRow]:
    """The row of each prefix that counts at ``at``."""
    found = await session.execute(_AT, {"list_id": list_id, "at": at})
    return [PriceRow(row.prefix, row.valid_from, row.micros) for row in found]


async def next_change(session: AsyncSession, list_id: UUID, after: datetime) -> datetime | None:
    """When a row of the list begins to count, after ``after``."""
    query = select(func.min(PriceRowRow.valid_from)).where(
        PriceRowRow.list_id == list_id, PriceRowRow.valid_from > after
    )
    return await session.scalar(query)


async def assign(
    session: AsyncSession,
    tenant: TenantId,
    assignment: Assignment,
    at: datetime,
    by_name: str | None,
) -> None:
    """Append which list a tenant pays by."""
    latest = await session.scalar(
        select(func.max(PriceAssignmentRow.revision)).where(
            PriceAssignmentRow.tenant_id == tenant,
            PriceAssignmentRow.valid_from == assignment.valid_from,
        )
    )
    session.add(
        PriceAssignmentRow(
            tenant_id=tenant,
            valid_from=assignment.valid_from,
            revision=1 + (latest or 0),
            list_id=assignment.list_id,
            recorded_at=at,
            by_name=by_name,
        )
    )
    await session.flush()


async def assignments(session: AsyncSession, tenant: TenantId) -> Sequence[Assignment]:
    """Which lists a tenant paid, pays and will pay by, the last to begin first."""
    query = (
        select(PriceAssignmentRow.list_id, PriceAssignmentRow.valid_from)
        .where(PriceAssignmentRow.tenant_id == tenant)
        .order_by(PriceAssignmentRow.valid_from.desc(), PriceAssignmentRow.revision.desc())
        .limit(100)
    )
    return [Assignment(row[0], row[1]) for row in await session.execute(query)]


def _list(row: PriceListRow) -> PriceList:
    return PriceList(row.id, row.kind, row.name, row.currency, row.version, row.created_at)


def _row(row: PriceRowRow) -> StoredRow:
    price = PriceRow(row.prefix, row.valid_from, row.micros)
    return StoredRow(price, row.revision, row.recorded_at, row.by_name)
