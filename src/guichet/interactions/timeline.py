"""What a change makes of an interaction: values in, values out. Pure."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from guichet.interactions.states import Action, State, after
from guichet.interactions.types import (
    PREVIEW_LENGTH,
    Agent,
    Delivery,
    Interaction,
    Message,
    MessageKind,
    Preview,
    Words,
)


def with_message(
    one: Interaction, words: Words, message_id: UUID, now: datetime
) -> tuple[Interaction, Message]:
    """The interaction after ``words``, and the message they became."""
    message = Message(
        id=message_id,
        version=1,
        interaction_id=one.id,
        seq=one.messages + 1,
        kind=_kind(words),
        author=words.author,
        text=words.text,
        notice=words.notice,
        client_id=words.client_id,
        at=now,
        delivery=Delivery("queued" if words.outbound_id else "none", now),
        outbound_id=words.outbound_id,
        internal=words.internal or words.note,
        mentions=words.mentions,
        files=words.files,
        quick=words.quick,
    )
    grown = replace(one, messages=one.messages + 1, last_message_at=now)
    return _previewed(grown, message), message


def _kind(words: Words) -> MessageKind:
    if words.notice is not None:
        return "notice"
    if words.note:
        return "note"
    return "file" if words.text is None and words.files else "text"


def _previewed(one: Interaction, message: Message) -> Interaction:
    author = message.author.kind
    if message.internal or message.notice is not None or author == "system":
        return one
    said = message.text or " ".join(file.name for file in message.files)
    preview = Preview(author, said[:PREVIEW_LENGTH], message.at)
    unanswered = one.unanswered + 1 if author == "contact" else 0
    return replace(one, preview=preview, unanswered=unanswered)


def moved(
    one: Interaction, action: Action, now: datetime, agent: Agent | None = None
) -> Interaction:
    """The interaction after ``action``, which must be possible; who takes it is ``agent``. What
    belongs to the state it leaves is gone: offer, hold, snooze, wrap-up.
    """
    state = after(one.state, action)
    if state is None:
        raise ValueError(f"{action} is not possible from {one.state}")
    left = replace(
        one,
        state=state,
        offer=None,
        held_at=now if state is State.HELD else None,
        snoozed_until=None,
        wrap_up_until=None,
    )
    if action in TAKING:
        return replace(left, agent=agent, taken_at=now, preferred=None, due_at=None)
    if state is State.WAITING:
        return _waiting(left, action, now)
    return _closed(left, now) if state is State.CLOSED else left


TAKING = frozenset({Action.TAKE, Action.TAKE_OVER})
NEW_WAITS = frozenset({Action.QUEUE, Action.WAKE, Action.REOPEN})
"""After these the person begins to wait; all other ways back keep the place they had."""
STAYS = frozenset({Action.DECLINE, Action.EXPIRE})
"""After these it has not left its queue."""


def _waiting(one: Interaction, action: Action, now: datetime) -> Interaction:
    since = now if action in NEW_WAITS or one.waiting_since is None else one.waiting_since
    queued = one.queued_at if action in STAYS and one.queued_at is not None else now
    return replace(
        one,
        agent=None,
        taken_at=None,
        closed_at=None,
        waiting_since=since,
        queued_at=queued,
        consulted=(),
        joined=(),
    )


def _closed(one: Interaction, now: datetime) -> Interaction:
    return replace(one, closed_at=one.closed_at or now, consulted=(), joined=())


def delivered(message: Message, delivery: Delivery) -> Message:
    """The message once its delivery has come so far."""
    return replace(message, version=message.version + 1, delivery=delivery)
