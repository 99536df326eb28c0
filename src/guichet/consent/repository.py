"""Statements over consents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, Select, cast, delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import BYTEA, distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent.models import (
    ConsentEvidenceRow,
    ConsentKeyRow,
    ConsentRow,
    GlobalSuppressionRow,
    PlatformConsentKeyRow,
)
from guichet.consent.standing import Word
from guichet.consent.types import (
    Consent,
    ConsentMedium,
    Decision,
    Given,
    GlobalEntry,
    Purpose,
    Recorder,
    Step,
)
from guichet.kit.db.pipeline import Prepared, fetch
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

_GLOBAL = Prepared(
    text("""
SELECT newest.* FROM unnest(CAST(:hashes AS bytea[])) AS h (address_hash)
CROSS JOIN LATERAL (
    SELECT id, address_hash, blocked, reason, at, by_name FROM suppression_global
    WHERE address_hash = h.address_hash ORDER BY id DESC LIMIT 1
) AS newest
""")
)

_ANYBODY = Prepared(
    text("""
SELECT (
    SELECT address_hash FROM consent
    WHERE tenant_id = :tenant AND purpose = :purpose AND decision = 'withdrawn'
    ORDER BY address_hash LIMIT 1
) IS NOT NULL, (SELECT id FROM suppression_global ORDER BY id LIMIT 1) IS NOT NULL
""")
)
_REFUSED_SINCE = text("""
SELECT tenant_id, address_hash FROM consent
WHERE tenant_id = ANY (CAST(:tenants AS uuid[])) AND id > :since AND purpose = 'marketing'
  AND decision = 'withdrawn' AND medium IN ('sms', 'any')
""")
MOST_OF_A_PERSON = 1_000
_WORDS_OF_REFUSERS = Prepared(
    text("""
SELECT h.address_hash, word.decision, word.at, word.id
FROM unnest(CAST(:hashes AS bytea[])) AS h (address_hash)
CROSS JOIN LATERAL (
    SELECT FROM consent
    WHERE tenant_id = :tenant AND purpose = :purpose AND address_hash = h.address_hash
      AND decision = 'withdrawn'
    LIMIT 1
) AS ever
CROSS JOIN LATERAL (
    SELECT decision, at, id FROM consent
    WHERE tenant_id = :tenant AND purpose = :purpose AND address_hash = h.address_hash
      AND medium IN (:medium, 'any')
    LIMIT 1000
) AS word
""")
)
"""The limits keep every address a look-up by index, whatever the planner believes of the tables."""


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


async def add_evidence(
    work: Work, consent_id: UUID, contact_id: UUID | None, steps: Sequence[Step]
) -> None:
    """How a decision came about."""
    row = {
        "tenant_id": work.tenant_id,
        "consent_id": consent_id,
        "contact_id": contact_id,
        "steps": [dict(one) for one in steps],
    }
    await work.session.execute(insert(ConsentEvidenceRow).values(row))


async def evidence(work: Work, consents: Collection[UUID]) -> dict[UUID, list[Step]]:
    """How these decisions came about."""
    statement = select(ConsentEvidenceRow.consent_id, ConsentEvidenceRow.steps).where(
        ConsentEvidenceRow.tenant_id == work.tenant_id,
        ConsentEvidenceRow.consent_id.in_(consents),
    )
    return {row[0]: row[1] for row in await work.session.execute(statement)}


async def is_of(work: Work, consent_id: UUID, people: Collection[UUID]) -> bool:
    """Whether an entry was recorded on one of these cards."""
    statement = select(ConsentRow.id).where(
        ConsentRow.tenant_id == work.tenant_id,
        ConsentRow.id == consent_id,
        ConsentRow.contact_id.in_(people),
    )
    return (await work.session.execute(statement)).scalar() is not None


async def forget_evidence(work: Work, people: Sequence[UUID]) -> None:
    """Of these people's decisions."""
    statement = delete(ConsentEvidenceRow).where(
        ConsentEvidenceRow.tenant_id == work.tenant_id, ConsentEvidenceRow.contact_id.in_(people)
    )
    await work.session.execute(statement)


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


async def of_each(
    session: AsyncSession, tenant_id: TenantId, people: Sequence[UUID]
) -> list[Consent]:
    """Everything recorded on these cards, in no order."""
    statement = select(ConsentRow).where(
        ConsentRow.tenant_id == tenant_id, ConsentRow.contact_id.in_(people)
    )
    return [_consent(row) for row in (await session.execute(statement)).scalars()]


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


async def brought_by(
    work: Work, people: Sequence[UUID], proof: str, since: datetime
) -> list[Consent]:
    """Agreements of a list, by its proof, recorded on these cards since then."""
    statement = select(ConsentRow).where(
        ConsentRow.tenant_id == work.tenant_id,
        ConsentRow.contact_id.in_(people),
        ConsentRow.source == "import",
        ConsentRow.decision == "granted",
        ConsentRow.proof == proof,
        ConsentRow.recorded_at >= since,
    )
    return [_consent(row) for row in (await work.session.execute(statement)).scalars()]


