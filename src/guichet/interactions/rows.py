"""Between rows and values."""

from typing import Any

from guichet.gateway.stored import failure_json, failure_of, notice_json, notice_of
from guichet.gateway.types import Identity, Medium, Page
from guichet.interactions.models import InteractionRow, MessageRow
from guichet.interactions.states import State
from guichet.interactions.types import (
    Agent,
    Author,
    Delivery,
    Interaction,
    Message,
    Person,
    Preview,
    Way,
)


def interaction(one: Interaction) -> dict[str, Any]:
    """All columns of an interaction but the tenant."""
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
        "outbound_id": one.outbound_id,
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
        delivery=Delivery(row.delivery_state, row.delivery_at, failure_of(row.failure)),
        outbound_id=row.outbound_id,
    )


def _agent(row: InteractionRow) -> Agent | None:
    if row.agent_id is None:
        return None
    return Agent(row.agent_id, row.agent_name or "")


def _preview(row: InteractionRow) -> Preview | None:
    if row.preview_from is None or row.preview_at is None:
        return None
    return Preview(row.preview_from, row.preview_text or "", row.preview_at)
