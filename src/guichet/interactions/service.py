"""The one timeline: conversations opened, continued, handed from person to agent and closed.

Every function changes what it is told within the caller's transaction and writes the events.
Functions that take an ``Interaction`` want it from ``for_change`` or ``open_with``, which hold
it locked until the transaction ends.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from guichet.gateway.context import Context
from guichet.gateway.outbound.types import Progress
from guichet.gateway.types import Medium, Page, Since
from guichet.interactions import events, repository, timeline
from guichet.interactions.contexts import grown as grown_context
from guichet.interactions.repository import Filter
from guichet.interactions.states import Action, State, after
from guichet.interactions.types import (
    Agent,
    Delivery,
    DispositionRef,
    Interaction,
    Merge,
    Message,
    Offer,
    Person,
    Placement,
    Preferred,
    QueueRef,
    Rating,
    Way,
    Why,
    Words,
)
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.work import Work

__all__ = [
    "Filter",
    "add",
    "add_all",
    "change",
    "close",
    "consult",
    "context",
    "decline",
    "finish",
    "for_change",
    "free_of",
    "get",
    "ids_of_people",
    "last_words_at",
    "latest_of",
    "latest_of_contact",
    "learn",
    "merge",
    "message",
    "messages",
    "messages_of",
    "move",
    "offer",
    "open_all",
    "open_of",
    "open_with",
    "page",
    "prefer",
    "rate",
    "record_progress",
    "requeue",
    "snooze",
    "tag",
    "transfer",
    "unmerge",
    "versioned_context",
]

EVENTS = {
    Action.OFFER: events.OFFERED,
    Action.DECLINE: events.DECLINED,
    Action.EXPIRE: events.DECLINED,
    Action.REQUEUE: events.REQUEUED,
    Action.TAKE: events.TAKEN,
    Action.TAKE_OVER: events.TAKEN,
    Action.HOLD: events.HELD,
    Action.RESUME: events.RESUMED,
    Action.RELEASE: events.RELEASED,
    Action.TRANSFER: events.TRANSFERRED,
    Action.SNOOZE: events.SNOOZED,
    Action.WAKE: events.REQUEUED,
    Action.FINISH: events.FINISHED,
    Action.CLOSE: events.CLOSED,
    Action.REOPEN: events.REOPENED,
    Action.MERGE: events.MERGED,
    Action.UNMERGE: events.CHANGED,
}
"""The event that tells of each move of what is stored already."""

LAPSED = frozenset({"no_answer", "gone"})
"""Reasons of an offer's end that the agent did not give."""


async def open_of(
    work: Work,
    people: Collection[UUID],
    entry_point_id: UUID,
    media: Collection[Medium] = tuple(Medium),
) -> Interaction | None:
    """The newest conversation of a person, by all of their contact's ids, at an entry point that
    is going on, of one of these media, for change.
    """
    return await repository.lock_open(work, people, entry_point_id, media)


def open_with(
    work: Work,
    medium: Medium,
    way: Way,
    *,
    person: Person,
    language: str,
    page: Page | None,
    subject: str | None = None,
    subject_name: str | None = None,
    placement: Placement | None = None,
) -> Interaction:
    """A new conversation, not stored before ``add`` gives it its first words. The caller has made
    sure, by ``open_of`` under the contact's lock, that none is going on it should join.
    """
    place = placement or Placement()
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
        queue=place.queue,
        needs=place.needs,
        priority=place.priority,
        subject=subject,
        subject_name=subject_name,
        preferred=place.preferred,
        due_at=place.due_at,
        why=place.why,
        tags=place.tags,
    )


async def add(work: Work, one: Interaction, words: Words) -> tuple[Interaction, Message]:
    """Something is said: the message stands in the timeline for ever. A new conversation begins
    to wait for an agent with it.
    """
    grown, message = timeline.with_message(one, words, words.message_id or work.ids.new(), work.now)
    if one.state is State.NEW:
        stored = await _open(work, timeline.moved(grown, Action.QUEUE, work.now))
    else:
        stored = await _store(work, one, grown, events.PROGRESSED)
    await repository.add_messages(work, [message])
    await work.record(events.message_event(events.MESSAGE_ADDED, message, stored))
    return stored, message


