"""Statements over contacts and their identities."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.keys import NEVER_IN_KEYS
from guichet.crm.models import (
    ContactClaimRow,
    ContactIdentityRow,
    ContactKeyRow,
    ContactMergeRow,
    ContactRow,
    ContactTagRow,
)
from guichet.crm.types import (
    By,
    Claim,
    Contact,
    ContactCard,
    ContactIdentity,
    Merge,
    Said,
    Verification,
)
from guichet.gateway.types import Identity
from guichet.kit.db import arrays
from guichet.kit.db.many import inserting, send_many
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_ALIASES = 200
MOST_CLAIMS = 20
MOST_TAGS_PROPOSED = 1_000
MOBILE = (
    r"^\+(33[67]|262(692|693|639)|590(690|691)|594694|596(696|697)|508(55|40|42|43)"
    r"|687[79]|689(87|89)|681[48]|2305|2613|269[34])"
)
"""How numbers of mobiles begin in France and around: only to choose among several of one person."""


async def owner_of(work: Work, identity: Identity) -> UUID | None:
    """The contact an identity leads to, followed through merges."""
    statement = (
        select(func.coalesce(ContactRow.survivor_id, ContactRow.id))
        .join(
            ContactIdentityRow,
            (ContactIdentityRow.tenant_id == ContactRow.tenant_id)
            & (ContactIdentityRow.contact_id == ContactRow.id),
        )
        .where(
            ContactIdentityRow.tenant_id == work.tenant_id,
            ContactIdentityRow.kind == identity.kind,
            ContactIdentityRow.value == identity.value,
        )
    )
    return (await work.session.execute(statement)).scalar()


async def owners_of_phones(work: Work, phones: Sequence[str]) -> dict[str, UUID]:
    """Whose these numbers are."""
    statement = select(ContactIdentityRow.value, ContactIdentityRow.contact_id).where(
        ContactIdentityRow.tenant_id == work.tenant_id,
        ContactIdentityRow.kind == "phone",
        ContactIdentityRow.value.in_(phones),
    )
    found = (await work.session.execute(statement)).all()
    return {row.value: row.contact_id for row in found}


async def phones_of(work: Work, people: Sequence[UUID]) -> list[str]:
    """The numbers of these contacts."""
    statement = select(ContactIdentityRow.value).where(
        ContactIdentityRow.tenant_id == work.tenant_id,
        ContactIdentityRow.kind == "phone",
        ContactIdentityRow.contact_id.in_(people),
    )
    return sorted(await work.session.scalars(statement))


def best_phones(tenant_id: TenantId) -> Select[UUID, str]:
    """Of each card that has a number the one to send to."""
    root = func.coalesce(ContactRow.survivor_id, ContactRow.id)
    number = ContactIdentityRow.value
    return (
        select(root.label("contact_id"), number.label("phone"))
        .select_from(ContactIdentityRow)
        .join(ContactRow, _of_identity())
        .where(
            ContactIdentityRow.tenant_id == tenant_id,
            ContactIdentityRow.kind == "phone",
            ContactRow.erased_at.is_(None),
        )
        .ext(distinct_on(root))
        .order_by(
            root,
            number.regexp_match(MOBILE).desc(),
            ContactIdentityRow.verified_at.is_(None),
            ContactIdentityRow.created_at,
            number,
        )
    )


def phone_owners(tenant_id: TenantId, phones: Sequence[str]) -> Select[str, UUID]:
    """Whose these numbers are, followed through merges."""
    root = func.coalesce(ContactRow.survivor_id, ContactRow.id)
    return (
        select(ContactIdentityRow.value.label("phone"), root.label("contact_id"))
        .select_from(ContactIdentityRow)
        .join(ContactRow, _of_identity())
        .where(
            ContactIdentityRow.tenant_id == tenant_id,
            ContactIdentityRow.kind == "phone",
            ContactIdentityRow.value == any_(cast(list(phones), ARRAY(Text()))),
        )
    )


def _of_identity() -> ColumnElement[bool]:
    return (ContactRow.tenant_id == ContactIdentityRow.tenant_id) & (
        ContactRow.id == ContactIdentityRow.contact_id
    )


async def wait_for_turn(work: Work, identity: Identity) -> None:
    """One transaction at a time may make a contact for ``identity``; lasts until the commit."""
    key = _turn(work, identity)
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


def _turn(work: Work, identity: Identity) -> str:
    return f"contact:{work.tenant_id}:{identity.kind}:{identity.value}"


_TAKE_TURNS = Prepared(
    text("""
