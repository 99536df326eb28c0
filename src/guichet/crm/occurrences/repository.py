"""Statements over occurrences."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Uuid,
    bindparam,
    literal,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from guichet.crm.occurrences.models import OccurrenceKeyRow, OccurrenceRow, OccurrenceTypeRow
from guichet.crm.occurrences.shapes import FORGOTTEN, Row
from guichet.crm.occurrences.types import MOST_TYPES, Occurrence, OccurrenceType
from guichet.kit.db.copying import NULL, as_json, copy_rows, make_once, plain
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.work import Work

_NOTHING: Final = "{}"
GIVEN: Final = "contact_event_given"
_GIVEN_COLUMNS: Final = (
    "key",
    "id",
    "content",
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
)
_MAKE_GIVEN = Prepared(
    text("""
CREATE TEMP TABLE IF NOT EXISTS contact_event_given (
    key uuid, id uuid, content uuid, contact_id uuid, type text, at timestamptz, article text,
    category text, amount bigint, currency text, place text, properties jsonb, external_id text
) ON COMMIT DELETE ROWS
""")
)
_CLEAR_GIVEN = Prepared(text("DELETE /* staged */ FROM contact_event_given"))
"""Of what the same transaction kept before."""
_ADD = Prepared(
    text("""\
WITH /* staged */ keyed AS (
    INSERT INTO contact_event_key (tenant_id, key, content, contact_id, id)
    SELECT :tenant_id, key, content, contact_id, id FROM contact_event_given
    ON CONFLICT DO NOTHING RETURNING key
), added AS (
    INSERT INTO contact_event (tenant_id, contact_id, id, key, type, at, article, category,
                               amount, currency, place, properties, external_id, received_at)
    SELECT :tenant_id, contact_id, id, key, type, at, article, category,
           amount, currency, place, properties, external_id, :now
    FROM contact_event_given
)
SELECT count(*) AS added FROM keyed
""").bindparams(
        bindparam("tenant_id", type_=Uuid()),
        bindparam("now", type_=DateTime(True)),
    )
)
_HELD = Prepared(
    text("""
SELECT key, content, contact_id FROM contact_event_key
WHERE tenant_id = :tenant_id AND key = ANY(CAST(:keys AS uuid[]))
""").bindparams(
        bindparam("tenant_id", type_=Uuid()),
    )
)


async def held(work: Work, keys: Collection[str]) -> dict[str, tuple[str, UUID]]:
    """Content and contact of those of these that are kept."""
    values = {"tenant_id": work.tenant_id, "keys": "{" + ",".join(keys) + "}"}
    found = await send(work.session, _HELD, values)
    return {row.key.hex: (row.content.hex, row.contact_id) for row in await found.rows()}


async def add(work: Work, rows: Sequence[Row]) -> int:
    """Keep these, in this order; gives how many of their keys were held by nobody. Fewer than all:
    the transaction can only be rolled back.
    """
    if not rows:
        return 0
    await make_once(work.session, GIVEN, _MAKE_GIVEN)
    await send(work.session, _CLEAR_GIVEN, {})
    await copy_rows(work.session, GIVEN, _GIVEN_COLUMNS, map(_line, rows))
    found = await send(work.session, _ADD, {"tenant_id": work.tenant_id, "now": work.now})
    (row,) = await found.rows()
    return int(row.added)


def _line(one: Row) -> str:
    """As COPY reads it."""
    article, category, place, currency = one.article, one.category, one.place, one.currency
    return (
        f"{one.key}\t{one.id}\t{one.content}\t{one.contact_id.int:032x}"
        f"\t{plain(one.type)}\t{one.at.isoformat()}"
        f"\t{NULL if article is None else plain(article)}"
        f"\t{NULL if category is None else plain(category)}"
        f"\t{NULL if one.amount is None else one.amount}\t{currency or NULL}"
        f"\t{NULL if place is None else plain(place)}"
        f"\t{as_json(one.others) if one.others else _NOTHING}\t{plain(one.external_id)}\n"
    )


async def of_keys(work: Work, keys: Collection[UUID]) -> list[Occurrence]:
    """Those kept under these keys, in no order."""
    statement = (
        select(OccurrenceRow)
        .join(
            OccurrenceKeyRow,
            (OccurrenceRow.tenant_id == OccurrenceKeyRow.tenant_id)
            & (OccurrenceRow.contact_id == OccurrenceKeyRow.contact_id)
            & (OccurrenceRow.id == OccurrenceKeyRow.id),
        )
        .where(OccurrenceKeyRow.tenant_id == work.tenant_id, OccurrenceKeyRow.key.in_(keys))
    )
    return [occurrence_of(row) for row in (await work.session.execute(statement)).scalars()]


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


async def by_person(work: Work, after: tuple[UUID, UUID] | None, limit: int) -> list[Occurrence]:
    """All, by contact and place, after ``after``."""
    statement = select(OccurrenceRow).where(OccurrenceRow.tenant_id == work.tenant_id)
    if after is not None:
        statement = statement.where(
            tuple_(OccurrenceRow.contact_id, OccurrenceRow.id) > tuple_(*map(literal, after))
        )
    rows = await work.session.execute(
        statement.order_by(OccurrenceRow.contact_id, OccurrenceRow.id).limit(limit)
    )
    return [occurrence_of(row) for row in rows.scalars()]


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
        at, place = before
        statement = statement.where(
            OccurrenceRow.at <= at,
            tuple_(OccurrenceRow.at, OccurrenceRow.id) < tuple_(literal(at), literal(place)),
        )
    ordered = statement.order_by(OccurrenceRow.at.desc(), OccurrenceRow.id.desc()).limit(limit)
    return [occurrence_of(row) for row in (await work.session.execute(ordered)).scalars()]


async def forget(work: Work, people: Sequence[UUID]) -> None:
    """What happened to these is kept for the count, without a word of what it was."""
    theirs = (OccurrenceRow.tenant_id == work.tenant_id, OccurrenceRow.contact_id.in_(people))
    keys = update(OccurrenceKeyRow).where(
        OccurrenceKeyRow.tenant_id == work.tenant_id,
        OccurrenceKeyRow.key == OccurrenceRow.key,
        *theirs,
    )
    bare = update(OccurrenceRow).where(*theirs)
    unsaid: dict[str, Any] = {"article": None, "place": None, "properties": {}, "external_id": ""}
    for statement in (keys.values(content=UUID(FORGOTTEN)), bare.values(unsaid)):
        await work.session.execute(statement.execution_options(synchronize_session=False))


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