async def free_of(work: Work, interaction_ids: Collection[UUID]) -> Mapping[UUID, Interaction]:
    """Those of these that nobody else is changing just now, for change. Waits for nobody."""
    return {one.id: one for one in await repository.lock_free(work, interaction_ids)}


async def add_all(
    work: Work, said: Sequence[tuple[Interaction, Words]]
) -> Sequence[tuple[Interaction, Message]]:
    """As ``add`` for several conversations that are going on, each once: words of their persons."""
    grown = [
        timeline.with_message(one, words, words.message_id or work.ids.new(), work.now)
        for one, words in said
    ]
    stored = [(replace(one, version=one.version + 1), message) for one, message in grown]
    await repository.write_spoken(work, [one for one, _ in stored])
    await repository.add_messages(work, [message for _, message in stored])
    await work.record_all(
        [
            event
            for one, message in stored
            for event in (
                events.interaction_event(events.PROGRESSED, one),
                events.message_event(events.MESSAGE_ADDED, message, one),
            )
        ]
    )
    return stored


async def open_all(
    work: Work, begun: Sequence[tuple[Interaction, Words, Context | None]]
) -> Sequence[tuple[Interaction, Message]]:
    """As ``add`` and ``learn`` for several new conversations: their first words, and what their
    requests brought along.
    """
    opened = [
        (replace(timeline.moved(grown, Action.QUEUE, work.now), version=1), message, context)
        for one, words, context in begun
        for grown, message in [
            timeline.with_message(one, words, words.message_id or work.ids.new(), work.now)
        ]
    ]
    await repository.add_all(work, [one for one, _, _ in opened])
    await repository.add_messages(work, [message for _, message, _ in opened])
    brought = {one.id: context for one, _, context in opened if context is not None}
    if brought:
        await repository.add_contexts(work, brought)
    await work.record_all([event for first in opened for event in _events_of_opening(*first)])
    return [(one, message) for one, message, _ in opened]


def _events_of_opening(
    one: Interaction, message: Message, context: Context | None
) -> Iterator[NewEvent]:
    yield events.interaction_event(events.OPENED, one)
    yield events.message_event(events.MESSAGE_ADDED, message, one)
    if context is not None:
        yield events.context_event(one.id, one.person.id, 1, context)


async def move(
    work: Work, one: Interaction, action: Action, agent: Agent | None = None
) -> Interaction:
    """Do ``action``; who takes it is ``agent``. Raises ``Conflict`` ``moved_on`` when it is not
    possible from its state.
    """
    return await _move(work, one, action, _after(work, one, action, agent))


async def offer(
    work: Work, one: Interaction, agent: Agent, until: datetime, why: Why | None
) -> Interaction:
    """Hand a waiting one to ``agent``, who may accept until then. Raises ``Conflict`` ``moved_on``
    when it no longer waits.
    """
    changed = _after(work, one, Action.OFFER)
    offered = replace(changed, offer=Offer(agent, work.now, until), why=why)
    return await _move(work, one, Action.OFFER, offered)


async def decline(work: Work, one: Interaction, reason: str) -> Interaction:
    """The offer is over: the agent said no, or (``no_answer``, ``gone``) said nothing. It waits in
    its old place. Raises ``Conflict`` ``moved_on`` when it is not offered.
    """
    action = Action.EXPIRE if reason in LAPSED else Action.DECLINE
    asked = one.offer.agent if one.offer else None
    tell: dict[str, Json] = {
        "reason": reason,
        "agent": {"id": str(asked.id), "name": asked.name} if asked else None,
    }
    return await _move(work, one, action, _after(work, one, action), tell)


async def requeue(
    work: Work, one: Interaction, queue: QueueRef | None, why: Why | None
) -> Interaction:
    """One that waits or is offered waits in ``queue`` from now on, in its old place. Raises
    ``Conflict`` ``moved_on`` when somebody has it or it is over.
    """
    changed = replace(_after(work, one, Action.REQUEUE), queue=queue, why=why)
    return await _move(work, one, Action.REQUEUE, changed)