async def of_addresses(work: Work, purpose: Purpose, hashes: Sequence[bytes]) -> list[Consent]:
    """Everything that was decided about several addresses for one purpose."""
    statement = select(ConsentRow).where(
        ConsentRow.tenant_id == work.tenant_id,
        ConsentRow.purpose == purpose,
        ConsentRow.address_hash.in_(hashes),
    )
    return [_consent(row) for row in (await work.session.execute(statement)).scalars()]


async def page(work: Work, after: UUID | None, limit: int) -> list[Consent]:
    """All entries, the oldest first, after ``after``."""
    statement = select(ConsentRow).where(ConsentRow.tenant_id == work.tenant_id)
    if after is not None:
        statement = statement.where(ConsentRow.id > after)
    found = await work.session.execute(statement.order_by(ConsentRow.id).limit(limit))
    return [_consent(row) for row in found.scalars()]


async def refusals_of_offers(work: Work, before: UUID | None, limit: int) -> list[Consent]:
    """Who withdrew from offers, the newest first, older than ``before``."""
    statement = select(ConsentRow).where(
        ConsentRow.tenant_id == work.tenant_id,
        ConsentRow.decision == "withdrawn",
        ConsentRow.purpose == "marketing",
    )
    if before is not None:
        statement = statement.where(ConsentRow.id < before)
    found = await work.session.execute(statement.order_by(ConsentRow.id.desc()).limit(limit))
    return [_consent(row) for row in found.scalars()]


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
    return [Word(*row) for row in await fetch(session, _WORDS_OF_REFUSERS, values)]


async def anybody(
    session: AsyncSession, tenant_id: TenantId, purpose: Purpose
) -> tuple[bool, bool]:
    """Whether anybody ever refused for a purpose, and whether anybody is or was on the platform's
    own list.
    """
    ((refused, listed),) = await fetch(session, _ANYBODY, {"tenant": tenant_id, "purpose": purpose})
    return refused, listed


async def refused_since(
    session: AsyncSession, tenants: Collection[TenantId], since: UUID
) -> Mapping[TenantId, set[bytes]]:
    """Who refused offers by text of ``tenants`` since (system role)."""
    values = {"tenants": list(tenants), "since": since}
    found: dict[TenantId, set[bytes]] = {}
    for tenant, address_hash in await session.execute(_REFUSED_SINCE, values):
        found.setdefault(TenantId(tenant), set()).add(address_hash)
    return found


async def blocked_since(session: AsyncSession, since: UUID) -> frozenset[bytes]:
    """Whom nobody writes to any more since (system role)."""
    query = select(GlobalSuppressionRow.address_hash).where(
        GlobalSuppressionRow.id > since, GlobalSuppressionRow.blocked
    )
    return frozenset(await session.scalars(query))


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
    found = await fetch(session, _GLOBAL, {"hashes": _packed(hashes)})
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


def digests(within: bytes, around: bytes, address: Any) -> ColumnElement[bytes]:
    """HMAC of a column, by what is digested before it and before its digest."""
    inner = func.sha256(_bytes(within).concat(func.convert_to(address, "UTF8")))
    return func.sha256(_bytes(around).concat(inner), type_=LargeBinary())


def _bytes(value: bytes) -> ColumnElement[bytes]:
    return cast(literal(value, LargeBinary()), BYTEA())


def last_words(tenant_id: TenantId, purpose: Purpose, medium: ConsentMedium) -> Select[bytes, str]:
    """The last word about each address, for this medium or any."""
    return (
        select(ConsentRow.address_hash, ConsentRow.decision)
        .where(
            ConsentRow.tenant_id == tenant_id,
            ConsentRow.purpose == purpose,
            ConsentRow.medium.in_((medium, "any")),
        )
        .ext(distinct_on(ConsentRow.address_hash))
        .order_by(ConsentRow.address_hash, ConsentRow.at.desc(), ConsentRow.id.desc())
    )


def blocked_addresses() -> Select[bytes]:
    """Addresses whose newest entry on the platform's list blocks them."""
    newest = (
        select(GlobalSuppressionRow.address_hash, GlobalSuppressionRow.blocked)
        .ext(distinct_on(GlobalSuppressionRow.address_hash))
        .order_by(GlobalSuppressionRow.address_hash, GlobalSuppressionRow.id.desc())
        .subquery()
    )
    return select(newest.c.address_hash).where(newest.c.blocked)


def people_who(
    tenant_id: TenantId, purpose: Purpose, medium: ConsentMedium, decision: Decision
) -> Select[UUID | None]:
    """The contacts on whose cards something was recorded of an address about which this was decided
    last, for any medium or this one, wherever that was recorded.
    """
    asked = (
        ConsentRow.tenant_id == tenant_id,
        ConsentRow.purpose == purpose,
        ConsentRow.medium.in_((medium, "any")),
    )
    newest = (
        select(ConsentRow.address_hash, ConsentRow.decision)
        .where(*asked)
        .ext(distinct_on(ConsentRow.address_hash))
        .order_by(ConsentRow.address_hash, ConsentRow.at.desc(), ConsentRow.id.desc())
        .subquery()
    )
    return (
        select(ConsentRow.contact_id)
        .join(newest, newest.c.address_hash == ConsentRow.address_hash)
        .where(*asked, ConsentRow.contact_id.is_not(None), newest.c.decision == decision)
    )
