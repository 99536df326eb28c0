"""What happens to mentions."""

from uuid import UUID

from guichet.desk.mentions.types import Mention
from guichet.kit.events.types import EventKind, Json, NewEvent

CALLED = EventKind("desk.mention.called")
"""A note calls an agent. Payload: ``item``."""

READ = EventKind("desk.mention.read")
"""The agent saw the note. Payload: ``item``, without the words: nobody needs them any more."""


def mention_event(kind: EventKind, mention: Mention, person: UUID | None = None) -> NewEvent:
    """An event of a mention; ``person`` is whom the note is about."""
    item = mention_item(mention)
    return NewEvent(kind, f"mention:{mention.id}", mention.version, {"item": item}, person)


def mention_item(one: Mention) -> dict[str, Json]:
    """The public value of a mention: in events, topics and the API alike."""
    return {
        "id": str(one.id),
        "version": one.version,
        "agent_id": str(one.agent_id),
        "by": {"id": str(one.by.id), "name": one.by.name},
        "interaction_id": str(one.interaction_id),
        "message_id": str(one.message_id),
        "excerpt": one.excerpt,
        "at": one.at.isoformat(),
        "read_at": one.read_at.isoformat() if one.read_at else None,
    }
