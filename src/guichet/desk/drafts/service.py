"""Drafts are kept until they are sent or emptied.

Sending does not touch them: the hot path of an answer stays short. A draft older than its agent's
newest words in the request was sent, and is not shown again.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.desk.drafts import repository
from guichet.desk.drafts.types import Draft
from guichet.files import service as stored_files
from guichet.files.types import Owner
from guichet.interactions import service as interactions
from guichet.interactions.types import LONGEST_TEXT
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work


async def keep(
    work: Work,
    interaction_id: UUID,
    agent_id: UUID,
    text: str,
    *,
    note: bool,
    files: Sequence[UUID] = (),
) -> Draft | None:
    """Keep ``text`` and ``files`` instead of what was there; nothing but blanks and no file empties
    it. Files that are not the agent's, or part of something already, are left out. Raises
    ``NotFound`` when there is no such request.
    """
    await interactions.get(work, interaction_id)
    usable = await stored_files.unused(work, files, _owner(agent_id))
    if not (text.strip() or usable):
        await repository.drop(work, interaction_id, agent_id)
        return None
    if len(text) > LONGEST_TEXT:
        raise Invalid(None, (FieldFault("text", "too_long", {"limit": LONGEST_TEXT}),))
    draft = Draft(text, note, work.now, usable)
    await repository.put(work, interaction_id, agent_id, draft)
    return draft


async def of(work: Work, interaction_id: UUID, agent_id: UUID) -> Draft | None:
    """What the agent began to write and has not sent. Raises ``NotFound`` when there is no such
    request.
    """
    await interactions.get(work, interaction_id)
    held = await repository.get(work, interaction_id, agent_id)
    if held is None:
        return None
    draft, files = held
    spoke = await interactions.last_words_at(work, interaction_id, agent_id)
    if spoke is not None and draft.saved_at <= spoke:
        return None
    return replace(draft, files=await stored_files.unused(work, files, _owner(agent_id)))


def _owner(agent_id: UUID) -> Owner:
    return Owner("user", str(agent_id))


async def forget(work: Work, interaction_ids: Sequence[UUID]) -> None:
    """Of these requests none is left."""
    await repository.forget(work, interaction_ids)
