"""Between rows and values."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from guichet.files.types import FileRef
from guichet.gateway.stored import failure_json, failure_of, notice_json, notice_of
from guichet.gateway.types import Identity, Medium, Page, QuickReply
from guichet.interactions.models import InteractionRow, MessageRow
from guichet.interactions.states import State
from guichet.interactions.types import (
    Agent,
    Author,
    Delivery,
    DispositionRef,
    Interaction,
    Message,
    Need,
    Needs,
    Offer,
    Person,
    Preferred,
    Preview,
    QueueRef,
    Rating,
    Way,
    Why,
)

Stored = Mapping[str, Any]


def interaction(one: Interaction) -> dict[str, Any]:
    """All columns of an interaction but the tenant."""
    return {**_conversation(one), **_routing(one), **_ending(one)}


def changed(before: Interaction, now: Interaction) -> dict[str, Any]:
    """The columns in which two states of an interaction differ."""
    old = interaction(before)
    return {name: value for name, value in interaction(now).items() if value != old[name]}


def as_sent(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as parameters of a statement that is sent as it is: JSON as text."""
    json = {name: msgspec.json.encode(values[name]).decode() for name in JSON & values.keys()}
    return {**values, **{name: text for name, text in json.items() if text != "null"}}


JSON = frozenset({"needs", "consulted", "why"})


def spoken(one: Interaction) -> dict[str, Any]:
    """The columns that words of its person change, and its id."""
    all_of_it = _conversation(one)
    return {name: all_of_it[name] for name in SPOKEN}


SPOKEN = (
    "id",
    "version",
    "preview_from",
    "preview_text",
    "preview_at",
    "unanswered",
    "message_count",
    "last_message_at",
)


def _conversation(one: Interaction) -> dict[str, Any]:
    agent, page, preview = one.agent, one.page, one.preview
    return {
        "id": one.id,
        "version": one.version,
        "state": one.state.value,
        "medium": one.medium.value,
        "entry_point_id": one.way.entry_point_id,
        "channel": one.way.channel,
        "entry_point_title": one.way.title,
        "address_kind": one.way.address.kind,
        "address": one.way.address.value,
        "contact_id": one.person.id,
        "contact_name": one.person.name,
        "contact_code": one.person.code,
        "agent_id": agent.id if agent else None,
        "agent_name": agent.name if agent else None,
        "language": one.language,
        "page_url": page.url if page else None,
        "page_title": page.title if page else None,
        "preview_from": preview.author if preview else None,
        "preview_text": preview.text if preview else None,
        "preview_at": preview.at if preview else None,
        "unanswered": one.unanswered,
        "message_count": one.messages,
        "created_at": one.created_at,
        "waiting_since": one.waiting_since,
        "taken_at": one.taken_at,
        "closed_at": one.closed_at,
        "last_message_at": one.last_message_at,
        "subject": one.subject,
        "subject_name": one.subject_name,
        "tags": list(one.tags) or None,
    }


def _routing(one: Interaction) -> dict[str, Any]:
    queue, offer, preferred = one.queue, one.offer, one.preferred
    return {
        "queue_id": queue.id if queue else None,
        "queue_name": queue.name if queue else None,
        "queued_at": one.queued_at,
        "needs": needs_json(one.needs) if one.needs != NO_NEEDS else None,
        "priority": one.priority,
        "offer_agent_id": offer.agent.id if offer else None,
        "offer_agent_name": offer.agent.name if offer else None,
        "offer_at": offer.at if offer else None,
        "offer_until": offer.until if offer else None,
        "preferred_agent_id": preferred.agent_id if preferred else None,
        "preferred_until": preferred.until if preferred else None,
        "due_at": one.due_at,
        "why": {"code": one.why.code, "params": dict(one.why.params)} if one.why else None,
    }


def _ending(one: Interaction) -> dict[str, Any]:
    disposition, rating = one.disposition, one.rating
    return {
        "snoozed_until": one.snoozed_until,
        "held_at": one.held_at,
        "wrap_up_until": one.wrap_up_until,
        "disposition_id": disposition.id if disposition else None,
        "disposition_name": disposition.name if disposition else None,
        "merged_into": one.merged_into,
        "consulted": [
            {"id": str(agent.id), "name": agent.name, "joined": agent.id in one.joined}
            for agent in one.consulted
        ]
        or None,
        "rating_stars": rating.stars if rating else None,
        "rating_comment": rating.comment if rating else None,
    }


