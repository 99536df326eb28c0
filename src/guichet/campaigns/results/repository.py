"""Statements over results."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    any_,
    cast,
    delete,
    literal,
    select,
    text,
    update,
)
from sqlalchemy import Uuid as SqlUuid
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from guichet.campaigns.codes.models import OwnCodeRow
from guichet.campaigns.marks.types import MarkKind
from guichet.campaigns.models import CampaignRow, ExclusionRow, RecipientRow, ShownRow
from guichet.campaigns.repository import campaign_of
from guichet.campaigns.results.counts import Row
from guichet.campaigns.results.curve import HAPPENED, MOST_POINTS, Minutes, Point, Step
from guichet.campaigns.results.forecast import Sample
from guichet.campaigns.results.models import FateRow, FiguresRow
from guichet.campaigns.results.reasons import SURELY_FAILED
from guichet.campaigns.results.types import Figures, RecipientKey
from guichet.campaigns.types import Campaign
from guichet.crm.segments.times import Bounds
from guichet.gateway.mass.types import MessageState
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

_COLUMNS = (
    "n",
    "message_id",
    "contact_id",
    "state",
    "reason",
    "carrier_code",
    "parts",
    "micros",
    "paid",
    "left_at",
    "ended_at",
    "replied_at",
    "clicks",
    "clicked_at",
    "opted_out_at",
)
_KEEP_FATES = text(
    """
INSERT INTO campaign_fate AS f (
    tenant_id, campaign_id, n, message_id, contact_id, state, reason, carrier_code, parts, micros,
    paid, left_at, ended_at, replied_at, clicks, clicked_at, opted_out_at
)
SELECT :tenant, :campaign, * FROM unnest(
    CAST(:n AS int[]), CAST(:message_id AS uuid[]), CAST(:contact_id AS uuid[]),
    CAST(:state AS text[]), CAST(:reason AS text[]), CAST(:carrier_code AS text[]),
    CAST(:parts AS smallint[]), CAST(:micros AS bigint[]), CAST(:paid AS boolean[]),
    CAST(:left_at AS timestamptz[]), CAST(:ended_at AS timestamptz[]),
    CAST(:replied_at AS timestamptz[]), CAST(:clicks AS int[]),
    CAST(:clicked_at AS timestamptz[]), CAST(:opted_out_at AS timestamptz[])
)
ON CONFLICT (tenant_id, campaign_id, n) DO UPDATE SET
    message_id = excluded.message_id, state = excluded.state, reason = excluded.reason,
    carrier_code = excluded.carrier_code, parts = excluded.parts, micros = excluded.micros,
    paid = excluded.paid, left_at = excluded.left_at, ended_at = excluded.ended_at,
    replied_at = excluded.replied_at, clicks = excluded.clicks, clicked_at = excluded.clicked_at,
    opted_out_at = excluded.opted_out_at
"""
)
_FIRSTS = text(
    """
SELECT chunk_id, first FROM campaign_chunk
WHERE tenant_id = :tenant AND campaign_id = :campaign AND chunk_id = ANY(CAST(:chunks AS uuid[]))
"""
)
_CONTACTS = text(
    """
SELECT n, contact_id FROM campaign_recipient
WHERE tenant_id = :tenant AND campaign_id = :campaign AND n = ANY(CAST(:places AS int[]))
"""
)
_ADD_TO_CURVE = text(
    """
INSERT INTO campaign_curve AS c (
    tenant_id, campaign_id, at, sent, delivered, replied, clicked, opted_out
)
SELECT :tenant, :campaign, * FROM unnest(
    CAST(:at AS timestamptz[]), CAST(:sent AS int[]), CAST(:delivered AS int[]),
    CAST(:replied AS int[]), CAST(:clicked AS int[]), CAST(:opted_out AS int[])
)
ON CONFLICT (tenant_id, campaign_id, at) DO UPDATE SET
    sent = c.sent + excluded.sent, delivered = c.delivered + excluded.delivered,
    replied = c.replied + excluded.replied, clicked = c.clicked + excluded.clicked,
    opted_out = c.opted_out + excluded.opted_out
"""
)
_CURVE = text(
    """
SELECT date_trunc(:step, at, :zone), sum(sent), sum(delivered), sum(replied), sum(clicked),
    sum(opted_out)
