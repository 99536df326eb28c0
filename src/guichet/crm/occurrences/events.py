"""What the log says of occurrences."""

from collections.abc import Sequence
from uuid import UUID

from guichet.crm.occurrences.types import Occurrence, OccurrenceType
from guichet.kit.events.types import EventKind, Json, NewEvent

RECEIVED = EventKind("crm.occurrence.received")
"""Events of contacts of one type were taken in together. Payload: ``item`` with ``type``, ``count``
and the ``keys`` under which they are kept; at most 200 at once.
"""
TYPE_CHANGED = EventKind("crm.occurrence_type.changed")
"""A type of events was used for the first time, or one of its properties. Payload: ``item``."""
MOST_TOLD = 200


def received(batch_id: UUID, type_: str, keys: Sequence[str]) -> NewEvent:
    """The event of some that came together, under keys of 32 hexadecimal digits."""
    named: list[Json] = [
        f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}" for key in keys
    ]
    item: dict[str, Json] = {
        "id": str(batch_id),
        "version": 1,
        "type": type_,
        "count": len(keys),
        "keys": named,
    }
    return NewEvent(RECEIVED, f"occurrences:{batch_id}", 1, {"item": item})


def type_changed(one: OccurrenceType) -> NewEvent:
    """The event of a type that has something new."""
    return NewEvent(
        TYPE_CHANGED, f"occurrence_type:{one.name}", one.version, {"item": type_item(one)}
    )


def type_item(one: OccurrenceType) -> dict[str, Json]:
    """The public value of a type."""
    return {
        "name": one.name,
        "version": one.version,
        "properties": {name: list(types) for name, types in one.properties.items()},
        "first_at": one.first_at.isoformat(),
    }


def occurrence_item(one: Occurrence) -> dict[str, Json]:
    """The public value of an occurrence."""
    return {
        "id": one.external_id,
        "contact_id": str(one.contact_id),
        "type": one.type,
        "at": one.at.isoformat(),
        "properties": dict(one.properties),
        "received_at": one.received_at.isoformat(),
    }
