"""Statements over consents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent.models import ConsentKeyRow, ConsentRow
from guichet.consent.types import Consent, Given, Purpose, Recorder
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_OF_A_PERSON = 1_000


async def add(work: Work, one: Consent) -> None:
    """A new entry."""
    work.session.add(
        ConsentRow(
            tenant_id=work.tenant_id,
            id=one.id,
            contact_id=one.contact_id,
            address_kind=one.address_kind,
            address_hash=one.address_hash,
            purpose=one.given.purpose,
            medium=one.given.medium,
            decision=one.given.decision,
            source=one.given.source,
            proof=one.given.proof,
            at=one.at,
            recorded_at=one.recorded_at,
            by_kind=one.by.kind,
            by_id=one.by.id,
            by_name=one.by.name,
        )
    )
    await work.session.flush()


async def of_people(
    session: AsyncSession,
    tenant_id: TenantId,
    people: Sequence[UUID],
    before: UUID | None,
    limit: int,
) -> list[Consent]:
    """Recorded on the cards of ``people``, the newest first, older than ``before``."""
    statement = select(ConsentRow).where(
        ConsentRow.tenant_id == tenant_id, ConsentRow.contact_id.in_(people)
    )
    if before is not None:
        statement = statement.where(ConsentRow.id < before)
    found = await session.execute(statement.order_by(ConsentRow.id.desc()).limit(limit))
    return [_consent(row) for row in found.scalars()]


async def of_address(work: Work, purpose: Purpose, address_hash: bytes) -> list[Consent]:
    """What was decided about one address for one purpose, the newest first."""
    statement = (
        select(ConsentRow)
        .where(
            ConsentRow.tenant_id == work.tenant_id,
            ConsentRow.purpose == purpose,
            ConsentRow.address_hash == address_hash,
        )
        .order_by(ConsentRow.id.desc())
        .limit(MOST_OF_A_PERSON)
    )
    return [_consent(row) for row in (await work.session.execute(statement)).scalars()]


async def key_box(work: Work) -> bytes | None:
    """The tenant's key in its box."""
    statement = select(ConsentKeyRow.box).where(ConsentKeyRow.tenant_id == work.tenant_id)
    return (await work.session.execute(statement)).scalar()


async def keep_key_box(work: Work, box: bytes) -> bytes:
    """Store the box unless there is one by now; gives the one that is there."""
    statement = insert(ConsentKeyRow).values(tenant_id=work.tenant_id, box=box)
    await work.session.execute(statement.on_conflict_do_nothing())
    stored = await key_box(work)
    assert stored is not None
    return stored


def _consent(row: ConsentRow) -> Consent:
    return Consent(
        row.id,
        row.contact_id,
        row.address_kind,
        row.address_hash,
        Given(row.purpose, row.medium, row.decision, row.source, row.proof),
        row.at,
        row.recorded_at,
        Recorder(row.by_kind, row.by_id, row.by_name),
    )
