"""What is told of texts from telephones."""

from typing import Final
from uuid import UUID

from guichet.gateway.telephones.types import Settled, Text
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.ids import TenantId

TEXT_RECEIVED: Final = EventKind("gateway.text.received")
"""A telephone wrote to one of the company's numbers. The payload's item: ``id``, ``at``, ``from``,
``to``, ``text``, ``keyword``, ``tenant``, and what became of it: ``fate`` (``stop``, ``start``,
``help``, ``signed_up``, ``confirmed``, ``conversation``, ``answered`` or ``told``) with
``entry_point_id``.
"""


def text_received(
    one: Text, text_id: UUID, tenant_id: TenantId, settled: Settled, contact_id: UUID | None
) -> NewEvent:
    """The event of a text that concerns ``tenant_id``."""
    place = settled.entry_point_id
    item: dict[str, Json] = {
        "id": str(text_id),
        "version": 1,
        "at": one.at.isoformat(),
        "from": one.sender,
        "to": one.addressee,
        "text": one.text,
        "keyword": settled.keyword,
        "tenant": str(tenant_id),
        "fate": settled.fate,
        "entry_point_id": str(place) if place else None,
    }
    return NewEvent(TEXT_RECEIVED, f"text:{text_id}", 1, {"item": item}, contact_id)
