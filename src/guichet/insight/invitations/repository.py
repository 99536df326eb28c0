"""Statements over invitations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.insight.invitations.models import InvitationExposureRow as Exposed
from guichet.insight.invitations.models import InvitationPurchaseRow as Bought
from guichet.insight.invitations.types import Counted, Exposure, Purchase, Span
from guichet.kit.work import Work

MOST_COUNTED = 200
"""Kinds of visitors in one answer: a rule has four."""


async def expose(work: Work, entry_point_id: UUID, one: Exposure) -> None:
    """The first time counts."""
    row = insert(Exposed).values(
        tenant_id=work.tenant_id,
        entry_point_id=entry_point_id,
        unit=one.unit,
        rule=one.rule,
        kept=one.kept,
        withheld=one.withheld,
        exposed_at=work.now,
    )
    await work.session.execute(row.on_conflict_do_nothing())


async def accept(work: Work, entry_point_id: UUID, unit: str, rule: str) -> None:
    """The visitor took it, of those it was shown to; the first time counts."""
    await work.session.execute(
        update(Exposed)
        .where(
            Exposed.tenant_id == work.tenant_id,
            Exposed.entry_point_id == entry_point_id,
            Exposed.unit == unit,
            Exposed.rule == rule,
            Exposed.withheld.is_(False),
            Exposed.accepted_at.is_(None),
        )
        .values(accepted_at=work.now)
    )


async def dismiss(work: Work, entry_point_id: UUID, unit: str, rule: str) -> None:
    """The visitor put it aside, of those it was shown to; the first time counts."""
    await work.session.execute(
        update(Exposed)
        .where(
            Exposed.tenant_id == work.tenant_id,
            Exposed.entry_point_id == entry_point_id,
            Exposed.unit == unit,
            Exposed.rule == rule,
            Exposed.withheld.is_(False),
            Exposed.dismissed_at.is_(None),
        )
        .values(dismissed_at=work.now)
    )


async def lock_exposures(
    work: Work, entry_point_id: UUID, unit: str, since: datetime
) -> Sequence[str]:
    """The rules that held for a visitor since then, until the transaction ends: what one visitor
    buys is taken one by one.
    """
    statement = (
        select(Exposed.rule)
        .where(
            Exposed.tenant_id == work.tenant_id,
            Exposed.entry_point_id == entry_point_id,
            Exposed.unit == unit,
            Exposed.exposed_at >= since,
        )
        .order_by(Exposed.rule)
        .with_for_update()
    )
    return list((await work.session.execute(statement)).scalars())


async def purchases_of(work: Work, entry_point_id: UUID, unit: str) -> int:
    """How many are kept of a visitor."""
    statement = select(func.count()).where(
        Bought.tenant_id == work.tenant_id,
        Bought.entry_point_id == entry_point_id,
        Bought.unit == unit,
    )
    return int((await work.session.execute(statement)).scalar_one())


async def buy(work: Work, entry_point_id: UUID, one: Purchase) -> bool:
    """Whether it was not kept yet."""
    row = insert(Bought).values(
        tenant_id=work.tenant_id,
        entry_point_id=entry_point_id,
        unit=one.unit,
        purchase_id=one.id,
        bought_at=work.now,
        amount=one.amount,
        currency=one.currency,
    )
    statement = row.on_conflict_do_nothing().returning(Bought.purchase_id)
    return (await work.session.execute(statement)).scalar() is not None


async def count_purchase(work: Work, entry_point_id: UUID, unit: str, rules: Sequence[str]) -> None:
    """One more purchase of a visitor, for these rules."""
    await work.session.execute(
        update(Exposed)
        .where(
            Exposed.tenant_id == work.tenant_id,
            Exposed.entry_point_id == entry_point_id,
            Exposed.unit == unit,
            Exposed.rule.in_(rules),
        )
        .values(
            bought_at=func.coalesce(Exposed.bought_at, work.now), purchases=Exposed.purchases + 1
        )
        .execution_options(synchronize_session=False)
    )


async def counted(work: Work, span: Span) -> Sequence[Counted]:
    """The visitors of each rule, by group."""
    statement = (
        select(
            Exposed.rule,
            Exposed.withheld,
            Exposed.kept,
            func.count(),
            func.count(Exposed.accepted_at),
            func.count(Exposed.dismissed_at),
            func.count(Exposed.bought_at),
            func.sum(Exposed.purchases),
        )
        .where(
            Exposed.tenant_id == work.tenant_id,
            Exposed.entry_point_id == span.entry_point_id,
            Exposed.exposed_at >= span.since,
            Exposed.exposed_at < span.until,
        )
        .group_by(Exposed.rule, Exposed.withheld, Exposed.kept)
        .order_by(Exposed.rule, Exposed.withheld, Exposed.kept)
        .limit(MOST_COUNTED)
    )
    return [
        Counted(rule, withheld, kept, *(int(one) for one in sums))
        for rule, withheld, kept, *sums in await work.session.execute(statement)
    ]


async def forget(session: AsyncSession, before: datetime) -> None:
    """What is older goes, of every tenant. Needs the system role."""
    await session.execute(delete(Exposed).where(Exposed.exposed_at < before))
    await session.execute(delete(Bought).where(Bought.bought_at < before))