async def transfer(
    work: Work, one: Interaction, queue: QueueRef | None, preferred: Preferred | None
) -> Interaction:
    """Hand it on: it waits in ``queue``, before anyone else for ``preferred``, in its old place."""
    changed = _after(work, one, Action.TRANSFER)
    handed = replace(changed, queue=queue, preferred=preferred, why=None)
    return await _move(work, one, Action.TRANSFER, handed)


async def snooze(work: Work, one: Interaction, until: datetime) -> Interaction:
    """Its agent puts it aside until then."""
    changed = replace(_after(work, one, Action.SNOOZE), snoozed_until=until)
    return await _move(work, one, Action.SNOOZE, changed)


async def wake(work: Work, one: Interaction, preferred: Preferred | None) -> Interaction:
    """One put aside waits again, before anyone else for ``preferred``."""
    changed = replace(_after(work, one, Action.WAKE), preferred=preferred)
    return await _move(work, one, Action.WAKE, changed)


async def finish(work: Work, one: Interaction, until: datetime | None) -> Interaction:
    """The person is gone; it is written up, until then at most."""
    changed = replace(_after(work, one, Action.FINISH), wrap_up_until=until)
    return await _move(work, one, Action.FINISH, changed)


async def close(
    work: Work, one: Interaction, disposition: DispositionRef | None = None
) -> Interaction:
    """It is over, with this outcome."""
    changed = _after(work, one, Action.CLOSE)
    over = replace(changed, disposition=disposition or one.disposition)
    return await _move(work, one, Action.CLOSE, over)


async def merge(
    work: Work, source: Interaction, target: Interaction, *, by: Agent, reason: str | None
) -> Interaction:
    """``target`` goes on instead of ``source``, both locked and of one contact."""
    changed = replace(_after(work, source, Action.MERGE), merged_into=target.id)
    merged = await _move(work, source, Action.MERGE, changed)
    was_open = source.state is not State.CLOSED
    await repository.add_merge(
        work, Merge(work.ids.new(), source.id, target.id, was_open, reason, by, work.now)
    )
    return merged


async def unmerge(work: Work, source: Interaction, agent: Agent) -> Interaction:
    """The merging was a mistake: ``source`` goes on by itself, with ``agent`` if it was open.
    Raises ``Conflict`` ``not_merged`` when it is not merged.
    """
    held = await repository.last_merge(work, source.id)
    if held is None or source.merged_into is None:
        raise Conflict("not_merged")
    await repository.undo_merge(work, held.id)
    changed = replace(_after(work, source, Action.UNMERGE), merged_into=None)
    alone = await _move(work, source, Action.UNMERGE, changed)
    if not held.was_open:
        return alone
    return await move(work, await move(work, alone, Action.REOPEN), Action.TAKE, agent)


async def consult(
    work: Work, one: Interaction, agents: Sequence[Agent], joined: Sequence[UUID]
) -> Interaction:
    """Exactly these agents are consulted, and those of ``joined`` may answer the person."""
    changed = replace(one, consulted=tuple(agents), joined=tuple(joined))
    stored = await _store(work, one, changed, events.CHANGED)
    await repository.set_guests(work, one.id, [agent.id for agent in agents])
    return stored


async def tag(work: Work, one: Interaction, tags: Sequence[str]) -> Interaction:
    """It bears exactly these tags."""
    stored = await _store(work, one, replace(one, tags=tuple(tags)), events.CHANGED)
    await repository.set_tags(work, one.id, tags)
    return stored


async def rate(work: Work, one: Interaction, rating: Rating) -> Interaction:
    """What the person thought of it; a later word replaces an earlier one."""
    return await _store(work, one, replace(one, rating=rating), events.CHANGED)


async def prefer(work: Work, one: Interaction, preferred: Preferred | None) -> Interaction:
    """It waits for ``preferred`` before anyone else."""
    return await _store(work, one, replace(one, preferred=preferred), events.CHANGED)