SELECT pg_advisory_xact_lock(hashtextextended(t.key, 0))
FROM unnest(CAST(:keys AS text[])) WITH ORDINALITY AS t (key, place) ORDER BY t.place
""")
)
_KNOWN = Prepared(
    text("""
SELECT n.kind, n.value
FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])) AS n (kind, value)
CROSS JOIN LATERAL (
    SELECT FROM contact_identity
    WHERE tenant_id = :tenant_id AND kind = n.kind AND value = n.value LIMIT 1
) AS i
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


_OWNERS = Prepared(
    text("""
SELECT n.kind, n.value, coalesce(c.survivor_id, c.id) AS owner
FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])) AS n (kind, value)
CROSS JOIN LATERAL (
    SELECT contact_id FROM contact_identity
    WHERE tenant_id = :tenant_id AND kind = n.kind AND value = n.value LIMIT 1
) AS i
CROSS JOIN LATERAL (
    SELECT id, survivor_id FROM contact WHERE tenant_id = :tenant_id AND id = i.contact_id LIMIT 1
) AS c
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)
"""Asked of one identity after the other, by the index: for thousands at once PostgreSQL would read
the identities of everybody.
"""
_ROOTS = Prepared(
    text("""
SELECT c.id, coalesce(c.survivor_id, c.id) AS root FROM contact c
WHERE c.tenant_id = :tenant_id AND c.id = ANY(:ids) AND c.erased_at IS NULL
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("ids", type_=ARRAY(Uuid())))
)


async def owners_of(work: Work, several: Collection[Identity]) -> dict[Identity, UUID]:
    """The contacts these lead to, followed through merges; without those that are nobody's."""
    values = {
        "tenant_id": work.tenant_id,
        "kinds": arrays.texts(one.kind for one in several),
        "values": arrays.texts(one.value for one in several),
    }
    found = await send(work.session, _OWNERS, values)
    return {Identity(row.kind, row.value): row.owner for row in await found.rows()}


