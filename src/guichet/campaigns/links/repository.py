"""Statements over short links and who followed them."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.links.models import ClickerRow, ClickRow, LinkAddressRow, LinkRow
from guichet.campaigns.links.types import Click, Link, LinkAddress
from guichet.campaigns.models import RecipientRow
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_LINKS = 20
"""Of one campaign: its text may have been changed before it was sent."""
Follower = tuple[UUID, int, UUID]
"""Campaign, place and link."""


async def of_campaign(work: Work, campaign_id: UUID) -> dict[str, Link]:
    """The links of a campaign by their targets."""
    statement = (
        select(LinkRow)
        .where(LinkRow.tenant_id == work.tenant_id, LinkRow.campaign_id == campaign_id)
        .order_by(LinkRow.id)
        .limit(MOST_LINKS)
    )
    rows = (await work.session.execute(statement)).scalars()
    return {row.target: _link(row) for row in rows}


async def add(work: Work, campaign_id: UUID, targets: Mapping[str, bytes]) -> None:
    """Links that lead to these, each with its secret; those that are there stay."""
    rows = [
        {
            "tenant_id": work.tenant_id,
            "id": work.ids.new(),
            "campaign_id": campaign_id,
            "secret": secret,
            "target": target,
            "target_hash": hashlib.sha256(target.encode()).digest(),
            "created_at": work.now,
        }
        for target, secret in targets.items()
    ]
    statement = insert(LinkRow).on_conflict_do_nothing(
        index_elements=["tenant_id", "campaign_id", "target_hash"]
    )
    await work.session.execute(statement, rows)


async def by_number(session: AsyncSession, number: int) -> Link | None:
    """A link of any company; under the system role."""
    row = (await session.execute(select(LinkRow).where(LinkRow.number == number))).scalar()
    return _link(row) if row else None


async def add_clicks(session: AsyncSession, clicks: Sequence[tuple[UUID, Click]]) -> None:
    """Append clicks with their ids; under the system role."""
    rows = [
        {
            "tenant_id": click.link.tenant_id,
            "id": click_id,
            "link_id": click.link.id,
            "place": click.place,
            "at": click.at,
            "kind": click.kind,
            "rule": click.rule,
        }
        for click_id, click in clicks
    ]
    await session.execute(insert(ClickRow), rows)


async def add_followers(session: AsyncSession, clicks: Sequence[Click]) -> set[Follower]:
    """Note who clicked; gives those who had not yet. Under the system role."""
    rows = [
        {
            "tenant_id": click.link.tenant_id,
            "campaign_id": click.link.campaign_id,
            "place": click.place,
            "link_id": click.link.id,
            "at": click.at,
        }
        for click in clicks
    ]
    statement = (
        insert(ClickerRow)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(ClickerRow.campaign_id, ClickerRow.place, ClickerRow.link_id)
    )
    return {(row[0], row[1], row[2]) for row in await session.execute(statement)}


async def contacts_of(
    session: AsyncSession, tenant_id: TenantId, several: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], UUID]:
    """Which contacts these recipients (campaign and place) are; under the system role."""
    statement = select(RecipientRow.campaign_id, RecipientRow.n, RecipientRow.contact_id).where(
        RecipientRow.tenant_id == tenant_id,
        tuple_(RecipientRow.campaign_id, RecipientRow.n).in_(several),
    )
    rows = await session.execute(statement)
    return {(row[0], row[1]): row[2] for row in rows if row[2] is not None}


async def people(work: Work, campaign_id: UUID) -> dict[UUID, int]:
    """How many recipients followed each link of a campaign."""
    statement = (
        select(ClickerRow.link_id, func.count())
        .where(ClickerRow.tenant_id == work.tenant_id, ClickerRow.campaign_id == campaign_id)
        .group_by(ClickerRow.link_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(statement)}


async def clicks(work: Work, link_ids: Sequence[UUID]) -> dict[tuple[UUID, str], int]:
    """How often each was followed, by link and kind."""
    statement = (
        select(ClickRow.link_id, ClickRow.kind, func.count())
        .where(ClickRow.tenant_id == work.tenant_id, ClickRow.link_id.in_(link_ids))
        .group_by(ClickRow.link_id, ClickRow.kind)
    )
    return {(row[0], row[1]): row[2] for row in await work.session.execute(statement)}


async def address(work: Work, *, lock: bool = False) -> LinkAddress | None:
    """The company's own, if it ever chose one."""
    statement = select(LinkAddressRow).where(LinkAddressRow.tenant_id == work.tenant_id)
    if lock:
        statement = statement.with_for_update()
    row = (await work.session.execute(statement)).scalar()
    return LinkAddress(row.version, row.host, row.checked_at) if row else None


async def write_address(work: Work, one: LinkAddress) -> None:
    """Store it."""
    values: dict[str, Any] = {
        "version": one.version,
        "host": one.host,
        "checked_at": one.checked_at,
    }
    statement = insert(LinkAddressRow).values(tenant_id=work.tenant_id, **values)
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )


def _link(row: LinkRow) -> Link:
    return Link(
        row.id,
        TenantId(row.tenant_id),
        row.campaign_id,
        row.number,
        row.secret,
        row.target,
        row.created_at,
    )
