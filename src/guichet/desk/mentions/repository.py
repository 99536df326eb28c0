"""Statements over mentions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.desk.mentions.models import MentionRow
from guichet.desk.mentions.types import Mention
from guichet.interactions.types import Agent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_SHOWN = 100


async def add(work: Work, mention: Mention) -> None:
    """A new one."""
    row = MentionRow(
        tenant_id=work.tenant_id,
        id=mention.id,
        version=mention.version,
        agent_id=mention.agent_id,
        by_id=mention.by.id,
        by_name=mention.by.name,
        interaction_id=mention.interaction_id,
        message_id=mention.message_id,
        excerpt=mention.excerpt,
        at=mention.at,
        read_at=None,
    )
    work.session.add(row)
    await work.session.flush()


async def mark_read(work: Work, mention_id: UUID, agent_id: UUID) -> tuple[Mention, bool] | None:
    """The agent saw it; and whether that is news. None: there is none of theirs."""
    statement = (
        select(MentionRow)
        .where(
            MentionRow.tenant_id == work.tenant_id,
            MentionRow.id == mention_id,
            MentionRow.agent_id == agent_id,
        )
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    if row is None:
        return None
    news = row.read_at is None
    if news:
        row.read_at, row.version = work.now, row.version + 1
        await work.session.flush()
    return _mention(row), news


async def unread(session: AsyncSession, tenant_id: TenantId, agent_id: UUID) -> list[Mention]:
    """What calls the agent and was not seen, the newest hundred."""
    statement = (
        select(MentionRow)
        .where(
            MentionRow.tenant_id == tenant_id,
            MentionRow.agent_id == agent_id,
            MentionRow.read_at.is_(None),
        )
        .order_by(MentionRow.id.desc())
        .limit(MOST_SHOWN)
    )
    return [_mention(row) for row in (await session.execute(statement)).scalars()]


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """None is left of these requests."""
    await work.session.execute(
        delete(MentionRow).where(
            MentionRow.tenant_id == work.tenant_id,
            MentionRow.interaction_id.in_(list(interaction_ids)),
        )
    )


def _mention(row: MentionRow) -> Mention:
    return Mention(
        row.id,
        row.version,
        row.agent_id,
        Agent(row.by_id, row.by_name),
        row.interaction_id,
        row.message_id,
        row.excerpt,
        row.at,
        row.read_at,
    )