FROM campaign_curve WHERE tenant_id = :tenant AND campaign_id = :campaign
GROUP BY 1 ORDER BY 1 LIMIT :most
"""
)
_SPAN = text(
    """
SELECT min(at), max(at) FROM campaign_curve
WHERE tenant_id = :tenant AND campaign_id = :campaign
"""
)
_WITH_CARD = text(
    """
SELECT (SELECT count(*) FROM campaign_recipient
        WHERE tenant_id = :tenant AND campaign_id = :campaign AND contact_id IS NOT NULL),
       (SELECT count(*) FROM campaign_exclusion
        WHERE tenant_id = :tenant AND campaign_id = :campaign AND reason = 'control'
        AND contact_id IS NOT NULL)
"""
)
ROW = tuple(getattr(FateRow, name) for name in _COLUMNS)
"""In the order of ``counts.Row``."""
_KEY = (RecipientRow.n, RecipientRow.contact_id, RecipientRow.address)
_DID: Mapping[MarkKind, ColumnElement[bool]] = {
    "replied": FateRow.replied_at.is_not(None),
    "clicked": FateRow.clicks > 0,
    "opted_out": FateRow.opted_out_at.is_not(None),
}
_TRUE: Mapping[str, ColumnElement[bool]] = {
    "sent": FateRow.left_at.is_not(None),
    "delivered": FateRow.state == "delivered",
    "clicked": _DID["clicked"],
    "answered": _DID["replied"],
    "failed": FateRow.state.in_(SURELY_FAILED),
}
_AT: Mapping[str, InstrumentedAttribute[datetime | None]] = {
    "sent": FateRow.left_at,
    "delivered": FateRow.left_at,
    "clicked": FateRow.clicked_at,
    "answered": FateRow.replied_at,
    "failed": FateRow.ended_at,
}


@dataclass(frozen=True, slots=True)
class Followed:
    """A campaign something happened to."""

    tenant_id: TenantId
    campaign_id: UUID


async def begin(session: AsyncSession, one: Followed, now: datetime) -> Figures | None:
    """The sums of a campaign, locked; none: another process has them just now."""
    made = insert(FiguresRow).values(
        tenant_id=one.tenant_id,
        campaign_id=one.campaign_id,
        version=0,
        changed_at=now,
        counts={},
        samples=[],
    )
    await session.execute(made.on_conflict_do_nothing())
    wanted = (
        select(FiguresRow)
        .where(FiguresRow.tenant_id == one.tenant_id, FiguresRow.campaign_id == one.campaign_id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(wanted)).scalar_one_or_none()
    return _figures(row) if row is not None else None


async def keep(session: AsyncSession, tenant_id: TenantId, figures: Figures) -> None:
    """Write the sums of a campaign that were locked before."""
    await session.execute(
        update(FiguresRow)
        .where(FiguresRow.tenant_id == tenant_id, FiguresRow.campaign_id == figures.campaign_id)
        .values(
            version=figures.version,
            changed_at=figures.changed_at,
            currency=figures.currency,
            counts=dict(figures.counts),
            samples=[[one.at.isoformat(), one.settled] for one in figures.samples],
            first_left_at=figures.first_left_at,
            last_left_at=figures.last_left_at,
        )
        .execution_options(synchronize_session=False)
    )


async def not_over(session: AsyncSession, tenant_id: TenantId) -> list[Campaign]:
    """Campaigns that may still change, the newest first."""
    wanted = select(CampaignRow).where(
        CampaignRow.tenant_id == tenant_id,
        CampaignRow.removed_at.is_(None),
        CampaignRow.state.not_in(("done", "cancelled")),
    )
    rows = await session.execute(wanted.order_by(CampaignRow.id.desc()))
    return [campaign_of(row) for row in rows.scalars()]


async def campaign_at(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID
) -> Campaign | None:
    """One that was not removed, as it is at this instant."""
    wanted = select(CampaignRow).where(
        CampaignRow.tenant_id == tenant_id,
        CampaignRow.id == campaign_id,
        CampaignRow.removed_at.is_(None),
    )
    row = (await session.execute(wanted)).scalar_one_or_none()
    return campaign_of(row) if row is not None else None


async def figures(
    session: AsyncSession, tenant_id: TenantId, campaign_ids: Collection[UUID]
) -> dict[UUID, Figures]:
    """The sums of campaigns something is known of."""
    wanted = select(FiguresRow).where(
        FiguresRow.tenant_id == tenant_id, FiguresRow.campaign_id.in_(campaign_ids)
    )
    return {row.campaign_id: _figures(row) for row in (await session.execute(wanted)).scalars()}


async def fates(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, places: Collection[int]
) -> dict[int, Row]:
    """What is known of recipients, by place."""
    wanted = select(*ROW).where(
        FateRow.tenant_id == tenant_id,
        FateRow.campaign_id == campaign_id,
        FateRow.n == any_(cast(list(places), ARRAY(Integer))),
    )
    return {row.n: Row(*row) for row in (await session.execute(wanted)).all()}


async def fates_of_messages(
    session: AsyncSession, tenant_id: TenantId, message_ids: Collection[UUID]
) -> dict[UUID, Row]:
    """What is known of recipients, by message."""
    wanted = select(*ROW).where(
        FateRow.tenant_id == tenant_id,
        FateRow.message_id == any_(cast(list(message_ids), ARRAY(SqlUuid()))),
    )
    return {row.message_id: Row(*row) for row in (await session.execute(wanted)).all()}


async def keep_fates(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, rows: Iterable[Row]
) -> None:
    """Write what became of recipients."""
    ordered = sorted(rows, key=lambda one: one.n)
    values: dict[str, Any] = {name: [getattr(one, name) for one in ordered] for name in _COLUMNS}
    await session.execute(_KEEP_FATES, {"tenant": tenant_id, "campaign": campaign_id, **values})


async def add_to_curve(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, minutes: Minutes
) -> None:
    """Add what happened in some minutes of a campaign whose sums are locked."""
    if not minutes:
        return
    values: dict[str, Any] = {"at": list(minutes)}
    for what in HAPPENED:
        values[what] = [counts.get(what, 0) for counts in minutes.values()]
    await session.execute(_ADD_TO_CURVE, {"tenant": tenant_id, "campaign": campaign_id, **values})


async def span(work: Work, campaign_id: UUID) -> tuple[datetime, datetime] | None:
    """The first and the last minute in which anything happened; none: nothing did."""
    row = (
        await work.session.execute(_SPAN, {"tenant": work.tenant_id, "campaign": campaign_id})
    ).one()
    return (row[0], row[1]) if row[0] is not None else None


async def curve(work: Work, campaign_id: UUID, step: Step, zone: str) -> list[Point]:
    """What happened in each step in which anything did, steps as the wall of ``zone`` has them."""
    values = {
        "tenant": work.tenant_id,
        "campaign": campaign_id,
        "step": step,
        "zone": zone,
        "most": MOST_POINTS,
    }
    rows = (await work.session.execute(_CURVE, values)).all()
    return [Point(row[0], *map(int, row[1:])) for row in rows]


async def with_card(work: Work, campaign_id: UUID) -> tuple[int, int]:
    """How many people with a card are on the list, and how many are held back to compare."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id}
    row = (await work.session.execute(_WITH_CARD, values)).one()
    return row[0], row[1]


