"""Statements over occurrences."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from guichet.crm.occurrences.models import OccurrenceRow, OccurrenceTypeRow
from guichet.crm.occurrences.shapes import FORGOTTEN
from guichet.crm.occurrences.types import MOST_TYPES, Occurrence, OccurrenceType
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.work import Work

_ADD = Prepared(
    inserting(
        OccurrenceRow,
        (
            "key",
            "id",
            "contact_id",
            "type",
            "at",
            "article",
            "category",
            "amount",
            "currency",
            "place",
            "properties",
            "external_id",
            "content",
            "received_at",
        ),
    )
    .on_conflict_do_nothing()
    .returning(OccurrenceRow.__table__.c.key)
)
_HELD = Prepared(
    text("""
SELECT key, content, contact_id FROM contact_event
WHERE tenant_id = :tenant_id AND key = ANY(:keys)
""").bindparams(
        bindparam("tenant_id", type_=Uuid()),
        bindparam("keys", type_=ARRAY(Uuid())),
    )
)


async def held(work: Work, keys: Collection[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Content and contact of those of these that are kept."""
    found = await send(work.session, _HELD, {"tenant_id": work.tenant_id, "keys": list(keys)})
    return {row.key: (row.content, row.contact_id) for row in await found.rows()}


async def add(work: Work, rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """Keep these, in this order, but for those whose key is held; gives the keys of the new."""
    if not rows:
        return set()
    found = await send_many(work.session, _ADD, work.tenant_id, rows)
    return {row.key for row in await found.rows()}


async def types(work: Work) -> list[OccurrenceType]:
    """Those in use, by name."""
    statement = (
        select(OccurrenceTypeRow)
        .where(OccurrenceTypeRow.tenant_id == work.tenant_id)
        .order_by(OccurrenceTypeRow.name)
        .limit(2 * MOST_TYPES)
        .execution_options(populate_existing=True)
    )
    return [_type(row) for row in (await work.session.execute(statement)).scalars()]


async def lock_types(work: Work, names: Sequence[str]) -> dict[str, OccurrenceType]:
    """These, for change; those that are new are made first, so that who comes second waits."""
    rows = [
        {
            "tenant_id": work.tenant_id,
            "name": name,
            "version": 0,
            "properties": {},
            "first_at": work.now,
        }
        for name in sorted(names)
    ]
    await work.session.execute(upsert(OccurrenceTypeRow).values(rows).on_conflict_do_nothing())
    statement = (
        select(OccurrenceTypeRow)
        .where(
            OccurrenceTypeRow.tenant_id == work.tenant_id,
            OccurrenceTypeRow.name.in_(sorted(names)),
        )
        .order_by(OccurrenceTypeRow.name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = (await work.session.execute(statement)).scalars()
    return {row.name: _type(row) for row in found}


async def write_type(work: Work, one: OccurrenceType) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(OccurrenceTypeRow)
        .where(OccurrenceTypeRow.tenant_id == work.tenant_id, OccurrenceTypeRow.name == one.name)
        .values(version=one.version, properties=one.properties)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def of_people(
    work: Work, people: Sequence[UUID], before: UUID | None, limit: int
) -> list[Occurrence]:
    """Those of these contacts, the newest first, below ``before``."""
    statement = select(OccurrenceRow).where(
        OccurrenceRow.tenant_id == work.tenant_id, OccurrenceRow.contact_id.in_(people)
    )
    if before is not None:
        statement = statement.where(OccurrenceRow.id < before)
    rows = await work.session.execute(statement.order_by(OccurrenceRow.id.desc()).limit(limit))
    return [occurrence_of(row) for row in rows.scalars()]


async def of_type(
    work: Work, type_: str, before: tuple[datetime, UUID] | None, limit: int
) -> list[Occurrence]:
    """Those of a type, what happened last first."""
    statement = select(OccurrenceRow).where(
        OccurrenceRow.tenant_id == work.tenant_id, OccurrenceRow.type == type_
    )
    if before is not None:
        at, key = before
        statement = statement.where(
            OccurrenceRow.at <= at,
            tuple_(OccurrenceRow.at, OccurrenceRow.key) < tuple_(literal(at), literal(key)),
        )
    ordered = statement.order_by(OccurrenceRow.at.desc(), OccurrenceRow.key.desc()).limit(limit)
    return [occurrence_of(row) for row in (await work.session.execute(ordered)).scalars()]


async def forget(work: Work, people: Sequence[UUID]) -> None:
    """What happened to these is kept for the count, without a word of what it was."""
    statement = (
        update(OccurrenceRow)
        .where(OccurrenceRow.tenant_id == work.tenant_id, OccurrenceRow.contact_id.in_(people))
        .values(article=None, place=None, properties={}, external_id="", content=FORGOTTEN)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


def occurrence_of(row: OccurrenceRow) -> Occurrence:
    """The value of a row."""
    own = {
        "article": row.article,
        "category": row.category,
        "amount": row.amount,
        "currency": row.currency,
        "place": row.place,
    }
    known = {name: value for name, value in own.items() if value is not None}
    return Occurrence(
        row.id,
        row.key,
        row.external_id,
        row.contact_id,
        row.type,
        row.at,
        {**known, **row.properties},
        row.received_at,
    )


def _type(row: OccurrenceTypeRow) -> OccurrenceType:
    return OccurrenceType(row.name, row.version, row.properties, row.first_at)
