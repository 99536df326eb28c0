"""Canned replies are written, found and used. What is the agent's own is theirs alone; what is for
others needs the right to manage the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from guichet.desk.canned import repository
from guichet.desk.canned.events import canned_event
from guichet.desk.canned.filling import filled, unknown_variables
from guichet.desk.canned.keys import words_of
from guichet.desk.canned.types import Canned, CannedDraft, Filled
from guichet.interactions import service as interactions
from guichet.interactions.types import Agent
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and whether they may write for others."""

    agent: Agent
    manages: bool = False


async def write(work: Work, draft: CannedDraft, writer: Writer) -> Canned:
    """A new canned reply. Raises ``Forbidden`` for one that is for others without the right,
    ``Invalid`` naming the field that cannot be used.
    """
    _check(draft, writer)
    canned = Canned(work.ids.new(), 1, draft, writer.agent.id, 0, work.now)
    await repository.add(work, canned)
    await work.record(canned_event(canned))
    return canned


async def rewrite(
    work: Work, canned_id: UUID, version: int, draft: CannedDraft, writer: Writer
) -> Canned:
    """Decide anew what ``version`` of one was. Raises ``Conflict`` when somebody changed it
    meanwhile.
    """
    before = await _held(work, canned_id, writer)
    if before.version != version:
        raise Conflict
    _check(draft, writer)
    if draft == before.draft:
        return before
    changed = replace(before, version=version + 1, draft=draft)
    await repository.write(work, changed)
    await work.record(canned_event(changed))
    return changed


async def remove(work: Work, canned_id: UUID, writer: Writer) -> None:
    """It is gone. Raises ``NotFound`` when it is not there for this writer."""
    before = await _held(work, canned_id, writer)
    await repository.remove(work, canned_id)
    await work.record(canned_event(replace(before, version=before.version + 1), removed=True))


async def page(
    work: Work,
    agent_id: UUID,
    question: str | None,
    queue_id: UUID | None,
    *,
    language: str | None = None,
    before: UUID | None,
    limit: int,
) -> Sequence[Canned]:
    """What the agent can use, the newest first: those that hold words which begin so."""
    words = words_of(question or "")
    return await repository.page(
        work, agent_id, queue_id, words, language=language, before=before, limit=limit
    )


async def use(work: Work, canned_id: UUID, interaction_id: UUID, agent: Agent) -> Filled:
    """The text for a request, with its blanks filled in; counts the use. Raises ``NotFound``."""
    canned = await repository.get(work, canned_id)
    if canned is None or not _is_seen(canned, agent):
        raise NotFound
    one = await interactions.get(work, interaction_id)
    context = await interactions.context(work, interaction_id)
    await repository.count_use(work, canned_id)
    return filled(canned.draft.text, one, agent, context)


def _check(draft: CannedDraft, writer: Writer) -> None:
    if draft.scope != "own" and not writer.manages:
        raise Forbidden("own_replies_only")
    if (draft.scope == "queue") is (draft.queue_id is None):
        code = "required" if draft.queue_id is None else "wrong_value"
        raise Invalid(None, (FieldFault("queue_id", code),))
    unknown = unknown_variables(draft.text)
    if unknown:
        fault = FieldFault("text", "unknown_variables", {"names": ", ".join(unknown)})
        raise Invalid(None, (fault,))


async def _held(work: Work, canned_id: UUID, writer: Writer) -> Canned:
    held = await repository.lock(work, canned_id)
    if held is None or not _is_seen(held, writer.agent):
        raise NotFound
    if held.draft.scope != "own" and not writer.manages:
        raise Forbidden("own_replies_only")
    return held


def _is_seen(canned: Canned, agent: Agent) -> bool:
    return canned.draft.scope != "own" or canned.owner_id == agent.id
