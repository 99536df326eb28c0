"""What happens to interactions and messages. Payloads carry the whole public value (``item``), so
that a screen follows by events alone. Moves also tell who did it: ``by`` is the kind of actor,
such as ``visitor`` or ``user``.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from guichet.gateway.context import Context
from guichet.interactions.contexts import context_json
from guichet.interactions.types import Agent, Interaction, Message, Needs
from guichet.kit.events.types import EventKind, Json, NewEvent

OPENED = EventKind("interactions.interaction.opened")
"""A person wrote or called, and waits for an agent. Payload: ``item``."""

OFFERED = EventKind("interactions.interaction.offered")
"""Routing handed it to one agent. Payload: ``item``, ``before``."""

DECLINED = EventKind("interactions.interaction.declined")
"""The agent said no, did not answer in time or is gone; the person waits in the old place.

Payload: ``item``, ``before``, ``agent`` (who was asked), ``reason``.
"""

TAKEN = EventKind("interactions.interaction.taken")
"""An agent has it now: accepted, picked by hand or taken over. Payload: ``item``, ``before``."""

HELD = EventKind("interactions.interaction.held")
"""Its agent does something else meanwhile. Payload: ``item``, ``before``."""

RESUMED = EventKind("interactions.interaction.resumed")
"""Its agent goes on with it. Payload: ``item``, ``before``."""

RELEASED = EventKind("interactions.interaction.released")
"""An agent handed it back; the person waits again, in the old place.

Payload: ``item``, ``before``.
"""

TRANSFERRED = EventKind("interactions.interaction.transferred")
"""An agent handed it on to an agent or a queue, where it waits in the old place.

Payload: ``item``, ``before``.
"""

REQUEUED = EventKind("interactions.interaction.requeued")
"""It waits elsewhere (overflow, a supervisor's move) or again (woken). Payload: ``item``,
``before``.
"""

SNOOZED = EventKind("interactions.interaction.snoozed")
"""Its agent put it aside until a time. Payload: ``item``, ``before``."""

FINISHED = EventKind("interactions.interaction.finished")
"""The person is gone; its agent writes it up. Payload: ``item``, ``before``."""

CLOSED = EventKind("interactions.interaction.closed")
"""It is over. Payload: ``item``, ``before``."""

REOPENED = EventKind("interactions.interaction.reopened")
"""It was over, and waits again. Payload: ``item``, ``before``."""

MERGED = EventKind("interactions.interaction.merged")
"""Another interaction of the contact goes on instead. Payload: ``item``, ``before``."""

PROGRESSED = EventKind("interactions.interaction.progressed")
"""Something was said in it: its preview and counts changed. Payload: ``item``."""

CHANGED = EventKind("interactions.interaction.changed")
"""Subject, tags, priority, who is consulted, its rating or the like changed. Payload: ``item``."""

CONTEXT_CHANGED = EventKind("interactions.context.changed")
"""What a request brought along is known, or more of it. Payload: ``item``."""

MESSAGE_ADDED = EventKind("interactions.message.added")
"""Something was said. Payload: ``item``."""

MESSAGE_DELIVERED = EventKind("interactions.message.delivered")
"""How far something of ours has come changed, also when it failed. Payload: ``item``."""


def interaction_event(
    kind: EventKind, interaction: Interaction, more: Mapping[str, Json] | None = None
) -> NewEvent:
    """An event of an interaction; ``more`` stands beside the item."""
    return NewEvent(
        kind,
        f"interaction:{interaction.id}",
        interaction.version,
        {"item": interaction_item(interaction), **(more or {})},
        interaction.person.id,
    )


def before_item(one: Interaction) -> dict[str, Json]:
    """Where an interaction stood before a move."""
    return {
        "state": one.state.value,
        "agent_id": str(one.agent.id) if one.agent else None,
        "queue_id": str(one.queue.id) if one.queue else None,
    }


def context_event(
    interaction_id: UUID, person_id: UUID, version: int, context: Context
) -> NewEvent:
    """An event of what a request brought along."""
    item = context_item(interaction_id, version, context)
    return NewEvent(
        CONTEXT_CHANGED, f"context:{interaction_id}", version, {"item": item}, person_id
    )


def context_item(interaction_id: UUID, version: int, context: Context) -> dict[str, Json]:
    """The public value of a context: in events, topics and the API alike."""
    return {"id": str(interaction_id), "version": version, **context_json(context)}


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
        "agent": _agent(one.agent),
        "language": one.language,
        "page": {"url": one.page.url, "title": one.page.title} if one.page else None,
        "preview": _preview(one),
        "unanswered": one.unanswered,
        "messages": one.messages,
        "created_at": one.created_at.isoformat(),
        "waiting_since": _at(one.waiting_since),
        "taken_at": _at(one.taken_at),
        "closed_at": _at(one.closed_at),
        "last_message_at": _at(one.last_message_at),
        "subject": one.subject,
        "subject_name": one.subject_name,
        "tags": list(one.tags),
        **_routing(one),
        **_ending(one),
    }


def _routing(one: Interaction) -> dict[str, Json]:
    queue, offer, preferred, why = one.queue, one.offer, one.preferred, one.why
    return {
        "queue": {"id": str(queue.id), "name": queue.name} if queue else None,
        "queued_at": _at(one.queued_at),
        "needs": _needs(one.needs),
        "priority": one.priority,
        "offer": {"agent": _agent(offer.agent), "at": _at(offer.at), "until": _at(offer.until)}
        if offer
        else None,
        "preferred": {"agent_id": str(preferred.agent_id), "until": _at(preferred.until)}
        if preferred
        else None,
        "due_at": _at(one.due_at),
        "why": {"code": why.code, "params": dict(why.params)} if why else None,
    }


def _ending(one: Interaction) -> dict[str, Json]:
    disposition, rating = one.disposition, one.rating
    return {
        "snoozed_until": _at(one.snoozed_until),
        "held_at": _at(one.held_at),
        "wrap_up_until": _at(one.wrap_up_until),
        "disposition": {"id": str(disposition.id), "name": disposition.name}
        if disposition
        else None,
        "merged_into": str(one.merged_into) if one.merged_into else None,
        "consulted": [
            {"id": str(agent.id), "name": agent.name, "joined": agent.id in one.joined}
            for agent in one.consulted
        ],
        "rating": {"stars": rating.stars, "comment": rating.comment} if rating else None,
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
        "internal": one.internal,
        "mentions": [_agent(agent) for agent in one.mentions],
        "files": [
            {"id": str(file.id), "name": file.name, "type": file.media_type, "size": file.size}
            for file in one.files
        ],
        "quick": [{"value": quick.value, "label": quick.label} for quick in one.quick],
    }


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _agent(agent: Agent | None) -> dict[str, Json] | None:
    return {"id": str(agent.id), "name": agent.name} if agent else None


def _needs(needs: Needs) -> dict[str, Json]:
    kinds = {
        "required": needs.required,
        "preferred": needs.preferred,
        "forbidden": needs.forbidden,
    }
    return {
        kind: [{"skill_id": str(n.skill_id), "level": n.level, "name": n.name} for n in listed]
        for kind, listed in kinds.items()
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
        "parts": one.delivery.parts,
    }
