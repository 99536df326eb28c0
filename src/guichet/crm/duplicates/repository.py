"""Statements over suspected duplicates."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.duplicates.models import ContactDuplicateRow, ContactMarkRow
from guichet.crm.duplicates.types import Duplicate
from guichet.crm.keys import NEVER_IN_KEYS
from guichet.crm.matches import Mark
from guichet.crm.models import ContactClaimRow
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_OTHERS = 20
"""Cards one card is compared with: a mark of more people than that says nothing."""
MOST_OF_A_CARD = 100
NAMED = ("email:", "phone:", "external:")
"""How keys of marks begin that an identity of a card may say by itself."""


async def marks(work: Work, contact_id: UUID) -> set[Mark]:
    """What is written down of a card."""
    statement = select(ContactMarkRow.key, ContactMarkRow.claimed).where(
        ContactMarkRow.tenant_id == work.tenant_id, ContactMarkRow.contact_id == contact_id
    )
    return {Mark(key, claimed) for key, claimed in await work.session.execute(statement)}


async def marks_of_each(work: Work, ids: Sequence[UUID]) -> dict[UUID, set[Mark]]:
    """What is written down of each of these cards."""
    statement = select(ContactMarkRow.contact_id, ContactMarkRow.key, ContactMarkRow.claimed).where(
        ContactMarkRow.tenant_id == work.tenant_id, ContactMarkRow.contact_id.in_(ids)
    )
    found: dict[UUID, set[Mark]] = {}
    for card, key, claimed in await work.session.execute(statement):
        found.setdefault(card, set()).add(Mark(key, claimed))
    return found


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


_IDENTIFIED = Prepared(
    text("""
SELECT n.key, coalesce(c.survivor_id, c.id) AS other
FROM unnest(CAST(:keys AS text[])) AS n (key)
JOIN contact_identity i ON i.tenant_id = :tenant_id
    AND i.kind = split_part(n.key, ':', 1) AND i.value = substr(n.key, strpos(n.key, ':') + 1)
JOIN contact c ON c.tenant_id = i.tenant_id AND c.id = i.contact_id
WHERE c.erased_at IS NULL
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def others_with(
    work: Work, contact_id: UUID, marks: Collection[Mark]
) -> list[tuple[UUID, Mark]]:
    """Other cards with one of these marks, or with an identity that says the same."""
    written = await _written_others(work, contact_id, marks)
    keys = [mark.key for mark in marks if mark.key.startswith(NAMED)]
    if not keys:
        return written
    found = await send(work.session, _IDENTIFIED, {"tenant_id": work.tenant_id, "keys": keys})
    named = [(row.other, Mark(row.key)) for row in await found.rows()]
    return written + [one for one in named if one[0] != contact_id]


async def _written_others(
    work: Work, contact_id: UUID, marks: Collection[Mark]
) -> list[tuple[UUID, Mark]]:
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


_OTHERS = Prepared(
    text("""
SELECT g.contact_id AS mine, m.contact_id AS other, g.key, m.claimed
FROM unnest(
    string_to_array(CAST(:keys AS text), chr(4)),
    CAST(string_to_array(CAST(:ids AS text), ',') AS uuid[])
) AS g (key, contact_id)
CROSS JOIN LATERAL (
    SELECT contact_id, claimed FROM contact_mark
    WHERE tenant_id = :tenant_id AND key = g.key AND contact_id <> g.contact_id LIMIT 20
) AS m
UNION ALL
SELECT g.contact_id, coalesce(c.survivor_id, c.id), g.key, false
FROM unnest(
    string_to_array(CAST(:keys AS text), chr(4)),
    CAST(string_to_array(CAST(:ids AS text), ',') AS uuid[])
) AS g (key, contact_id)
CROSS JOIN LATERAL (
    SELECT contact_id FROM contact_identity
    WHERE tenant_id = :tenant_id AND kind = 'email' AND value = substr(g.key, 7) LIMIT 1
) AS i
CROSS JOIN LATERAL (
    SELECT id, survivor_id FROM contact WHERE tenant_id = :tenant_id AND id = i.contact_id LIMIT 1
) AS c
WHERE g.key LIKE 'email:%' AND coalesce(c.survivor_id, c.id) <> g.contact_id
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)
_ADD = Prepared(
    text("""
INSERT INTO contact_mark (tenant_id, key, contact_id, claimed)
SELECT :tenant_id, g.key, g.contact_id, false
FROM unnest(
    string_to_array(CAST(:keys AS text), chr(4)),
    CAST(string_to_array(CAST(:ids AS text), ',') AS uuid[])
) AS g (key, contact_id)
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def add_marks(work: Work, several: Mapping[UUID, Collection[Mark]]) -> None:
    """Of new cards, of which nothing is only claimed."""
    named = [(card.hex, marks) for card, marks in several.items()]
    rows = sorted([(mark.key, card) for card, marks in named for mark in marks])
    await send(work.session, _ADD, _told(work, rows))


async def are_claims(work: Work) -> bool:
    """Whether anything is claimed of anybody: else marks of phones and external ids, each of which
    is on one card alone, have no others to be compared with.
    """
    statement = select(ContactClaimRow.contact_id).where(
        ContactClaimRow.tenant_id == work.tenant_id
    )
    return (await work.session.execute(statement.limit(1))).scalar() is not None


def _told(work: Work, rows: Collection[tuple[str, str]]) -> dict[str, object]:
    """As one text each: an array costs the driver ten times what it costs to take it apart."""
    return {
        "tenant_id": work.tenant_id,
        "keys": NEVER_IN_KEYS.join([key.replace(NEVER_IN_KEYS, "") for key, _ in rows]),
        "ids": ",".join([card for _, card in rows]),
    }


async def others_with_any(
    work: Work, wanted: Collection[tuple[UUID, str]]
) -> list[tuple[UUID, UUID, Mark]]:
    """For each card with one of its marks: other cards that have the mark."""
    if not wanted:
        return []
    values = _told(work, sorted([(key, card.hex) for card, key in wanted]))
    found = await (await send(work.session, _OTHERS, values)).rows()
    return [(row.mine, row.other, Mark(row.key, row.claimed)) for row in found]


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


_ADD_PAIRS = Prepared(
    inserting(ContactDuplicateRow, ("id", "version", "low_id", "high_id", "reason", "found_at"))
    .on_conflict_do_nothing()
    .returning(ContactDuplicateRow.id)
)


async def add(work: Work, several: Sequence[Duplicate]) -> list[Duplicate]:
    """Those of these that were not known yet."""
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "low_id": one.low_id,
            "high_id": one.high_id,
            "reason": one.reason,
            "found_at": one.found_at,
        }
        for one in several
    ]
    found = await send_many(work.session, _ADD_PAIRS, work.tenant_id, rows)
    added = {row.id for row in await found.rows()}
    return [one for one in several if one.id in added]


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
