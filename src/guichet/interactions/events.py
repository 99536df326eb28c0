"""What happens to interactions and messages. Payloads carry the whole public value (``item``), so
that a screen follows by events alone.
"""

from guichet.interactions.types import Interaction, Message
from guichet.kit.events.types import EventKind, Json, NewEvent

OPENED = EventKind("interactions.interaction.opened")
"""A person wrote or called, and waits for an agent. Payload: ``item``."""

TAKEN = EventKind("interactions.interaction.taken")
"""An agent has it now. Payload: ``item``."""

RELEASED = EventKind("interactions.interaction.released")
"""An agent handed it back; the person waits again, in the old place.

Payload: ``item``.
"""

CLOSED = EventKind("interactions.interaction.closed")
"""It is over. Payload: ``item``."""

PROGRESSED = EventKind("interactions.interaction.progressed")
"""Something was said in it: its preview and counts changed. Payload: ``item``."""

MESSAGE_ADDED = EventKind("interactions.message.added")
"""Something was said. Payload: ``item``."""

MESSAGE_DELIVERED = EventKind("interactions.message.delivered")
"""How far something of ours has come changed, also when it failed. Payload: ``item``."""


def interaction_event(kind: EventKind, interaction: Interaction) -> NewEvent:
    """An event of an interaction."""
    return NewEvent(
        kind,
        f"interaction:{interaction.id}",
        interaction.version,
        {"item": interaction_item(interaction)},
        interaction.person.id,
    )


def message_event(kind: EventKind, message: Message, interaction: Interaction) -> NewEvent:
    """An event of a message."""
    return NewEvent(
        kind,
        f"message:{message.id}",
        message.version,
        {"item": message_item(message)},
        interaction.person.id,
    )


def interaction_item(one: Interaction) -> dict[str, Json]:
    """The public value of an interaction: in events, topics and the API alike."""
    return {
        "id": str(one.id),
        "version": one.version,
        "state": one.state.value,
        "medium": one.medium.value,
        "entry_point": {
            "id": str(one.way.entry_point_id),
            "kind": one.way.channel,
            "title": one.way.title,
        },
        "contact": {"id": str(one.person.id), "name": one.person.name, "code": one.person.code},
        "agent": {"id": str(one.agent.id), "name": one.agent.name} if one.agent else None,
        "language": one.language,
        "page": {"url": one.page.url, "title": one.page.title} if one.page else None,
        "preview": _preview(one),
        "unanswered": one.unanswered,
        "messages": one.messages,
        "created_at": one.created_at.isoformat(),
        "waiting_since": one.waiting_since.isoformat() if one.waiting_since else None,
        "taken_at": one.taken_at.isoformat() if one.taken_at else None,
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "last_message_at": one.last_message_at.isoformat() if one.last_message_at else None,
    }


def message_item(one: Message) -> dict[str, Json]:
    """The public value of a message: in events, topics and the API alike."""
    author = one.author
    return {
        "id": str(one.id),
        "version": one.version,
        "interaction_id": str(one.interaction_id),
        "seq": one.seq,
        "kind": one.kind,
        "from": {
            "kind": author.kind,
            "id": str(author.id) if author.id else None,
            "name": author.name,
        },
        "text": one.text,
        "notice": {"code": one.notice.code, "params": dict(one.notice.params)}
        if one.notice
        else None,
        "client_id": one.client_id,
        "at": one.at.isoformat(),
        "delivery": _delivery(one),
    }


def _preview(one: Interaction) -> Json:
    if one.preview is None:
        return None
    seen = one.preview
    return {"from": seen.author, "text": seen.text, "at": seen.at.isoformat()}


def _delivery(one: Message) -> Json:
    failure = one.delivery.failure
    return {
        "state": one.delivery.state,
        "at": one.delivery.at.isoformat() if one.delivery.at else None,
        "failure": {"code": failure.code, "detail": failure.peer_words} if failure else None,
    }
