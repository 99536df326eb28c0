"""Statements over campaigns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.models import (
    CampaignChunkRow,
    CampaignRow,
    CampaignRulesRow,
    ExclusionRow,
    RecipientRow,
    ShownRow,
)
from guichet.campaigns.types import (
    By,
    Campaign,
    CampaignChunk,
    CampaignRules,
    CampaignState,
    Draft,
    Excluded,
    Exclusion,
    ExclusionReason,
    Shown,
)
from guichet.campaigns.writing import (
    read_agreed,
    read_audience,
    read_timing,
    read_wording,
    stored_agreed,
    stored_audience,
    stored_timing,
    stored_wording,
)
from guichet.kit.db.pipeline import Prepared, send
from guichet.kit.ids import TenantId
from guichet.kit.money import Money
from guichet.kit.work import Work


async def page(work: Work, before: UUID | None, limit: int) -> list[Campaign]:
    """Those there are, the newest first, without what left by itself to one person."""
    statement = select(CampaignRow).where(
        CampaignRow.tenant_id == work.tenant_id,
        CampaignRow.removed_at.is_(None),
        or_(
            CampaignRow.created_kind != "system",
            CampaignRow.recipients > 1,
            CampaignRow.state == "draft",
        ),
    )
    if before is not None:
        statement = statement.where(CampaignRow.id < before)
    rows = await work.session.execute(statement.order_by(CampaignRow.id.desc()).limit(limit))
    return [campaign_of(row) for row in rows.scalars()]


async def campaign(work: Work, campaign_id: UUID, *, lock: bool = False) -> Campaign | None:
    """One that was not removed."""
    statement = (
        select(CampaignRow)
        .where(
            CampaignRow.tenant_id == work.tenant_id,
            CampaignRow.id == campaign_id,
            CampaignRow.removed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    found = statement.with_for_update() if lock else statement
    row = (await work.session.execute(found)).scalar()
    return campaign_of(row) if row else None


async def add(work: Work, one: Campaign) -> None:
    """A new row."""
    values = {"tenant_id": work.tenant_id, "id": one.id, **_values(one)}
    await work.session.execute(insert(CampaignRow).values(values))


async def write(work: Work, one: Campaign) -> None:
    """Store a changed one, which the caller holds locked."""
    statement = (
        update(CampaignRow)
        .where(CampaignRow.tenant_id == work.tenant_id, CampaignRow.id == one.id)
        .values(**_values(one))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def exclusions(
    work: Work, campaign_id: UUID, reason: ExclusionReason | None, after: int, limit: int
) -> list[Exclusion]:
    """Who is left out, in their order."""
    statement = select(ExclusionRow).where(
        ExclusionRow.tenant_id == work.tenant_id,
        ExclusionRow.campaign_id == campaign_id,
        ExclusionRow.n > after,
    )
    if reason is not None:
        statement = statement.where(ExclusionRow.reason == reason)
    rows = await work.session.execute(statement.order_by(ExclusionRow.n).limit(limit))
    return [Exclusion(row.n, row.contact_id, row.address, row.reason) for row in rows.scalars()]


async def counted(work: Work, campaign_id: UUID) -> list[Excluded]:
    """How many are left out for which reason."""
    statement = (
        select(ExclusionRow.reason, func.count())
        .where(ExclusionRow.tenant_id == work.tenant_id, ExclusionRow.campaign_id == campaign_id)
        .group_by(ExclusionRow.reason)
        .order_by(ExclusionRow.reason)
    )
    return [Excluded(*row) for row in (await work.session.execute(statement)).all()]


_RECIPIENTS = Prepared(
    text("""