def to_interaction(row: InteractionRow) -> Interaction:
    """The value of a row."""
    return Interaction(
        id=row.id,
        version=row.version,
        state=State(row.state),
        medium=Medium(row.medium),
        way=Way(
            row.entry_point_id,
            row.channel,
            row.entry_point_title,
            Identity(row.address_kind, row.address),
        ),
        person=Person(row.contact_id, row.contact_name, row.contact_code),
        agent=_agent(row),
        language=row.language,
        page=Page(row.page_url, row.page_title) if row.page_url is not None else None,
        preview=_preview(row),
        unanswered=row.unanswered,
        messages=row.message_count,
        created_at=row.created_at,
        waiting_since=row.waiting_since,
        taken_at=row.taken_at,
        closed_at=row.closed_at,
        last_message_at=row.last_message_at,
        queue=QueueRef(row.queue_id, row.queue_name or "") if row.queue_id else None,
        queued_at=row.queued_at,
        needs=needs_of(row.needs) if row.needs else NO_NEEDS,
        priority=row.priority,
        subject=row.subject,
        subject_name=row.subject_name,
        offer=_offer(row),
        preferred=Preferred(row.preferred_agent_id, row.preferred_until)
        if row.preferred_agent_id
        else None,
        due_at=row.due_at,
        snoozed_until=row.snoozed_until,
        held_at=row.held_at,
        wrap_up_until=row.wrap_up_until,
        disposition=DispositionRef(row.disposition_id, row.disposition_name or "")
        if row.disposition_id
        else None,
        merged_into=row.merged_into,
        consulted=_agents(row.consulted),
        joined=tuple(UUID(one["id"]) for one in row.consulted or () if one["joined"]),
        rating=Rating(row.rating_stars, row.rating_comment) if row.rating_stars else None,
        why=Why(row.why["code"], row.why["params"]) if row.why else None,
        tags=tuple(row.tags or ()),
    )


def message(one: Message) -> dict[str, Any]:
    """All columns of a message but the tenant."""
    return {
        "id": one.id,
        "interaction_id": one.interaction_id,
        "seq": one.seq,
        "version": one.version,
        "kind": one.kind,
        "author_kind": one.author.kind,
        "author_id": one.author.id,
        "author_name": one.author.name,
        "text": one.text,
        "notice": notice_json(one.notice),
        "client_id": one.client_id,
        "created_at": one.at,
        "delivery_state": one.delivery.state,
        "delivery_at": one.delivery.at,
        "failure": failure_json(one.delivery.failure),
        "parts": one.delivery.parts,
        "outbound_id": one.outbound_id,
        "internal": one.internal,
        "mentions": [{"id": str(agent.id), "name": agent.name} for agent in one.mentions] or None,
        "files": [file_json(file) for file in one.files] or None,
        "quick": [{"value": q.value, "label": q.label} for q in one.quick] or None,
    }


def to_message(row: MessageRow) -> Message:
    """The value of a row."""
    return Message(
        id=row.id,
        version=row.version,
        interaction_id=row.interaction_id,
        seq=row.seq,
        kind=row.kind,
        author=Author(row.author_kind, row.author_id, row.author_name),
        text=row.text,
        notice=notice_of(row.notice),
        client_id=row.client_id,
        at=row.created_at,
        delivery=Delivery(row.delivery_state, row.delivery_at, failure_of(row.failure), row.parts),
        outbound_id=row.outbound_id,
        internal=row.internal,
        mentions=_agents(row.mentions),
        files=tuple(file_of(one) for one in row.files or ()),
        quick=tuple(QuickReply(one["value"], one["label"]) for one in row.quick or ()),
    )


def needs_json(needs: Needs) -> dict[str, Any]:
    """Needs as stored and as shown."""
    return {
        "required": [_need_json(need) for need in needs.required],
        "preferred": [_need_json(need) for need in needs.preferred],
        "forbidden": [_need_json(need) for need in needs.forbidden],
    }


def needs_of(stored: Stored) -> Needs:
    """The needs ``needs_json`` wrote."""
    return Needs(
        _needs(stored["required"]), _needs(stored["preferred"]), _needs(stored["forbidden"])
    )


def file_json(file: FileRef) -> dict[str, Any]:
    """A file of a message as stored and as shown."""
    return {"id": str(file.id), "name": file.name, "type": file.media_type, "size": file.size}


def file_of(stored: Stored) -> FileRef:
    """The file ``file_json`` wrote."""
    return FileRef(UUID(stored["id"]), stored["name"], stored["type"], stored["size"])


NO_NEEDS = Needs()


def _need_json(need: Need) -> dict[str, Any]:
    return {"skill_id": str(need.skill_id), "level": need.level, "name": need.name}


def _needs(stored: Sequence[Stored]) -> tuple[Need, ...]:
    return tuple(Need(UUID(one["skill_id"]), one["level"], one["name"]) for one in stored)


def _agents(stored: Sequence[Stored] | None) -> tuple[Agent, ...]:
    return tuple(Agent(UUID(one["id"]), one["name"]) for one in stored or ())


def _offer(row: InteractionRow) -> Offer | None:
    if row.offer_agent_id is None or row.offer_at is None or row.offer_until is None:
        return None
    agent = Agent(row.offer_agent_id, row.offer_agent_name or "")
    return Offer(agent, row.offer_at, row.offer_until)


def _agent(row: InteractionRow) -> Agent | None:
    if row.agent_id is None:
        return None
    return Agent(row.agent_id, row.agent_name or "")


def _preview(row: InteractionRow) -> Preview | None:
    if row.preview_from is None or row.preview_at is None:
        return None
    return Preview(row.preview_from, row.preview_text or "", row.preview_at)
