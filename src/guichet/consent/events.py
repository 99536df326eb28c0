"""What people decide. Payloads name no address, only its keyed digest."""

from collections.abc import Sequence

from guichet.consent.types import Consent, GlobalEntry
from guichet.kit.events.types import EventKind, Json, NewEvent

RECORDED = EventKind("consent.consent.recorded")
"""A person agreed to something or withdrew it. Payload: ``item``; the newest of a purpose, medium
and address counts.
"""

BATCH_RECORDED = EventKind("consent.batch.recorded")
"""A list of decisions was taken in. The payload's item tells how many, of which purposes; who keeps
something to send asks again.
"""
GLOBAL_CHANGED = EventKind("consent.global.changed")
"""The platform's own list of addresses nobody writes to changed. The payload's item tells how many;
who keeps something to send asks again.
"""


def consent_recorded(one: Consent) -> NewEvent:
    """The event of a new entry."""
    payload: dict[str, Json] = {"item": consent_item(one)}
    return NewEvent(RECORDED, f"consent:{one.id}", 1, payload, one.contact_id)


def consent_item(one: Consent) -> dict[str, Json]:
    """The public value of an entry."""
    return {
        "id": str(one.id),
        "version": 1,
        "contact_id": str(one.contact_id) if one.contact_id else None,
        "address": {"kind": one.address_kind, "hash": one.address_hash.hex()},
        "purpose": one.given.purpose,
        "medium": one.given.medium,
        "decision": one.given.decision,
        "source": one.given.source,
        "proof": one.given.proof,
        "at": one.at.isoformat(),
        "recorded_at": one.recorded_at.isoformat(),
        "by": {
            "kind": one.by.kind,
            "id": str(one.by.id) if one.by.id else None,
            "name": one.by.name,
        },
    }


def batch_recorded(entries: Sequence[Consent]) -> NewEvent:
    """The event of a list that was taken in."""
    first = entries[0]
    item: dict[str, Json] = {
        "id": str(first.id),
        "version": 1,
        "count": len(entries),
        "purposes": [*sorted({str(one.given.purpose) for one in entries})],
        "withdrawn": sum(one.given.decision == "withdrawn" for one in entries),
    }
    return NewEvent(BATCH_RECORDED, f"consent_batch:{first.id}", 1, {"item": item})


def global_changed(entries: Sequence[GlobalEntry]) -> NewEvent:
    """The event of new entries on the platform's own list."""
    first = entries[0]
    blocked = sum(one.blocked for one in entries)
    item: dict[str, Json] = {
        "id": str(first.id),
        "version": 1,
        "count": len(entries),
        "blocked": blocked,
    }
    return NewEvent(GLOBAL_CHANGED, f"suppression_global:{first.id}", 1, {"item": item})
