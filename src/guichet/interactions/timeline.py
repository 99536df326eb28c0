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
        kind="text" if words.notice is None else "notice",
        author=words.author,
        text=words.text,
        notice=words.notice,
        client_id=words.client_id,
        at=now,
        delivery=Delivery("queued" if words.outbound_id else "none", now),
        outbound_id=words.outbound_id,
    )
    grown = replace(one, messages=one.messages + 1, last_message_at=now)
    return _previewed(grown, message), message


def _previewed(one: Interaction, message: Message) -> Interaction:
    author = message.author.kind
    if message.text is None or author == "system":
        return one
    preview = Preview(author, message.text[:PREVIEW_LENGTH], message.at)
    unanswered = one.unanswered + 1 if author == "contact" else 0
    return replace(one, preview=preview, unanswered=unanswered)


def moved(one: Interaction, action: Action, agent: Agent | None, now: datetime) -> Interaction:
    """The interaction after ``action``, which must be possible; ``agent`` has it afterwards."""
    state = after(one.state, action)
    if state is None:
        raise ValueError(f"{action} is not possible from {one.state}")
    changed = replace(one, state=state)
    if action is Action.TAKE:
        return replace(changed, agent=agent, taken_at=now)
    if action is Action.RELEASE:
        return replace(changed, agent=None, taken_at=None)
    return replace(changed, closed_at=now) if state is State.CLOSED else changed


def delivered(message: Message, delivery: Delivery) -> Message:
    """The message once its delivery has come so far."""
    return replace(message, version=message.version + 1, delivery=delivery)