def listed(tenant_id: TenantId, campaign_id: UUID, at: datetime) -> Subquery:
    """Everybody with a card on the list, from one instant on (``contact_id``, ``at``)."""
    wanted = select(RecipientRow.contact_id, _instant(at)).where(
        RecipientRow.tenant_id == tenant_id,
        RecipientRow.campaign_id == campaign_id,
        RecipientRow.contact_id.is_not(None),
    )
    return wanted.subquery()


def held_back(tenant_id: TenantId, campaign_id: UUID, at: datetime) -> Subquery:
    """Those with a card who are held back to compare, from one instant on."""
    wanted = select(ExclusionRow.contact_id, _instant(at)).where(
        ExclusionRow.tenant_id == tenant_id,
        ExclusionRow.campaign_id == campaign_id,
        ExclusionRow.reason == "control",
        ExclusionRow.contact_id.is_not(None),
    )
    return wanted.subquery()


def _instant(at: datetime) -> ColumnElement[datetime]:
    return cast(literal(at), DateTime(timezone=True)).label("at")


async def firsts(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, chunk_ids: Collection[UUID]
) -> dict[UUID, int]:
    """The place of the first recipient of each of these chunks."""
    values = {"tenant": tenant_id, "campaign": campaign_id, "chunks": list(chunk_ids)}
    return {row[0]: row[1] for row in (await session.execute(_FIRSTS, values)).all()}


