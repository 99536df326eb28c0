"""Statements over drafts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from guichet.desk.drafts.models import DraftRow
from guichet.desk.drafts.types import Draft
from guichet.kit.work import Work


async def put(work: Work, interaction_id: UUID, agent_id: UUID, draft: Draft) -> None:
    """Keep it, instead of what was there."""
    values = {
        "text": draft.text,
        "note": draft.note,
        "saved_at": draft.saved_at,
        "files": [file.id for file in draft.files],
    }
    statement = insert(DraftRow).values(
        tenant_id=work.tenant_id, interaction_id=interaction_id, agent_id=agent_id, **values
    )
    await work.session.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "interaction_id", "agent_id"], set_=values
        )
    )


async def get(
    work: Work, interaction_id: UUID, agent_id: UUID
) -> tuple[Draft, Sequence[UUID]] | None:
    """What the agent began to write, and the ids of the files for it."""
    columns = (DraftRow.text, DraftRow.note, DraftRow.saved_at, DraftRow.files)
    statement = select(*columns).where(
        DraftRow.tenant_id == work.tenant_id,
        DraftRow.interaction_id == interaction_id,
        DraftRow.agent_id == agent_id,
    )
    row = (await work.session.execute(statement)).one_or_none()
    return (Draft(row.text, row.note, row.saved_at), row.files) if row else None


async def drop(work: Work, interaction_id: UUID, agent_id: UUID) -> None:
    """There is none any more."""
    statement = delete(DraftRow).where(
        DraftRow.tenant_id == work.tenant_id,
        DraftRow.interaction_id == interaction_id,
        DraftRow.agent_id == agent_id,
    )
    await work.session.execute(statement)


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """None is left of these requests."""
    await work.session.execute(
        delete(DraftRow).where(
            DraftRow.tenant_id == work.tenant_id, DraftRow.interaction_id.in_(list(interaction_ids))
        )
    )
