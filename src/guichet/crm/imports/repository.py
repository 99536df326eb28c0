"""Statements over imports, their parts and rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.duplicates.models import ContactDuplicateRow, ContactMarkRow
from guichet.crm.imports.deciding import Card, Outcome
from guichet.crm.imports.events import column_item, plan_item
from guichet.crm.imports.models import ImportPartRow, ImportResultRow, ImportRow
from guichet.crm.imports.types import (
    MOST_BYTES,
    PART,
    Agreed,
    Column,
    Counts,
    Fault,
    Import,
    Layout,
    Plan,
    RowResult,
    RowState,
)
from guichet.crm.models import ContactIdentityRow, ContactKeyRow, ContactRow
from guichet.crm.segments.models import ListMemberRow
from guichet.gateway.types import Identity, IdentityKind
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

LONGEST_KEPT = 500
"""Characters of a cell of a refused row."""
MOST_PARTS = 4 * MOST_BYTES // PART


async def add(work: Work, one: Import) -> None:
    """A new row."""
    values = {"tenant_id": work.tenant_id, "id": one.id, **_values(one)}
    await work.session.execute(insert(ImportRow).values(values))


async def write(work: Work, one: Import) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(ImportRow)
        .where(ImportRow.tenant_id == work.tenant_id, ImportRow.id == one.id)
        .values(**_values(one))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def read(work: Work, import_id: UUID, *, lock: bool = False) -> Import | None:
    """One."""
    return await in_snapshot(work.session, work.tenant_id, import_id, lock=lock)


async def in_snapshot(
    session: AsyncSession, tenant_id: TenantId, import_id: UUID, *, lock: bool = False
) -> Import | None:
    """One, as the transaction sees it."""
    statement = (
        select(ImportRow)
        .where(ImportRow.tenant_id == tenant_id, ImportRow.id == import_id)
        .execution_options(populate_existing=True)
    )
    found = statement.with_for_update() if lock else statement
    row = (await session.execute(found)).scalar()
    return _import(row) if row else None


async def page(work: Work, before: UUID | None, limit: int) -> list[Import]:
    """All, the newest first."""
    statement = select(ImportRow).where(ImportRow.tenant_id == work.tenant_id)
    if before is not None:
        statement = statement.where(ImportRow.id < before)
    rows = await work.session.execute(statement.order_by(ImportRow.id.desc()).limit(limit))
    return [_import(row) for row in rows.scalars()]


async def busy(work: Work) -> UUID | None:
    """The import that runs just now, or is being undone."""
    statement = select(ImportRow.id).where(
        ImportRow.tenant_id == work.tenant_id, ImportRow.state.in_(("running", "undoing"))
    )
    return (await work.session.execute(statement.limit(1))).scalar()


async def add_part(work: Work, import_id: UUID, begins: int, size: int, file_id: UUID) -> None:
    """A part arrived."""
    values = {
        "tenant_id": work.tenant_id,
        "import_id": import_id,
        "begins": begins,
        "size": size,
        "file_id": file_id,
    }
    await work.session.execute(insert(ImportPartRow).values(values))


async def parts(work: Work, import_id: UUID) -> list[UUID]:
    """The parts of a file, in their order."""
    statement = (
        select(ImportPartRow.file_id)
        .where(ImportPartRow.tenant_id == work.tenant_id, ImportPartRow.import_id == import_id)
        .order_by(ImportPartRow.begins)
        .limit(MOST_PARTS)
    )
    return list((await work.session.execute(statement)).scalars())


async def forget_parts(work: Work, import_id: UUID) -> None:
    """The parts of a file are gone."""
    statement = (
        delete(ImportPartRow)
        .where(ImportPartRow.tenant_id == work.tenant_id, ImportPartRow.import_id == import_id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def results(
    work: Work, import_id: UUID, state: RowState | None, after: int, limit: int
) -> list[RowResult]:
    """What became of the rows after ``after``, in their order."""
    statement = select(ImportResultRow).where(
        ImportResultRow.tenant_id == work.tenant_id,
        ImportResultRow.import_id == import_id,
        ImportResultRow.n > after,
    )
    if state is not None:
        statement = statement.where(ImportResultRow.state == state)
    rows = await work.session.execute(statement.order_by(ImportResultRow.n).limit(limit))
    return [_result(row) for row in rows.scalars()]


_SEEN = Prepared(
    text("""