async def contacts(
    session: AsyncSession, tenant_id: TenantId, campaign_id: UUID, places: Collection[int]
) -> dict[int, UUID | None]:
    """Whose card recipients have, by place."""
    values = {"tenant": tenant_id, "campaign": campaign_id, "places": list(places)}
    return {row[0]: row[1] for row in (await session.execute(_CONTACTS, values)).all()}


async def recipients(work: Work, campaign_id: UUID, after: int, limit: int) -> list[RecipientKey]:
    """Those of the frozen list after a place."""
    wanted = (
        select(*_KEY)
        .where(
            RecipientRow.tenant_id == work.tenant_id,
            RecipientRow.campaign_id == campaign_id,
            RecipientRow.n > after,
        )
        .order_by(RecipientRow.n)
        .limit(limit)
    )
    return [RecipientKey(*row) for row in (await work.session.execute(wanted)).all()]


async def recipients_at(
    work: Work, campaign_id: UUID, places: Collection[int]
) -> list[RecipientKey]:
    """Those at these places, in their order."""
    wanted = (
        select(*_KEY)
        .where(
            RecipientRow.tenant_id == work.tenant_id,
            RecipientRow.campaign_id == campaign_id,
            RecipientRow.n == any_(cast(list(places), ARRAY(Integer))),
        )
        .order_by(RecipientRow.n)
    )
    return [RecipientKey(*row) for row in (await work.session.execute(wanted)).all()]


async def recipients_of(
    work: Work, campaign_id: UUID, people: Collection[UUID]
) -> list[RecipientKey]:
    """Those whose cards these are, in their order."""
    wanted = (
        select(*_KEY)
        .where(
            RecipientRow.tenant_id == work.tenant_id,
            RecipientRow.contact_id == any_(cast(list(people), ARRAY(SqlUuid()))),
            RecipientRow.campaign_id == campaign_id,
        )
        .order_by(RecipientRow.n)
    )
    return [RecipientKey(*row) for row in (await work.session.execute(wanted)).all()]


async def fates_in(
    work: Work,
    campaign_id: UUID,
    *,
    states: Collection[MessageState],
    did: MarkKind | None,
    reason: str | None,
    after: int,
    limit: int,
) -> list[Row]:
    """The next of those that stand in one of ``states`` and did something, in their order; each
    state has an index of its own in that order.
    """
    found: list[Row] = []
    for state in states or (None,):
        wanted = select(*ROW).where(
            FateRow.tenant_id == work.tenant_id,
            FateRow.campaign_id == campaign_id,
            FateRow.n > after,
        )
        if state is not None:
            wanted = wanted.where(FateRow.state == state)
        if reason is not None:
            wanted = wanted.where(FateRow.reason == reason)
        if did is not None:
            wanted = wanted.where(_DID[did])
        rows = await work.session.execute(wanted.order_by(FateRow.n).limit(limit))
        found += [Row(*row) for row in rows.all()]
    return sorted(found, key=lambda one: one.n)[:limit]


async def failed_numbers(
    work: Work, campaign_id: UUID, reasons: Collection[str], limit: int
) -> list[str]:
    """The numbers without a card it did not reach for one of ``reasons``."""
    wanted = (
        select(RecipientRow.address)
        .join(
            FateRow,
            and_(
                FateRow.tenant_id == RecipientRow.tenant_id,
                FateRow.campaign_id == RecipientRow.campaign_id,
                FateRow.n == RecipientRow.n,
            ),
        )
        .where(
            FateRow.tenant_id == work.tenant_id,
            FateRow.campaign_id == campaign_id,
            FateRow.state.in_(SURELY_FAILED),
            FateRow.reason == any_(cast(list(reasons), ARRAY(Text()))),
            FateRow.contact_id.is_(None),
        )
        .order_by(FateRow.n)
        .limit(limit)
    )
    return list((await work.session.execute(wanted)).scalars())


