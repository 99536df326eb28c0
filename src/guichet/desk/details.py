"""What describes a request is changed: subject, tags, priority, queue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from guichet.desk import queues, rules
from guichet.desk.sending import note_fact
from guichet.gateway.types import Notice
from guichet.interactions import service as interactions
from guichet.interactions.states import UNASSIGNED
from guichet.interactions.types import Agent, Interaction
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Details:
    """What to change; what is none stays."""

    subject: str | None = None
    """Empty: none any more."""
    priority: int | None = None
    tags: Sequence[str] | None = None
    queue_id: UUID | None = None


async def describe(
    work: Work, interaction_id: UUID, agent: Agent, wanted: Details, *, supervises: bool
) -> Interaction:
    """Change what describes it. One that waits goes to wait in the new queue, in its old place.
    Raises ``Conflict`` when somebody else has it and this agent does not supervise.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_involved(one, agent, supervises=supervises)
    changed = _described(one, wanted)
    if changed != one:
        one = await interactions.change(work, one, changed)
    if wanted.tags is not None and tuple(wanted.tags) != one.tags:
        one = await interactions.tag(work, one, tuple(dict.fromkeys(wanted.tags)))
    if wanted.queue_id is not None:
        one = await _to_queue(work, one, agent, wanted.queue_id)
    return one


def _described(one: Interaction, wanted: Details) -> Interaction:
    changed = one
    if wanted.subject is not None:
        changed = replace(changed, subject=wanted.subject.strip() or None, subject_name=None)
    if wanted.priority is not None:
        changed = replace(changed, priority=wanted.priority)
    return changed


async def _to_queue(work: Work, one: Interaction, agent: Agent, queue_id: UUID) -> Interaction:
    if one.queue is not None and one.queue.id == queue_id:
        return one
    queue = await queues.ref(work, queue_id)
    if one.state in UNASSIGNED:
        moved = await interactions.requeue(work, one, queue, None)
    else:
        moved = await interactions.change(work, one, replace(one, queue=queue))
    notice = Notice("handed_to_queue", {"agent": agent.name, "queue": queue.name})
    return await note_fact(work, moved, notice)