SELECT n, contact_id, address FROM campaign_recipient
WHERE tenant_id = :tenant AND campaign_id = :campaign AND n > :after ORDER BY n LIMIT :most
""")
)
Place = tuple[int, UUID | None, str]
"""Somebody of a list: which place, from 1, whose card, which number."""


async def recipients(work: Work, campaign_id: UUID, after: int, limit: int) -> list[Place]:
    """Those of the frozen list after the cursor: place, contact, address."""
    values = {"tenant": work.tenant_id, "campaign": campaign_id, "after": after, "most": limit}
    return list(await (await send(work.session, _RECIPIENTS, values)).rows())


async def last_chunks(work: Work, campaign_id: UUID, limit: int) -> list[CampaignChunk]:
    """What was accepted last, the newest first."""
    statement = (
        select(CampaignChunkRow)
        .where(
            CampaignChunkRow.tenant_id == work.tenant_id,
            CampaignChunkRow.campaign_id == campaign_id,
        )
        .order_by(CampaignChunkRow.first.desc())
        .limit(limit)
    )
    return [_chunk(row) for row in (await work.session.execute(statement)).scalars()]


async def move(work: Work, one: Campaign) -> None:
    """Store how far it got and when it is looked after again: the caller holds it locked."""
    statement = (
        update(CampaignRow)
        .where(CampaignRow.tenant_id == work.tenant_id, CampaignRow.id == one.id)
        .values(
            version=one.version,
            prepared=one.prepared,
            spent=one.spent.micros if one.spent else 0,
            currency=_currency(one),
            obstacle=one.obstacle,
            **_foreseen(one),
            next_at=one.next_at,
        )
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def due(
    session: AsyncSession, now: datetime, states: Collection[CampaignState], limit: int
) -> list[tuple[TenantId, UUID]]:
    """Campaigns in ``states`` somebody has to look after, those that wait longest first (system
    role).
    """
    statement = (
        select(CampaignRow.tenant_id, CampaignRow.id)
        .where(CampaignRow.next_at <= now, CampaignRow.state.in_(sorted(states)))
        .order_by(CampaignRow.next_at)
        .limit(limit)
    )
    return [(TenantId(row[0]), row[1]) for row in (await session.execute(statement)).all()]


async def add_chunk(work: Work, one: CampaignChunk) -> None:
    """Recipients that were accepted together."""
    values = {
        "tenant_id": work.tenant_id,
        "campaign_id": one.campaign_id,
        "first": one.first,
        "count": one.count,
        "chunk_id": one.chunk_id,
        "due_at": one.due_at,
        "micros": one.micros,
    }
    await work.session.execute(insert(CampaignChunkRow).values(values))


async def chunks(
    work: Work, campaign_id: UUID, after: int = 0, limit: int = 1_000
) -> list[CampaignChunk]:
    """What was accepted of a campaign, in the order of its list."""
    statement = (
        select(CampaignChunkRow)
        .where(
            CampaignChunkRow.tenant_id == work.tenant_id,
            CampaignChunkRow.campaign_id == campaign_id,
            CampaignChunkRow.first > after,
        )
        .order_by(CampaignChunkRow.first)
        .limit(limit)
    )
    return [_chunk(row) for row in (await work.session.execute(statement)).scalars()]


def _chunk(row: CampaignChunkRow) -> CampaignChunk:
    return CampaignChunk(
        row.campaign_id, row.first, row.count, row.chunk_id, row.due_at, row.micros
    )


async def rules(work: Work, *, lock: bool = False) -> CampaignRules:
    """What the company decided."""
    statement = (
        select(CampaignRulesRow)
        .where(CampaignRulesRow.tenant_id == work.tenant_id)
        .execution_options(populate_existing=True)
    )
    found = statement.with_for_update() if lock else statement
    row = (await work.session.execute(found)).scalar()
    return CampaignRules(row.version, row.approval) if row else CampaignRules()


async def put_rules(work: Work, one: CampaignRules) -> None:
    """Write them, or change them."""
    fresh = upsert(CampaignRulesRow).values(
        tenant_id=work.tenant_id, version=one.version, approval=one.approval
    )
    await work.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["tenant_id"],
            set_={"version": one.version, "approval": one.approval},
        )
    )


async def forget_people(work: Work, people: Sequence[UUID]) -> None:
    """Lists keep the places of erased people, and nothing of who they were."""
    for table, nobody in ((RecipientRow, ""), (ExclusionRow, None), (ShownRow, "")):
        statement = (
            update(table)
            .where(table.tenant_id == work.tenant_id, table.contact_id.in_(people))
            .values(contact_id=None, address=nobody)
            .execution_options(synchronize_session=False)
        )
        await work.session.execute(statement)


async def begin_freezing(work: Work, campaign_id: UUID, token: UUID, until: datetime) -> None:
    """Note who makes the list: the caller holds the campaign locked."""
    await _set_freezing(work, campaign_id, token, until)


async def end_freezing(work: Work, campaign_id: UUID) -> None:
    """Nobody makes the list any more: the caller holds the campaign locked."""
    await _set_freezing(work, campaign_id, None, None)


async def _set_freezing(
    work: Work, campaign_id: UUID, token: UUID | None, until: datetime | None
) -> None:
    statement = (
        update(CampaignRow)
        .where(CampaignRow.tenant_id == work.tenant_id, CampaignRow.id == campaign_id)
        .values(freezing=token, freezing_until=until)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def freezer(work: Work, campaign_id: UUID) -> tuple[UUID | None, datetime | None]:
    """Who makes the list just now, and until when they are believed to live."""
    statement = select(CampaignRow.freezing, CampaignRow.freezing_until).where(
        CampaignRow.tenant_id == work.tenant_id, CampaignRow.id == campaign_id
    )
    row = (await work.session.execute(statement)).one()
    return row[0], row[1]


def campaign_of(row: CampaignRow) -> Campaign:
    """The value of a row."""
    shown = None
    if row.shown_recipients is not None and row.shown_excluded is not None:
        shown = Shown(row.shown_recipients, row.shown_excluded)
    return replace(
        _written(row),
        sent_by=_by(row.sent_kind, row.sent_id, row.sent_name),
        sent_at=row.sent_at,
        undo_until=row.undo_until,
        approved_by=_by(row.approved_kind, row.approved_id, row.approved_name),
        recipients=row.recipients,
        excluded=row.excluded,
        shown=shown,
        prepared=row.prepared,
        spent=Money(row.spent, row.currency) if row.currency and row.spent else None,
        started_at=row.started_at,
        finished_at=row.finished_at,
        listed=row.listed,
        agreed=read_agreed(row.agreed) if row.agreed else None,
        exclusions=cast(Mapping[ExclusionReason, int] | None, row.exclusions),
        foreseen_at=row.foreseen_at,
        foreseen_between=_between(row),
        forgotten_at=row.forgotten_at,
        had_left=row.had_left,
        obstacle=row.obstacle,
        next_at=row.next_at,
        follows=row.follows,
        removed_at=row.removed_at,
    )


def _between(row: CampaignRow) -> tuple[datetime, datetime] | None:
    if row.foreseen_from is None or row.foreseen_to is None:
        return None
    return row.foreseen_from, row.foreseen_to


def _written(row: CampaignRow) -> Campaign:
    cap = row.spend_cap
    draft = Draft(
        row.name,
        read_wording(row.wording),
        read_audience(row.audience),
        read_timing(row.timing),
        row.offer_ends_at,
        Money(cap, row.currency) if cap is not None and row.currency else None,
        tuple(row.tags),
    )
    return Campaign(
        row.id,
        row.version,
        row.state,
        draft,
        By(row.created_kind, row.created_id, row.created_name),
        row.created_at,
        row.changed_at,
    )


def _by(kind: str | None, by_id: UUID | None, name: str | None) -> By | None:
    return By(kind, by_id, name) if kind is not None else None


def _values(one: Campaign) -> dict[str, Any]:
    draft, spent, shown = one.draft, one.spent, one.shown
    return {
        "version": one.version,
        "state": one.state,
        "name": draft.name,
        "wording": stored_wording(draft.wording),
        "audience": stored_audience(draft.audience),
        "timing": stored_timing(draft.timing),
        "offer_ends_at": draft.offer_ends_at,
        "spend_cap": draft.spend_cap.micros if draft.spend_cap else None,
        "currency": _currency(one),
        "tags": list(draft.tags),
        "created_kind": one.created_by.kind,
        "created_id": one.created_by.id,
        "created_name": one.created_by.name,
        "created_at": one.created_at,
        "changed_at": one.changed_at,
        **_by_values("sent", one.sent_by),
        "sent_at": one.sent_at,
        "undo_until": one.undo_until,
        **_by_values("approved", one.approved_by),
        "recipients": one.recipients,
        "excluded": one.excluded,
        "shown_recipients": shown.recipients if shown else None,
        "shown_excluded": shown.excluded if shown else None,
        "prepared": one.prepared,
        "spent": spent.micros if spent else 0,
        "started_at": one.started_at,
        "finished_at": one.finished_at,
        "listed": one.listed,
        "agreed": stored_agreed(one.agreed) if one.agreed else None,
        "exclusions": dict(one.exclusions) if one.exclusions is not None else None,
        **_foreseen(one),
        "forgotten_at": one.forgotten_at,
        "had_left": one.had_left,
        "obstacle": one.obstacle,
        "next_at": one.next_at,
        "follows": one.follows,
        "removed_at": one.removed_at,
    }


def _foreseen(one: Campaign) -> dict[str, datetime | None]:
    soonest, latest = one.foreseen_between or (None, None)
    return {"foreseen_at": one.foreseen_at, "foreseen_from": soonest, "foreseen_to": latest}


def _currency(one: Campaign) -> str | None:
    money = one.spent or one.draft.spend_cap
    return money.currency if money else None


def _by_values(name: str, by: By | None) -> dict[str, Any]:
    return {
        f"{name}_kind": by.kind if by else None,
        f"{name}_id": by.id if by else None,
        f"{name}_name": by.name if by else None,
    }