Event = Literal["sent", "delivered", "clicked", "answered", "failed"]


def people_of(
    tenant_id: TenantId,
    event: Event,
    campaign_id: UUID | None,
    bounds: Bounds,
    *,
    reasons: Collection[str] = (),
    other_than: Collection[str] = (),
) -> Select[UUID | None]:
    """Whose cards ``event`` is true of, as segments ask it: of one campaign or of any of a time;
    for one of ``reasons``, or for none of ``other_than``.
    """
    at = _AT[event]
    wanted = select(FateRow.contact_id).where(
        FateRow.tenant_id == tenant_id, FateRow.contact_id.is_not(None), _TRUE[event]
    )
    first, until = bounds
    if first is not None:
        wanted = wanted.where(at >= first)
    if until is not None:
        wanted = wanted.where(at < until)
    if reasons:
        wanted = wanted.where(FateRow.reason.in_(reasons))
    if other_than:
        wanted = wanted.where(FateRow.reason.not_in(other_than))
    if campaign_id is not None:
        return wanted.where(FateRow.campaign_id == campaign_id)
    return wanted.where(FateRow.campaign_id.in_(_of_the_time(tenant_id, until)))


def left_at(tenant_id: TenantId, campaign_id: UUID) -> Subquery:
    """When the campaign left for each person it went to (``contact_id``, ``at``)."""
    wanted = select(FateRow.contact_id, FateRow.left_at.label("at")).where(
        FateRow.tenant_id == tenant_id,
        FateRow.campaign_id == campaign_id,
        FateRow.contact_id.is_not(None),
        FateRow.left_at.is_not(None),
    )
    return wanted.subquery()


def _of_the_time(tenant_id: TenantId, until: datetime | None) -> Select[UUID]:
    """Campaigns that had begun by then: few, so that each is asked by its own index."""
    wanted = select(FiguresRow.campaign_id).where(FiguresRow.tenant_id == tenant_id)
    return wanted if until is None else wanted.where(FiguresRow.first_left_at < until)


def _figures(row: FiguresRow) -> Figures:
    return Figures(
        row.campaign_id,
        row.version,
        row.changed_at,
        _whole(row.counts),
        row.currency,
        tuple(Sample(datetime.fromisoformat(at), settled) for at, settled in row.samples),
        row.first_left_at,
        row.last_left_at,
    )


@dataclass(frozen=True, slots=True)
class Over:
    """A campaign that ended long ago."""

    tenant_id: TenantId
    campaign_id: UUID


async def oldest_over(session: AsyncSession, before: datetime) -> Over | None:
    """The first that ended before then and still has its lists, nobody else's until the
    transaction ends (system role).
    """
    wanted = (
        select(CampaignRow.tenant_id, CampaignRow.id)
        .where(CampaignRow.finished_at < before, CampaignRow.forgotten_at.is_(None))
        .order_by(CampaignRow.finished_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await session.execute(wanted)).one_or_none()
    return Over(TenantId(row[0]), row[1]) if row else None


async def forget_lists(session: AsyncSession, one: Over, most: int) -> int:
    """Delete up to ``most`` rows of one of the lists of a campaign; gives how many went (system
    role).
    """
    for table in (FateRow, ExclusionRow, RecipientRow, ShownRow, OwnCodeRow):
        of_it = (table.tenant_id == one.tenant_id, table.campaign_id == one.campaign_id)
        first = select(table.n).where(*of_it).order_by(table.n).limit(most)
        gone = delete(table).where(*of_it, table.n.in_(first)).returning(table.n)
        if count := len((await session.scalars(gone)).all()):
            return count
    return 0


async def mark_forgotten(session: AsyncSession, one: Over, at: datetime) -> None:
    """Note that its lists are gone (system role)."""
    statement = (
        update(CampaignRow)
        .where(CampaignRow.tenant_id == one.tenant_id, CampaignRow.id == one.campaign_id)
        .values(forgotten_at=at, version=CampaignRow.version + 1)
        .execution_options(synchronize_session=False)
    )
    await session.execute(statement)


def _whole(counts: Mapping[str, Any]) -> Mapping[str, int]:
    return {name: int(value) for name, value in counts.items()}