async def change(work: Work, before: Interaction, now: Interaction) -> Interaction:
    """Store ``now``, which differs from ``before`` in what is no move: subject, priority, way."""
    return await _store(work, before, now, events.CHANGED)


async def context(work: Work, interaction_id: UUID) -> Context | None:
    """What a request brought along."""
    found = await repository.context(work, interaction_id)
    return found[1] if found else None


async def versioned_context(work: Work, interaction_id: UUID) -> tuple[int, Context] | None:
    """What a request brought along, with its version."""
    return await repository.context(work, interaction_id)


async def learn(work: Work, one: Interaction, news: Context) -> None:
    """More is known of where the person of ``one`` is and what they see."""
    known = await repository.context(work, one.id)
    version, context = (known[0] + 1, grown_context(known[1], news)) if known else (1, news)
    if known is None:
        await repository.add_contexts(work, {one.id: context})
    elif context == known[1]:
        return
    else:
        await repository.write_context(work, one.id, version, context)
    await work.record(events.context_event(one.id, one.person.id, version, context))


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


async def last_words_at(work: Work, interaction_id: UUID, author_id: UUID) -> datetime | None:
    """When somebody last wrote in one, among its last hundred messages."""
    return await repository.last_words_at(work, interaction_id, author_id)


async def latest_of(
    work: Work, people: Collection[UUID], entry_point_id: UUID
) -> Sequence[Interaction]:
    """A contact's latest conversations at an entry point, the newest first."""
    return await repository.latest_of(work, people, entry_point_id)


async def latest_of_contact(work: Work, contact_id: UUID, limit: int) -> Sequence[Interaction]:
    """A contact's latest conversations anywhere, the newest first."""
    return await repository.latest_of_contact(work, contact_id, limit)


async def ids_of_people(work: Work, people: Sequence[UUID]) -> Sequence[UUID]:
    """Every conversation of these contacts, the oldest first."""
    return await repository.ids_of_contacts(work, people)


async def messages_of(
    work: Work, interaction_ids: Sequence[UUID], since: Since | None, limit: int
) -> Sequence[Message]:
    """What the person may see of several interactions, the newest first: after ``since``, and what
    was said to them before and is not known to have reached them.
    """
    return await repository.messages_of(work, interaction_ids, since, limit)


async def record_progress(work: Work, progress: Progress) -> None:
    """Note how far something sent has come. What was not part of a conversation is not ours."""
    if progress.line is None:
        return
    held = await repository.lock_message(work, progress.line.message_id)
    if held is None:
        return
    delivery = Delivery(progress.state, progress.at, progress.failure, progress.parts)
    changed = timeline.delivered(held, delivery)
    await repository.write_delivery(work, changed)
    one = await get(work, changed.interaction_id)
    await work.record(events.message_event(events.MESSAGE_DELIVERED, changed, one))


def _after(work: Work, one: Interaction, action: Action, agent: Agent | None = None) -> Interaction:
    if after(one.state, action) is None:
        raise Conflict("moved_on")
    return timeline.moved(one, action, work.now, agent)


async def _move(
    work: Work,
    one: Interaction,
    action: Action,
    changed: Interaction,
    tell: Mapping[str, Json] | None = None,
) -> Interaction:
    told = {"before": events.before_item(one), "by": work.actor.kind, **(tell or {})}
    stored = await _store(work, one, changed, EVENTS[action], told)
    if one.consulted and not stored.consulted:
        await repository.set_guests(work, one.id, ())
    return stored


async def _open(work: Work, first: Interaction) -> Interaction:
    stored = replace(first, version=first.version + 1)
    await repository.add_all(work, [stored])
    await work.record(events.interaction_event(events.OPENED, stored))
    return stored


async def _store(
    work: Work,
    before: Interaction,
    changed: Interaction,
    kind: EventKind,
    tell: Mapping[str, Json] | None = None,
) -> Interaction:
    stored = replace(changed, version=before.version + 1)
    await repository.write(work, before, stored)
    await work.record(events.interaction_event(kind, stored, tell))
    return stored
