"""Statements over codes of offers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from guichet.campaigns.codes.models import CodeUseRow, OfferRow
from guichet.campaigns.codes.types import Offer, Use
from guichet.campaigns.models import RecipientRow
from guichet.crm.types import By
from guichet.kit.work import Work


async def of_campaign(work: Work, campaign_id: UUID) -> Offer | None:
    """That of a campaign."""
    statement = select(OfferRow).where(
        OfferRow.tenant_id == work.tenant_id, OfferRow.campaign_id == campaign_id
    )
    row = (await work.session.execute(statement)).scalar()
    return _offer(row) if row else None


async def of_number(work: Work, number: int) -> Offer | None:
    """That with this number."""
    statement = select(OfferRow).where(
        OfferRow.tenant_id == work.tenant_id, OfferRow.number == number
    )
    row = (await work.session.execute(statement)).scalar()
    return _offer(row) if row else None


async def next_number(work: Work) -> int:
    """The lowest one beyond all there are."""
    statement = select(func.max(OfferRow.number)).where(OfferRow.tenant_id == work.tenant_id)
    held = (await work.session.execute(statement)).scalar()
    return 0 if held is None else held + 1


async def add(work: Work, one: Offer) -> bool:
    """Whether neither its campaign nor its number had one."""
    statement = (
        insert(OfferRow)
        .values(
            tenant_id=work.tenant_id,
            id=one.id,
            campaign_id=one.campaign_id,
            number=one.number,
            secret=one.secret,
            ends_at=one.ends_at,
            created_at=one.created_at,
        )
        .on_conflict_do_nothing()
        .returning(OfferRow.id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def end(work: Work, offer_id: UUID, ends_at: datetime | None) -> None:
    """Codes are good until then."""
    statement = (
        update(OfferRow)
        .where(OfferRow.tenant_id == work.tenant_id, OfferRow.id == offer_id)
        .values(ends_at=ends_at)
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


async def use(work: Work, offer_id: UUID, place: int) -> Use | None:
    """Of one code."""
    statement = select(CodeUseRow).where(
        CodeUseRow.tenant_id == work.tenant_id,
        CodeUseRow.offer_id == offer_id,
        CodeUseRow.place == place,
    )
    row = (await work.session.execute(statement)).scalar()
    return _use(row) if row else None


async def uses(work: Work, offer_id: UUID, after: int, limit: int) -> Sequence[Use]:
    """Those of a campaign, by place, after one."""
    statement = (
        select(CodeUseRow)
        .where(
            CodeUseRow.tenant_id == work.tenant_id,
            CodeUseRow.offer_id == offer_id,
            CodeUseRow.place > after,
        )
        .order_by(CodeUseRow.place)
        .limit(limit)
    )
    return [_use(row) for row in (await work.session.execute(statement)).scalars()]


async def how_many(work: Work, offer_id: UUID) -> int:
    """Codes of a campaign that were used."""
    statement = (
        select(func.count())
        .select_from(CodeUseRow)
        .where(CodeUseRow.tenant_id == work.tenant_id, CodeUseRow.offer_id == offer_id)
    )
    return (await work.session.execute(statement)).scalar_one()


async def add_use(work: Work, one: Use) -> bool:
    """Whether it was not used before: of two tills at once one is told so."""
    statement = (
        insert(CodeUseRow)
        .values(
            tenant_id=work.tenant_id,
            offer_id=one.offer_id,
            place=one.place,
            at=one.at,
            by_kind=one.by.kind,
            by_id=one.by.id,
            by_name=one.by.name,
            reference=one.reference,
            attempt=one.attempt,
        )
        .on_conflict_do_nothing()
        .returning(CodeUseRow.place)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def remove_use(work: Work, one: Use) -> bool:
    """Whether this very use was there, and is no longer."""
    statement = (
        delete(CodeUseRow)
        .where(
            CodeUseRow.tenant_id == work.tenant_id,
            CodeUseRow.offer_id == one.offer_id,
            CodeUseRow.place == one.place,
            CodeUseRow.at == one.at,
        )
        .returning(CodeUseRow.place)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def recipient(work: Work, campaign_id: UUID, place: int) -> tuple[bool, UUID | None]:
    """Whether a campaign has a recipient at a place, and which contact that is."""
    statement = select(RecipientRow.contact_id).where(
        RecipientRow.tenant_id == work.tenant_id,
        RecipientRow.campaign_id == campaign_id,
        RecipientRow.n == place,
    )
    row = (await work.session.execute(statement)).first()
    return (row is not None, row[0] if row else None)


def _offer(row: OfferRow) -> Offer:
    return Offer(row.id, row.campaign_id, row.number, row.secret, row.ends_at, row.created_at)


def _use(row: CodeUseRow) -> Use:
    by = By(row.by_kind, row.by_id, row.by_name)
    return Use(row.offer_id, row.place, row.at, by, row.reference, row.attempt)
