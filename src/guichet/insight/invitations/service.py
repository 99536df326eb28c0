"""Invitations: what pages tell of them is kept once, and counted by group."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.types import InvitationFact
from guichet.insight.invitations import repository
from guichet.insight.invitations.types import (
    Counted,
    Exposure,
    Group,
    InvitationFigures,
    Purchase,
    Span,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work

COUNTS_FOR = timedelta(days=7)
"""A purchase counts for the rules that held for the visitor not longer ago."""
MOST_PURCHASES = 50
"""Of one visitor; beyond that nothing more is kept of what they buy."""
KEPT_FOR = timedelta(days=396)
"""Thirteen months."""
LONGEST_SPAN = timedelta(days=366)


async def note(work: Work, entry_point_id: UUID, facts: Sequence[InvitationFact]) -> None:
    """Keep what a page tells. The same again changes nothing: for one visitor the first time a rule
    held decides the group, and counts. What is told of a visitor for whom none held is not kept.
    """
    for one in facts:
        await _note(work, entry_point_id, one)


async def figures(work: Work, span: Span) -> Sequence[InvitationFigures]:
    """What each rule came to, of the visitors it held for in ``span``, by rule. Raises ``Invalid``
    for a time that runs backwards or is longer than a year.
    """
    if span.since >= span.until:
        raise Invalid(None, (FieldFault("until", "not_after_since"),))
    if span.until - span.since > LONGEST_SPAN:
        raise Invalid(None, (FieldFault("since", "too_long", {"limit": LONGEST_SPAN.days}),))
    found = await repository.counted(work, span)
    rules = dict.fromkeys(one.rule for one in found)
    return [_figures(rule, [one for one in found if one.rule == rule]) for rule in rules]


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Needs the system role."""
    await repository.forget(session, now - KEPT_FOR)


async def _note(work: Work, entry_point_id: UUID, one: InvitationFact) -> None:
    match one.kind:
        case "shown" | "withheld" if one.rule is not None:
            exposure = Exposure(one.rule, one.unit, one.kept, withheld=one.kind == "withheld")
            await repository.expose(work, entry_point_id, exposure)
        case "accepted" if one.rule is not None:
            await repository.accept(work, entry_point_id, one.unit, one.rule)
        case "dismissed" if one.rule is not None:
            await repository.dismiss(work, entry_point_id, one.unit, one.rule)
        case "purchase" if one.purchase_id is not None:
            bought = Purchase(one.unit, one.purchase_id, one.amount, one.currency)
            await _buy(work, entry_point_id, bought)


async def _buy(work: Work, entry_point_id: UUID, one: Purchase) -> None:
    since = work.now - COUNTS_FOR
    rules = await repository.lock_exposures(work, entry_point_id, one.unit, since)
    if not rules:
        return
    if await repository.purchases_of(work, entry_point_id, one.unit) >= MOST_PURCHASES:
        return
    if await repository.buy(work, entry_point_id, one):
        await repository.count_purchase(work, entry_point_id, one.unit, rules)


def _figures(rule: str, found: Sequence[Counted]) -> InvitationFigures:
    shown = [one for one in found if not one.withheld]
    return InvitationFigures(
        rule,
        shown=sum(one.visitors for one in shown),
        accepted=sum(one.accepted for one in shown),
        dismissed=sum(one.dismissed for one in shown),
        invited=_group(one for one in shown if one.kept),
        control=_group(one for one in found if one.withheld and one.kept),
    )


def _group(found: Iterable[Counted]) -> Group:
    alike = list(found)
    return Group(
        sum(one.visitors for one in alike),
        sum(one.buyers for one in alike),
        sum(one.purchases for one in alike),
    )
