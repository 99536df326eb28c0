"""Events as JSON on the stream."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from guichet.kit.events.types import Event, EventKind, Position
from guichet.kit.ids import TenantId

STREAM = "GUICHET_EVENTS"
_PREFIX = "guichet.events"
ALL_EVENTS = f"{_PREFIX}.>"


class WireEvent(msgspec.Struct, frozen=True):
    """The fields of ``Event``; the payload may be JSON already."""

    position: Position
    tenant_id: TenantId
    id: UUID
    kind: EventKind
    subject: str
    version: int
    payload: dict[str, Any] | msgspec.Raw
    occurred_at: datetime
    contact_id: UUID | None


class _Read(WireEvent, frozen=True):
    payload: dict[str, Any]


_decoder = msgspec.json.Decoder(_Read)
_encoder = msgspec.json.Encoder()


def subject_of(tenant_id: UUID, kind: str) -> str:
    """Where an event is published: listeners may narrow by tenant, then by kind."""
    return f"{_PREFIX}.{tenant_id}.{kind}"


def encode(event: WireEvent) -> bytes:
    """The event as a JSON object with the names of ``Event``'s fields."""
    return _encoder.encode(event)


def decode(data: bytes) -> Event:
    """The event ``encode`` wrote.

    :raises msgspec.DecodeError: it is something else
    """
    wire = _decoder.decode(data)
    return Event(
        position=wire.position,
        tenant_id=wire.tenant_id,
        id=wire.id,
        kind=wire.kind,
        subject=wire.subject,
        version=wire.version,
        payload=wire.payload,
        occurred_at=wire.occurred_at,
        contact_id=wire.contact_id,
    )
