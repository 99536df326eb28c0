"""Statements over consents."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent.models import (
    ConsentKeyRow,
    ConsentRow,
    GlobalSuppressionRow,
    PlatformConsentKeyRow,
)
from guichet.consent.standing import Word
from guichet.consent.types import (
    Consent,
    ConsentMedium,
    Given,
    GlobalEntry,
    Purpose,
    Recorder,
)
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

_GLOBAL = text("""
SELECT DISTINCT ON (address_hash) id, address_hash, blocked, reason, at, by_name
FROM suppression_global WHERE address_hash = ANY (CAST(:hashes AS bytea[]))
ORDER BY address_hash, id DESC
""")

MOST_OF_A_PERSON = 1_000
_WORDS_OF_REFUSERS = text("""
WITH refusing AS (
    SELECT DISTINCT address_hash FROM consent
    WHERE tenant_id = :tenant AND purpose = :purpose AND decision = 'withdrawn'
      AND address_hash = ANY (CAST(:hashes AS bytea[]))
)
SELECT c.address_hash, c.decision, c.at, c.id FROM consent c
JOIN refusing r ON r.address_hash = c.address_hash
WHERE c.tenant_id = :tenant AND c.purpose = :purpose AND c.medium IN (:medium, 'any')
""")


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


async def add_many(work: Work, consents: Sequence[Consent]) -> None:
    """New entries, by one statement."""
    rows = [
        {
            "tenant_id": work.tenant_id,
            "id": one.id,
            "contact_id": one.contact_id,
            "address_kind": one.address_kind,
            "address_hash": one.address_hash,
            "purpose": one.given.purpose,
            "medium": one.given.medium,
            "decision": one.given.decision,
            "source": one.given.source,
            "proof": one.given.proof,
            "at": one.at,
            "recorded_at": one.recorded_at,
            "by_kind": one.by.kind,
            "by_id": one.by.id,
            "by_name": one.by.name,
        }
        for one in consents
    ]
    await work.session.execute(insert(ConsentRow), rows)


async def words_of_refusers(
    session: AsyncSession,
    tenant_id: TenantId,
    purpose: Purpose,
    medium: ConsentMedium,
    hashes: Sequence[bytes],
) -> Sequence[Word]:
    """Everything decided about ``medium`` or any, for those of ``hashes`` that ever refused."""
    values = {"tenant": tenant_id, "purpose": purpose, "medium": medium, "hashes": _packed(hashes)}
    found = await session.execute(_WORDS_OF_REFUSERS, values)
    return [Word(*row) for row in found]


async def add_global(session: AsyncSession, entries: Sequence[GlobalEntry]) -> None:
    """New entries of the platform's own list."""
    rows = [
        {
            "id": one.id,
            "address_hash": one.address_hash,
            "blocked": one.blocked,
            "reason": one.reason,
            "at": one.at,
            "by_name": one.by_name,
        }
        for one in entries
    ]
    await session.execute(insert(GlobalSuppressionRow), rows)


async def global_of(session: AsyncSession, hashes: Sequence[bytes]) -> Sequence[GlobalEntry]:
    """The newest entry of each of ``hashes`` on the platform's own list."""
    found = await session.execute(_GLOBAL, {"hashes": _packed(hashes)})
    return [GlobalEntry(*row) for row in found]


async def key_box(session: AsyncSession, tenant_id: TenantId) -> bytes | None:
    """The tenant's key in its box."""
    statement = select(ConsentKeyRow.box).where(ConsentKeyRow.tenant_id == tenant_id)
    return (await session.execute(statement)).scalar()


async def keep_key_box(session: AsyncSession, tenant_id: TenantId, box: bytes) -> bytes:
    """Store the box unless there is one by now; gives the one that is there."""
    statement = insert(ConsentKeyRow).values(tenant_id=tenant_id, box=box)
    await session.execute(statement.on_conflict_do_nothing())
    stored = await key_box(session, tenant_id)
    assert stored is not None
    return stored


async def platform_key_box(session: AsyncSession) -> bytes | None:
    """The platform's key in its box."""
    statement = select(PlatformConsentKeyRow.box).where(PlatformConsentKeyRow.id == 1)
    return (await session.execute(statement)).scalar()


async def keep_platform_key_box(session: AsyncSession, box: bytes) -> bytes:
    """Store the box unless there is one by now; gives the one that is there."""
    statement = insert(PlatformConsentKeyRow).values(id=1, box=box)
    await session.execute(statement.on_conflict_do_nothing())
    stored = await platform_key_box(session)
    assert stored is not None
    return stored


def _packed(hashes: Sequence[bytes]) -> str:
    """One parameter, however many there are: an array as text, which costs a hundredth of what the
    driver takes for a list of bytes.
    """
    return '{"\\\\x' + '","\\\\x'.join([one.hex() for one in hashes]) + '"}' if hashes else "{}"


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
