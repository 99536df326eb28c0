"""Statements over contacts and their identities."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update

from guichet.crm.keys import end_of, keys_of
from guichet.crm.models import ContactIdentityRow, ContactKeyRow, ContactRow
from guichet.crm.types import Contact, ContactIdentity
from guichet.gateway.types import Identity
from guichet.kit.work import Work


async def owner_of(work: Work, identity: Identity) -> UUID | None:
    """The contact an identity leads to."""
    statement = select(ContactIdentityRow.contact_id).where(
        ContactIdentityRow.tenant_id == work.tenant_id,
        ContactIdentityRow.kind == identity.kind,
        ContactIdentityRow.value == identity.value,
    )
    return (await work.session.execute(statement)).scalar()


async def wait_for_turn(work: Work, identity: Identity) -> None:
    """One transaction at a time may make a contact for ``identity``; lasts until the commit."""
    key = f"contact:{work.tenant_id}:{identity.kind}:{identity.value}"
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def add(work: Work, identity: Identity, name: str | None, language: str | None) -> Contact:
    """A new contact known by ``identity``."""
    contact_id = work.ids.new()
    row = ContactRow(
        tenant_id=work.tenant_id,
        id=contact_id,
        version=1,
        name=name,
        code=contact_id.hex[-4:].upper(),
        language=language,
        created_at=work.now,
        last_seen_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    work.session.add(
        ContactIdentityRow(
            tenant_id=work.tenant_id,
            id=work.ids.new(),
            contact_id=contact_id,
            kind=identity.kind,
            value=identity.value,
            created_at=work.now,
        )
    )
    for key in sorted(keys_of(name, row.code, (identity.value,))):
        work.session.add(ContactKeyRow(tenant_id=work.tenant_id, key=key, contact_id=contact_id))
    await work.session.flush()
    return _contact(row)


async def seen(work: Work, contact_id: UUID) -> Contact:
    """Note that the contact spoke now. Locks the row: what one person says is taken in order."""
    statement = (
        update(ContactRow)
        .where(ContactRow.tenant_id == work.tenant_id, ContactRow.id == contact_id)
        .values(last_seen_at=func.greatest(ContactRow.last_seen_at, work.now))
        .returning(ContactRow)
    )
    return _contact((await work.session.execute(statement)).scalar_one())


async def get(work: Work, contact_id: UUID) -> Contact | None:
    """One contact."""
    statement = select(ContactRow).where(
        ContactRow.tenant_id == work.tenant_id, ContactRow.id == contact_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _contact(row) if row else None


async def page(work: Work, words: Sequence[str], before: UUID | None, limit: int) -> list[Contact]:
    """Those with a key that begins with each of ``words``, the newest first."""
    statement = select(ContactRow).where(ContactRow.tenant_id == work.tenant_id)
    for word in words:
        found = select(ContactKeyRow.contact_id).where(
            ContactKeyRow.tenant_id == work.tenant_id,
            ContactKeyRow.key >= word,
            ContactKeyRow.key < end_of(word),
        )
        statement = statement.where(ContactRow.id.in_(found))
    if before is not None:
        statement = statement.where(ContactRow.id < before)
    rows = await work.session.execute(statement.order_by(ContactRow.id.desc()).limit(limit))
    return [_contact(row) for row in rows.scalars()]


async def identities(work: Work, contact_id: UUID) -> Sequence[ContactIdentity]:
    """By what a contact is recognised, oldest first."""
    statement = (
        select(ContactIdentityRow)
        .where(
            ContactIdentityRow.tenant_id == work.tenant_id,
            ContactIdentityRow.contact_id == contact_id,
        )
        .order_by(ContactIdentityRow.id)
        .limit(200)
    )
    rows = (await work.session.execute(statement)).scalars()
    return [ContactIdentity(row.id, row.kind, row.value, row.created_at) for row in rows]


def _contact(row: ContactRow) -> Contact:
    return Contact(
        row.id,
        row.version,
        row.name,
        row.code,
        row.language,
        row.created_at,
        row.last_seen_at,
    )
