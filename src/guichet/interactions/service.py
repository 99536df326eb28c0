"""The one timeline: conversations opened, continued, handed from person to agent and closed.

Every function changes what it is told within the caller's transaction and writes the events.
Functions that take an ``Interaction`` want it from ``for_change`` or ``open_with``, which hold
it locked until the transaction ends.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.gateway.outbound.types import Progress
from guichet.gateway.types import Medium, Page, Since
from guichet.interactions import events, repository, timeline
from guichet.interactions.repository import Filter
from guichet.interactions.states import Action, State
from guichet.interactions.types import (
    Agent,
    Delivery,
    Interaction,
    Message,
    Person,
    Way,
    Words,
)
from guichet.kit.errors import NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.work import Work

__all__ = [
    "Filter",
    "add",
    "for_change",
    "get",
    "latest_of",
    "message",
    "messages",
    "messages_of",
    "move",
    "open_of",
    "open_with",
    "page",
    "record_progress",
]

MOVES = {
    Action.TAKE: events.TAKEN,
    Action.RELEASE: events.RELEASED,
    Action.CLOSE: events.CLOSED,
}
"""The moves of today's desk, and the events that tell of them."""


async def open_of(work: Work, contact_id: UUID, entry_point_id: UUID) -> Interaction | None:
    """The conversation of a contact at an entry point that is going on, for change."""
    return await repository.lock_open(work, contact_id, entry_point_id)


def open_with(
    work: Work, medium: Medium, way: Way, *, person: Person, language: str, page: Page | None
) -> Interaction:
    """A new conversation, not stored before ``add`` gives it its first words. The caller has made
    sure, by ``open_of`` under the contact's lock, that none is going on.
    """
    return Interaction(
        id=work.ids.new(),
        version=0,
        state=State.NEW,
        medium=medium,
        way=way,
        person=person,
        agent=None,
        language=language,
        page=page,
        preview=None,
        unanswered=0,
        messages=0,
        created_at=work.now,
        waiting_since=work.now,
        taken_at=None,
        closed_at=None,
        last_message_at=None,
    )


async def add(work: Work, one: Interaction, words: Words) -> tuple[Interaction, Message]:
    """Something is said: the message stands in the timeline for ever. A new conversation begins
    to wait for an agent with it.
    """
    grown, message = timeline.with_message(one, words, words.message_id or work.ids.new(), work.now)
    if one.state is State.NEW:
        waiting = timeline.moved(grown, Action.QUEUE, None, work.now)
        stored = await _store(work, waiting, events.OPENED, first=True)
    else:
        stored = await _store(work, grown, events.PROGRESSED)
    await repository.add_message(work, message)
    await work.record(events.message_event(events.MESSAGE_ADDED, message, stored))
    return stored, message


async def move(work: Work, one: Interaction, action: Action, agent: Agent | None) -> Interaction:
    """Do ``action``, which must be possible from its state; ``agent`` has it afterwards."""
    return await _store(work, timeline.moved(one, action, agent, work.now), MOVES[action])


async def for_change(work: Work, interaction_id: UUID) -> Interaction:
    """One, locked until the transaction ends. Raises ``NotFound``."""
    found = await repository.lock(work, interaction_id)
    if found is None:
        raise NotFound
    return found


async def get(work: Work, interaction_id: UUID) -> Interaction:
    """One. Raises ``NotFound``."""
    found = await repository.get(work, interaction_id)
    if found is None:
        raise NotFound
    return found


async def page(
    work: Work, wanted: Filter, before: UUID | None, limit: int
) -> Sequence[Interaction]:
    """The newest first, older than ``before``."""
    return await repository.page(work, wanted, before, limit)


async def message(work: Work, message_id: UUID) -> Message:
    """One message. Raises ``NotFound``."""
    found = await repository.message(work, message_id)
    if found is None:
        raise NotFound
    return found


async def messages(
    work: Work, interaction_id: UUID, before_seq: int | None, limit: int
) -> Sequence[Message]:
    """Of one interaction, the newest first. Raises ``NotFound`` when there is no such one."""
    await get(work, interaction_id)
    return await repository.messages(work, interaction_id, before_seq, limit)


async def latest_of(work: Work, contact_id: UUID, entry_point_id: UUID) -> Sequence[Interaction]:
    """A contact's latest conversations at an entry point, the newest first."""
    return await repository.latest_of(work, contact_id, entry_point_id)


async def messages_of(
    work: Work, interaction_ids: Sequence[UUID], since: Since | None, limit: int
) -> Sequence[Message]:
    """Of several interactions, the newest first, after ``since``."""
    return await repository.messages_of(work, interaction_ids, since, limit)


async def record_progress(work: Work, progress: Progress) -> None:
    """Note how far something sent has come. What was not part of a conversation is not ours."""
    if progress.line is None:
        return
    held = await repository.lock_message(work, progress.line.message_id)
    if held is None:
        return
    delivery = Delivery(progress.state, progress.at, progress.failure)
    changed = timeline.delivered(held, delivery)
    await repository.write_delivery(work, changed)
    one = await get(work, changed.interaction_id)
    await work.record(events.message_event(events.MESSAGE_DELIVERED, changed, one))


async def _store(
    work: Work, changed: Interaction, kind: EventKind, *, first: bool = False
) -> Interaction:
    stored = replace(changed, version=changed.version + 1)
    await (repository.add if first else repository.write)(work, stored)
    await work.record(events.interaction_event(kind, stored))
    return stored