async def roots_of(work: Work, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Where these ids lead through merges; without those that are no contact, or erased."""
    found = await send(work.session, _ROOTS, {"tenant_id": work.tenant_id, "ids": list(ids)})
    return {row.id: row.root for row in await found.rows()}


async def known_of(work: Work, several: Collection[Identity]) -> set[Identity]:
    """Those of these that are somebody's, after waiting for the turn of each, always in the same
    order; the turns last until the commit.
    """
    ordered = sorted(several, key=lambda one: (one.kind, one.value))
    await send(work.session, _TAKE_TURNS, {"keys": [_turn(work, one) for one in ordered]})
    values = {
        "tenant_id": work.tenant_id,
        "kinds": [one.kind for one in ordered],
        "values": [one.value for one in ordered],
    }
    found = await send(work.session, _KNOWN, values)
    return {Identity(row.kind, row.value) for row in await found.rows()}


async def add_all(work: Work, cards: Sequence[ContactCard]) -> None:
    """New rows of people whom nobody knew, with by what they are recognised."""
    several = [{"id": card.contact.id, **_values(card.contact)} for card in cards]
    await send_many(work.session, _ADD, work.tenant_id, several)
    known = [
        {"contact_id": card.contact.id, **_identity_values(one)}
        for card in cards
        for one in card.identities
    ]
    await send_many(work.session, _ADD_IDENTITIES, work.tenant_id, known)


async def add_keys_of(work: Work, several: Mapping[UUID, Iterable[str]]) -> None:
    """New people are found by these."""
    named = [(one.hex, keys) for one, keys in several.items()]
    rows = sorted([(key, one) for one, keys in named for key in keys])
    values = {
        "tenant": work.tenant_id,
        "keys": NEVER_IN_KEYS.join([key for key, _ in rows]),
        "ids": ",".join([one for _, one in rows]),
    }
    await send(work.session, _ADD_KEYS, values)


async def add(work: Work, contact: Contact) -> None:
    """A new row."""
    await work.session.execute(
        insert(ContactRow).values(tenant_id=work.tenant_id, id=contact.id, **_values(contact))
    )


async def write(work: Work, contact: Contact) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id == contact.id)
        .values(**_values(contact))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


_WRITE_ALL = Prepared(
    text("""
UPDATE contact c SET version = g.version, name = g.name, language = g.language,
    attributes = g.attributes, tags = g.tags
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS
    g (id uuid, version int, name text, language text, attributes jsonb, tags text[])
WHERE c.tenant_id = :tenant AND c.id = g.id
""").bindparams(bindparam("tenant", type_=Uuid()))
)
_NOT_ALONE = Prepared(
    text("""
SELECT c.survivor_id AS id FROM contact c
WHERE c.tenant_id = :tenant AND c.survivor_id = ANY (CAST(:ids AS uuid[]))
UNION
SELECT q.contact_id FROM contact_claim q
WHERE q.tenant_id = :tenant AND q.contact_id = ANY (CAST(:ids AS uuid[]))
""").bindparams(bindparam("tenant", type_=Uuid()))
)


async def write_all(work: Work, several: Sequence[Contact]) -> None:
    """Store changed ones, which the caller holds locked: name, language, attributes, tags."""
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "name": one.name,
            "language": one.language,
            "attributes": one.attributes,
            "tags": one.tags,
        }
        for one in several
    ]
    await send_many(work.session, _WRITE_ALL, work.tenant_id, rows)


async def not_alone(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Those of these that others were merged into, or of whom something is claimed."""
    found = await send(work.session, _NOT_ALONE, {"tenant": work.tenant_id, "ids": list(ids)})
    return {row.id for row in await found.rows()}


async def identities_of_each(work: Work, ids: Sequence[UUID]) -> dict[UUID, list[ContactIdentity]]:
    """By what each of these is recognised, oldest first."""
    statement = (
        select(ContactIdentityRow)
        .where(
            ContactIdentityRow.tenant_id == work.tenant_id, ContactIdentityRow.contact_id.in_(ids)
        )
        .order_by(ContactIdentityRow.id)
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, list[ContactIdentity]] = {}
    for row in (await work.session.execute(statement)).scalars():
        found.setdefault(row.contact_id, []).append(identity_of(row))
    return found


async def keys_of_each(work: Work, ids: Sequence[UUID]) -> dict[UUID, set[str]]:
    """By which words each of these is found."""
    statement = select(ContactKeyRow.contact_id, ContactKeyRow.key).where(
        ContactKeyRow.tenant_id == work.tenant_id, ContactKeyRow.contact_id.in_(ids)
    )
    found: dict[UUID, set[str]] = {}
    for contact_id, key in await work.session.execute(statement):
        found.setdefault(contact_id, set()).add(key)
    return found


async def add_identities(work: Work, several: Sequence[tuple[UUID, ContactIdentity]]) -> None:
    """These lead there from now on. One that leads elsewhere breaks the transaction."""
    rows = [{"contact_id": one, **_identity_values(identity)} for one, identity in several]
    await send_many(work.session, _ADD_IDENTITIES, work.tenant_id, rows)


async def seen(work: Work, contact_id: UUID) -> Contact:
    """Note that the contact spoke now. Locks the row: what one person says is taken in order."""
    statement = (
        update(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id == contact_id)
        .values(last_seen_at=func.greatest(ContactRow.last_seen_at, work.now))
        .returning(ContactRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return contact_of((await work.session.execute(statement)).scalar_one())


_HEARD = Prepared(
    text("""
WITH free AS MATERIALIZED (
    SELECT id FROM contact WHERE tenant_id = :tenant_id AND id = ANY(:ids)
    FOR NO KEY UPDATE SKIP LOCKED
), noted AS (
    UPDATE contact c SET last_seen_at = greatest(c.last_seen_at, :now)
    FROM free WHERE c.tenant_id = :tenant_id AND c.id = free.id
)
SELECT id, name FROM contact
WHERE tenant_id = :tenant_id AND id = ANY(:ids) AND merged_into IS NULL AND erased_at IS NULL
""").bindparams(
        bindparam("tenant_id", type_=Uuid()),
        bindparam("ids", type_=ARRAY(Uuid())),
        bindparam("now", type_=DateTime(True)),
    )
)


async def heard(work: Work, ids: Collection[UUID]) -> dict[UUID, str | None]:
    """Note that these contacts spoke now; whom somebody else is changing is left as they are.
    Waits for nobody. Gives the names of those that are people of their own.
    """
    values = {"tenant_id": work.tenant_id, "ids": list(ids), "now": work.now}
    found = await send(work.session, _HEARD, values)
    return {row.id: row.name for row in await found.rows()}


async def read(session: AsyncSession, tenant_id: TenantId, contact_id: UUID) -> Contact | None:
    """One contact, perhaps an alias."""
    statement = (
        select(ContactRow)
        .where(ContactRow.tenant_id == tenant_id, ContactRow.id == contact_id)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(statement)).scalar()
    return contact_of(row) if row else None


async def lock(work: Work, contact_ids: Collection[UUID]) -> list[Contact]:
    """These, for change, locked in the order of their ids so that two at once never wait for each
    other.
    """
    statement = (
        select(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id.in_(sorted(contact_ids)))
        .order_by(ContactRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [contact_of(row) for row in (await work.session.execute(statement)).scalars()]


async def root_of(session: AsyncSession, tenant_id: TenantId, contact_id: UUID) -> UUID | None:
    """Where an id leads through merges; none when there is no such contact."""
    statement = select(func.coalesce(ContactRow.survivor_id, ContactRow.id)).where(
        ContactRow.tenant_id == tenant_id, ContactRow.id == contact_id
    )
    return (await session.execute(statement)).scalar()


async def aliases_of(session: AsyncSession, tenant_id: TenantId, contact_id: UUID) -> list[UUID]:
    """Every id that leads to a contact through merges, without its own."""
    statement = (
        select(ContactRow.id)
        .where(ContactRow.tenant_id == tenant_id, ContactRow.survivor_id == contact_id)
        .order_by(ContactRow.id)
        .limit(MOST_ALIASES)
    )
    return list((await session.execute(statement)).scalars())


async def aliases_of_all(
    session: AsyncSession, tenant_id: TenantId, contact_ids: Sequence[UUID]
) -> list[UUID]:
    """Every id that leads to one of these through merges."""
    statement = (
        select(ContactRow.id)
        .where(ContactRow.tenant_id == tenant_id, ContactRow.survivor_id.in_(contact_ids))
        .limit(MOST_ALIASES)
    )
    return list((await session.execute(statement)).scalars())


async def of_ids(session: AsyncSession, tenant_id: TenantId, ids: Sequence[UUID]) -> list[Contact]:
    """These, in no order."""
    statement = select(ContactRow).where(ContactRow.tenant_id == tenant_id, ContactRow.id.in_(ids))
    return [contact_of(row) for row in (await session.execute(statement)).scalars()]


_SAID = Prepared(
    text("""
SELECT id, name, language, NULL AS attributes FROM contact
WHERE tenant_id = :tenant AND id = ANY(CAST(:ids AS uuid[]))
""")
)
_SAID_WITH = Prepared(
    text("""
SELECT id, name, language, CASE WHEN attributes ?| CAST(:keys AS text[]) THEN attributes END
    AS attributes
FROM contact WHERE tenant_id = :tenant AND id = ANY(CAST(:ids AS uuid[]))
""")
)


async def said(work: Work, ids: Sequence[UUID], keys: Sequence[str]) -> dict[UUID, Said]:
    """What texts say of these, attributes where one of ``keys`` is among them."""
    values = {"tenant": work.tenant_id, "ids": list(ids)}
    if keys:
        found = await send(work.session, _SAID_WITH, {**values, "keys": list(keys)})
    else:
        found = await send(work.session, _SAID, values)
    return {row[0]: Said(*row[1:]) for row in await found.rows()}


async def newest(work: Work, before: UUID | None, limit: int) -> list[Contact]:
    """Those shown, the newest first."""
    statement = select(ContactRow).where(
        ContactRow.tenant_id == work.tenant_id,
        ContactRow.merged_into.is_(None),
        ContactRow.erased_at.is_(None),
    )
    if before is not None:
        statement = statement.where(ContactRow.id < before)
    rows = await work.session.execute(statement.order_by(ContactRow.id.desc()).limit(limit))
    return [contact_of(row) for row in rows.scalars()]


async def identities(
    session: AsyncSession, tenant_id: TenantId, people: Sequence[UUID]
) -> list[ContactIdentity]:
    """By what these are recognised, oldest first."""
    statement = (
        select(ContactIdentityRow)
        .where(
            ContactIdentityRow.tenant_id == tenant_id,
            ContactIdentityRow.contact_id.in_(people),
        )
        .order_by(ContactIdentityRow.id)
        .limit(200)
        .execution_options(populate_existing=True)
    )
    return [identity_of(row) for row in (await session.execute(statement)).scalars()]


async def add_identity(work: Work, contact_id: UUID, one: ContactIdentity) -> bool:
    """Whether it was nobody's."""
    statement = (
        upsert(ContactIdentityRow)
        .values(tenant_id=work.tenant_id, contact_id=contact_id, **_identity_values(one))
        .on_conflict_do_nothing(index_elements=["tenant_id", "kind", "value"])
        .returning(ContactIdentityRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def move_identity(work: Work, identity: Identity, contact_id: UUID) -> None:
    """It leads to this contact from now on."""
    statement = (
        update(ContactIdentityRow)
        .where(
            ContactIdentityRow.tenant_id == work.tenant_id,
            ContactIdentityRow.kind == identity.kind,
            ContactIdentityRow.value == identity.value,
        )
        .values(contact_id=contact_id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def verify_identity(work: Work, identity_id: UUID, verified: Verification) -> None:
    """Somebody made sure of it."""
    statement = (
        update(ContactIdentityRow)
        .where(ContactIdentityRow.tenant_id == work.tenant_id, ContactIdentityRow.id == identity_id)
        .values(**_verification(verified))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def remove_identity(work: Work, identity_id: UUID) -> None:
    """It leads nowhere from now on."""
    statement = (
        delete(ContactIdentityRow)
        .where(ContactIdentityRow.tenant_id == work.tenant_id, ContactIdentityRow.id == identity_id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def remove_identities(work: Work, people: Sequence[UUID]) -> None:
    """Nothing leads to these any more, and nothing is claimed of them."""
    for table in (ContactIdentityRow, ContactClaimRow):
        statement = (
            delete(table)
            .where(table.tenant_id == work.tenant_id, table.contact_id.in_(people))
            .execution_options(synchronize_session=False)
        )
        await work.session.execute(statement)


async def claims(session: AsyncSession, tenant_id: TenantId, people: Sequence[UUID]) -> list[Claim]:
    """What is said of these, by nobody we trust."""
    statement = (
        select(ContactClaimRow.kind, ContactClaimRow.value)
        .where(ContactClaimRow.tenant_id == tenant_id, ContactClaimRow.contact_id.in_(people))
        .order_by(ContactClaimRow.kind, ContactClaimRow.value)
        .limit(MOST_CLAIMS)
    )
    return [Claim(kind, value) for kind, value in await session.execute(statement)]


async def add_claims(work: Work, contact_id: UUID, said: Iterable[Claim], at: datetime) -> bool:
    """Whether one of them was new."""
    rows = [
        {
            "tenant_id": work.tenant_id,
            "contact_id": contact_id,
            "kind": one.kind,
            "value": one.value,
            "claimed_at": at,
        }
        for one in said
    ]
    statement = (
        upsert(ContactClaimRow)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(ContactClaimRow.value)
    )
    return bool((await work.session.execute(statement)).scalars().all())


async def keys(work: Work, contact_id: UUID) -> set[str]:
    """By which words a contact is found."""
    statement = select(ContactKeyRow.key).where(
        ContactKeyRow.tenant_id == work.tenant_id, ContactKeyRow.contact_id == contact_id
    )
    return set((await work.session.execute(statement)).scalars())


async def add_keys(work: Work, contact_id: UUID, wanted: Iterable[str]) -> None:
    """Found by these too."""
    rows = [
        {"tenant_id": work.tenant_id, "key": key, "contact_id": contact_id}
        for key in sorted(wanted)
    ]
    if rows:
        await work.session.execute(upsert(ContactKeyRow).on_conflict_do_nothing(), rows)


async def remove_keys(work: Work, contact_id: UUID, unwanted: Collection[str]) -> None:
    """Found by these no longer."""
    statement = (
        delete(ContactKeyRow)
        .where(
            ContactKeyRow.tenant_id == work.tenant_id,
            ContactKeyRow.contact_id == contact_id,
            ContactKeyRow.key.in_(sorted(unwanted)),
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def lead_to(work: Work, people: Sequence[UUID], survivor_id: UUID | None) -> None:
    """These ids lead there from now on; to themselves when it is none."""
    statement = (
        update(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id.in_(people))
        .values(survivor_id=survivor_id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def alias_tree(work: Work, contact_id: UUID) -> dict[UUID, UUID | None]:
    """The ids that lead to a contact, each with the one it was merged into itself."""
    statement = (
        select(ContactRow.id, ContactRow.merged_into)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.survivor_id == contact_id)
        .limit(MOST_ALIASES)
    )
    return {row.id: row.merged_into for row in await work.session.execute(statement)}


async def merges(
    session: AsyncSession,
    tenant_id: TenantId,
    survivors: Sequence[UUID],
    before: UUID | None,
    limit: int,
) -> list[Merge]:
    """What was merged into these, undone ones too, the newest first, older than ``before``."""
    statement = (
        select(ContactMergeRow, ContactRow.name, ContactRow.code)
        .join(
            ContactRow,
            (ContactRow.tenant_id == ContactMergeRow.tenant_id)
            & (ContactRow.id == ContactMergeRow.loser_id),
        )
        .where(ContactMergeRow.tenant_id == tenant_id, ContactMergeRow.survivor_id.in_(survivors))
        .execution_options(populate_existing=True)
    )
    if before is not None:
        statement = statement.where(ContactMergeRow.id < before)
    rows = await session.execute(statement.order_by(ContactMergeRow.id.desc()).limit(limit))
    return [_merge(row, name, code) for row, name, code in rows]


async def note_tags(work: Work, tags: Sequence[str]) -> None:
    """These were used."""
    rows = [{"tenant_id": work.tenant_id, "name": tag} for tag in sorted(tags)]
    if rows:
        await work.session.execute(upsert(ContactTagRow).on_conflict_do_nothing(), rows)


async def tags(work: Work) -> list[str]:
    """Those ever used."""
    statement = (
        select(ContactTagRow.name)
        .where(ContactTagRow.tenant_id == work.tenant_id)
        .order_by(ContactTagRow.name)
        .limit(MOST_TAGS_PROPOSED)
    )
    return list((await work.session.execute(statement)).scalars())


async def forget_merges(work: Work, people: Sequence[UUID]) -> None:
    """What merges into these made of their cards is erased; that they were made stays."""
    statement = (
        update(ContactMergeRow)
        .where(
            ContactMergeRow.tenant_id == work.tenant_id,
            ContactMergeRow.survivor_id.in_(people),
        )
        .values(before={}, after={}, reason="")
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


def _values(one: Contact) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.name,
        "code": one.code,
        "language": one.language,
        "created_at": one.created_at,
        "last_seen_at": one.last_seen_at,
        "company_id": one.company_id,
        "attributes": dict(one.attributes),
        "tags": list(one.tags),
        "merged_into": one.merged_into,
        "erased_at": one.erased_at,
    }


def _identity_values(one: ContactIdentity) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "value": one.value,
        "created_at": one.created_at,
        "source": one.source,
        **_verification(one.verified),
    }


def _verification(one: Verification | None) -> Mapping[str, Any]:
    return {
        "verified_at": one.at if one else None,
        "verified_kind": one.by.kind if one else None,
        "verified_by": one.by.id if one else None,
        "verified_name": one.by.name if one else None,
    }


def contact_of(row: ContactRow) -> Contact:
    """The value of a row."""
    return Contact(
        id=row.id,
        version=row.version,
        name=row.name,
        code=row.code,
        language=row.language,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        company_id=row.company_id,
        attributes=row.attributes,
        tags=tuple(row.tags),
        merged_into=row.merged_into,
        erased_at=row.erased_at,
    )


def identity_of(row: ContactIdentityRow) -> ContactIdentity:
    """The value of a row."""
    verified = None
    if row.verified_at is not None and row.verified_kind is not None:
        by = By(row.verified_kind, row.verified_by, row.verified_name)
        verified = Verification(row.verified_at, by)
    return ContactIdentity(row.id, row.kind, row.value, row.created_at, row.source, verified)


def _merge(row: ContactMergeRow, name: str | None, code: str) -> Merge:
    return Merge(
        id=row.id,
        version=row.version,
        loser_id=row.loser_id,
        loser_name=name,
        loser_code=code,
        survivor_id=row.survivor_id,
        reason=row.reason,
        at=row.at,
        by=By(row.by_kind, row.by_id, row.by_name),
        undone_at=row.undone_at,
    )


_VALUES = (
    "version",
    "name",
    "code",
    "language",
    "created_at",
    "last_seen_at",
    "company_id",
    "attributes",
    "tags",
    "merged_into",
    "erased_at",
)
_ADD = Prepared(inserting(ContactRow, ("id", *_VALUES)))
_ADD_IDENTITIES = Prepared(
    inserting(
        ContactIdentityRow,
        (
            "id",
            "contact_id",
            "kind",
            "value",
            "created_at",
            "source",
            "verified_at",
            "verified_kind",
            "verified_by",
            "verified_name",
        ),
    )
)
_ADD_KEYS = Prepared(
    text("""
INSERT INTO contact_key (tenant_id, key, contact_id)
SELECT :tenant, g.key, g.contact_id
FROM unnest(
    string_to_array(CAST(:keys AS text), chr(4)),
    CAST(string_to_array(CAST(:ids AS text), ',') AS uuid[])
) AS g (key, contact_id)
""").bindparams(bindparam("tenant", type_=Uuid()))
)
"""Two texts: an array costs the driver ten times what it costs to take them apart."""
