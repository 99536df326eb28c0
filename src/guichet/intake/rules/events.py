"""What happens to routing rules. Payloads carry the whole public value (``item``)."""

from typing import Final

from guichet.intake.rules.codec import rules_json
from guichet.intake.rules.stored import By, Draft, Published
from guichet.kit.events.types import EventKind, Json, NewEvent

DRAFTED: Final = EventKind("intake.routing_draft.changed")
"""Somebody works on the rules; nothing of it is in force. `item` is the draft."""

PUBLISHED: Final = EventKind("intake.routing_rules.published")
"""Rules are in force from now on: new ones, or older ones gone back to. `item` is the version."""


def drafted(draft: Draft) -> NewEvent:
    """The event of a changed draft."""
    return NewEvent(DRAFTED, "routing_draft:rules", draft.version, {"item": draft_item(draft)})


def published(one: Published) -> NewEvent:
    """The event of a publication."""
    return NewEvent(PUBLISHED, "routing_rules:rules", one.number, {"item": published_item(one)})


def published_item(one: Published) -> dict[str, Json]:
    """The public value of a version."""
    return {
        "number": one.number,
        "rules": rules_json(one.rules),
        "at": one.at.isoformat() if one.at else None,
        "by": _by(one.by),
        "note": one.note,
        "restored": one.restored,
    }


def draft_item(one: Draft) -> dict[str, Json]:
    """The public value of a draft, without its faults: they depend on more than the draft."""
    return {
        "version": one.version,
        "rules": rules_json(one.rules),
        "based_on": one.based_on,
        "differs": one.differs,
        "at": one.at.isoformat() if one.at else None,
        "by": _by(one.by),
    }


def _by(by: By | None) -> Json:
    return {"id": str(by.id) if by.id else None, "name": by.name} if by else None