SELECT DISTINCT r.contact_id FROM contact_import_row r
WHERE r.tenant_id = :tenant_id AND r.import_id = :import_id
    AND r.contact_id = ANY (CAST(:ids AS uuid[]))
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("import_id", type_=Uuid()))
)
_HELD = Prepared(
    text("""
SELECT i.contact_id, count(*) AS held FROM contact_identity i
WHERE i.tenant_id = :tenant_id AND i.contact_id = ANY (CAST(:ids AS uuid[]))
GROUP BY i.contact_id
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)
_RESULTS = ("n", "import_id", "state", "contact_id", "version", "before", "reasons", "cells")
_ADD_RESULTS = Prepared(inserting(ImportResultRow, _RESULTS))


_IDENTITIES = Prepared(
    text("""
SELECT i.contact_id, i.kind, i.value FROM contact_identity i
WHERE i.tenant_id = :tenant_id AND i.contact_id = ANY (CAST(:ids AS uuid[]))
ORDER BY i.id
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def identities_of(work: Work, ids: Collection[UUID]) -> dict[UUID, list[Identity]]:
    """By what each of these contacts is recognised, the oldest first."""
    values = {"tenant_id": work.tenant_id, "ids": list(ids)}
    found: dict[UUID, list[Identity]] = {}
    for row in await (await send(work.session, _IDENTITIES, values)).rows():
        found.setdefault(row.contact_id, []).append(Identity(row.kind, row.value))
    return found


async def seen_before(work: Work, import_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Those of these contacts that rows before this stand for."""
    values = {"tenant_id": work.tenant_id, "import_id": import_id, "ids": list(ids)}
    return {row.contact_id for row in await (await send(work.session, _SEEN, values)).rows()}


async def identities_held(work: Work, ids: Collection[UUID]) -> dict[UUID, int]:
    """How many identities each of these contacts has."""
    values = {"tenant_id": work.tenant_id, "ids": list(ids)}
    found = await (await send(work.session, _HELD, values)).rows()
    return {row.contact_id: row.held for row in found}


async def add_results(
    work: Work, import_id: UUID, outcomes: Sequence[Outcome], versions: Mapping[UUID, int]
) -> None:
    """What became of these rows; ``versions`` are those of cards that were known."""
    rows = [_outcome_values(import_id, one, versions) for one in outcomes]
    await send_many(work.session, _ADD_RESULTS, work.tenant_id, rows)


@dataclass(frozen=True, slots=True)
class Traced:
    """What a row did to a card."""

    n: int
    contact_id: UUID
    state: RowState
    version: int | None
    before: Mapping[str, Any] | None


_TRACED = Prepared(
    text("""
SELECT n, contact_id, state, version, before FROM contact_import_row
WHERE tenant_id = :tenant_id AND import_id = :import_id AND n > :after AND n <= :until
    AND contact_id IS NOT NULL
ORDER BY n DESC
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("import_id", type_=Uuid()))
)
_TRACES = Prepared(
    text("""
SELECT n, contact_id, state, version, before FROM contact_import_row
WHERE tenant_id = :tenant_id AND import_id = :import_id
    AND contact_id = ANY (CAST(:ids AS uuid[]))
ORDER BY n DESC
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("import_id", type_=Uuid()))
)
_USED = Prepared(
    text("""
SELECT p.id FROM unnest(CAST(:ids AS uuid[])) AS p (id)
WHERE EXISTS (
    SELECT FROM contact_note n WHERE n.tenant_id = :tenant_id AND n.contact_id = p.id
) OR EXISTS (
    SELECT FROM contact_event e WHERE e.tenant_id = :tenant_id AND e.contact_id = p.id
)
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def traced(work: Work, import_id: UUID, after: int, until: int) -> list[Traced]:
    """What the rows after ``after`` up to ``until`` did to cards, the last first."""
    values = {
        "tenant_id": work.tenant_id,
        "import_id": import_id,
        "after": after,
        "until": until,
    }
    return [Traced(*row) for row in await (await send(work.session, _TRACED, values)).rows()]


async def traces_of(work: Work, import_id: UUID, ids: Collection[UUID]) -> dict[UUID, list[Traced]]:
    """What an import did to each of these cards, the last first."""
    values = {"tenant_id": work.tenant_id, "import_id": import_id, "ids": list(ids)}
    found: dict[UUID, list[Traced]] = {}
    for row in await (await send(work.session, _TRACES, values)).rows():
        found.setdefault(row.contact_id, []).append(Traced(*row))
    return found


async def used_since(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Those of these somebody wrote a note about, or that something happened to."""
    values = {"tenant_id": work.tenant_id, "ids": list(ids)}
    return {row.id for row in await (await send(work.session, _USED, values)).rows()}


async def forget_people(work: Work, people: Sequence[UUID]) -> None:
    """What these cards held before imports is gone; that they stood in one stays."""
    statement = (
        update(ImportResultRow)
        .where(ImportResultRow.tenant_id == work.tenant_id, ImportResultRow.contact_id.in_(people))
        .values(before=None)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def forget_cells(work: Work, import_id: UUID, after: int, until: int) -> None:
    """What stood in refused rows after ``after`` up to ``until`` is gone; why they were refused
    stays.
    """
    statement = (
        update(ImportResultRow)
        .where(
            ImportResultRow.tenant_id == work.tenant_id,
            ImportResultRow.import_id == import_id,
            ImportResultRow.state == "refused",
            ImportResultRow.n > after,
            ImportResultRow.n <= until,
        )
        .values(cells=None)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def remove_identity(work: Work, contact_id: UUID, kind: IdentityKind, value: str) -> None:
    """It leads there no longer."""
    statement = (
        delete(ContactIdentityRow)
        .where(
            ContactIdentityRow.tenant_id == work.tenant_id,
            ContactIdentityRow.kind == kind,
            ContactIdentityRow.value == value,
            ContactIdentityRow.contact_id == contact_id,
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def empty(work: Work, ids: Sequence[UUID], now: datetime) -> None:
    """These are nobody any more: found by nothing, standing in no list, proposed as no duplicate.
    The rows stay, so that what points to them points somewhere.
    """
    if not ids:
        return
    for table in (ContactIdentityRow, ContactKeyRow, ContactMarkRow, ListMemberRow):
        gone = delete(table).where(table.tenant_id == work.tenant_id, table.contact_id.in_(ids))
        await work.session.execute(gone.execution_options(synchronize_session=False))
    for side in (ContactDuplicateRow.low_id, ContactDuplicateRow.high_id):
        pairs = delete(ContactDuplicateRow).where(
            ContactDuplicateRow.tenant_id == work.tenant_id, side.in_(ids)
        )
        await work.session.execute(pairs.execution_options(synchronize_session=False))
    statement = (
        update(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id.in_(ids))
        .values(
            name=None,
            language=None,
            attributes={},
            tags=[],
            erased_at=now,
            version=ContactRow.version + 1,
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


def _outcome_values(import_id: UUID, one: Outcome, versions: Mapping[UUID, int]) -> dict[str, Any]:
    card = one.card
    reasons = [[fault.column, fault.code, dict(fault.params)] for fault in one.faults]
    return {
        "n": one.row.n,
        "import_id": import_id,
        "state": one.state,
        "contact_id": card.id if card else one.who,
        "version": versions.get(card.id) or _version(card) if card else None,
        "before": one.before,
        "reasons": reasons or None,
        "cells": [cell[:LONGEST_KEPT] for cell in one.row.cells]
        if one.state == "refused"
        else None,
    }


def _version(card: Card) -> int:
    return 1 if card.was is None else card.was.version


def _values(one: Import) -> dict[str, Any]:
    return {
        "version": one.version,
        "kind": one.kind,
        "file_name": one.file_name,
        "size": one.size,
        "received": one.received,
        "state": one.state,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        "by_id": one.by_id,
        "by_name": one.by_name,
        "layout": asdict(one.layout) if one.layout else None,
        "content_id": one.content_id,
        "columns": [column_item(column) for column in one.columns],
        "sample": [list(cells) for cells in one.sample],
        "plan": plan_item(one.plan),
        "rows": one.rows,
        "done": one.done,
        "cursor": one.cursor,
        "counts": asdict(one.counts),
        "undone": one.undone,
        "problem": one.problem,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
    }


def _import(row: ImportRow) -> Import:
    return Import(
        id=row.id,
        version=row.version,
        kind=row.kind,
        file_name=row.file_name,
        size=row.size,
        received=row.received,
        state=row.state,
        created_at=row.created_at,
        changed_at=row.changed_at,
        by_id=row.by_id,
        by_name=row.by_name,
        layout=Layout(**row.layout) if row.layout else None,
        content_id=row.content_id,
        columns=tuple(Column(**one) for one in row.columns),
        sample=tuple(map(tuple, row.sample)),
        plan=_plan(row.plan),
        rows=row.rows,
        done=row.done,
        cursor=row.cursor,
        counts=Counts(**row.counts),
        undone=row.undone,
        problem=row.problem,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _plan(kept: dict[str, Any]) -> Plan:
    agreed = kept["consent"]
    day = agreed["date"] if agreed else None
    return Plan(
        meanings=tuple(kept["columns"]),
        territory=kept["territory"],
        on_match=kept["on_match"],
        consent=Agreed(
            agreed["purpose"],
            agreed["medium"],
            agreed["source"],
            date.fromisoformat(day) if day else None,
        )
        if agreed
        else None,
        list_id=UUID(kept["list_id"]) if kept["list_id"] else None,
        list_name=kept["list_name"],
        tags=tuple(kept["tags"]),
        event_type=kept["event_type"],
    )


def _result(row: ImportResultRow) -> RowResult:
    reasons = tuple(Fault(column, code, params) for column, code, params in row.reasons or ())
    return RowResult(row.n, row.state, row.contact_id, reasons, row.cells)
