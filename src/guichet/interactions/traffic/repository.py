"""Statements over what came in."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, Text, and_, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.interactions.contexts import context_of
from guichet.interactions.models import ContextRow, InteractionRow
from guichet.interactions.rows import NO_NEEDS, needs_of
from guichet.interactions.traffic.types import Opened
from guichet.kit.ids import TenantId

_COLUMNS = (
    InteractionRow.id,
    InteractionRow.created_at,
    InteractionRow.medium,
    InteractionRow.entry_point_id,
    InteractionRow.address_kind,
    InteractionRow.address,
    InteractionRow.contact_id,
    InteractionRow.contact_name,
    InteractionRow.contact_code,
    InteractionRow.language,
    InteractionRow.page_url,
    InteractionRow.subject,
    InteractionRow.queue_id,
    InteractionRow.needs,
    InteractionRow.priority,
    InteractionRow.rating_stars,
    InteractionRow.agent_id,
    InteractionRow.taken_at,
    InteractionRow.closed_at,
)
_Rows = Select[Any]


async def opened_after(
    session: AsyncSession, tenant_id: TenantId, after: UUID, limit: int, *, with_context: bool
) -> Sequence[Opened]:
    """Oldest first, after the id ``after``."""
    statement = _rows(tenant_id, with_context=with_context).where(InteractionRow.id > after)
    rows = await session.execute(statement.order_by(InteractionRow.id).limit(limit))
    return [_opened(row) for row in rows]


async def newest(session: AsyncSession, tenant_id: TenantId, limit: int) -> Sequence[Opened]:
    """The newest first, with what they brought along."""
    statement = _rows(tenant_id, with_context=True)
    rows = await session.execute(statement.order_by(InteractionRow.id.desc()).limit(limit))
    return [_opened(row) for row in rows]


async def count_after(session: AsyncSession, tenant_id: TenantId, after: UUID) -> int:
    """How many were opened after the id ``after``."""
    statement = select(func.count()).where(
        InteractionRow.tenant_id == tenant_id, InteractionRow.id > after
    )
    return (await session.scalar(statement)) or 0


def _rows(tenant_id: TenantId, *, with_context: bool) -> _Rows:
    """Contexts as text: parsed here, for a third of the time."""
    where = InteractionRow.tenant_id == tenant_id
    if not with_context:
        return select(*_COLUMNS, literal(None).label("context")).where(where)
    both = and_(
        ContextRow.tenant_id == InteractionRow.tenant_id,
        ContextRow.interaction_id == InteractionRow.id,
    )
    columns = select(*_COLUMNS, cast(ContextRow.context, Text).label("context"))
    return columns.outerjoin_from(InteractionRow, ContextRow, both).where(where)


def _opened(row: Row[Any]) -> Opened:
    found = dict(zip(_FIELDS, row, strict=True))
    needs, context = found["needs"], found["context"]
    found["needs"] = needs_of(needs) if needs else NO_NEEDS
    found["context"] = context_of(msgspec.json.decode(context)) if context else None
    return Opened(**found)


_FIELDS = tuple(one.name for one in fields(Opened))
