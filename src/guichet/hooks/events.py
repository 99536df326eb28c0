"""What is told about hooks themselves."""

from datetime import datetime
from typing import Final

from guichet.hooks.types import Hook
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED: Final = EventKind("hooks.hook.created")
"""A hook was made; the payload's item is its public value, without the secret."""
CHANGED: Final = EventKind("hooks.hook.changed")
"""What a hook is told, or where, changed; it was switched on or off, or has a new secret. Payload:
``item``; ``off_why`` says whether Guichet switched it off itself.
"""
REMOVED: Final = EventKind("hooks.hook.removed")
"""A hook is gone. Payload: ``item``."""


def hook_event(kind: EventKind, hook: Hook) -> NewEvent:
    """One of the events above."""
    return NewEvent(kind, f"hook:{hook.id}", hook.version, {"item": hook_item(hook)})


def hook_item(hook: Hook) -> dict[str, Json]:
    """The public value of a hook."""
    wishes = hook.wishes
    return {
        "id": str(hook.id),
        "version": hook.version,
        "address": wishes.address,
        "description": wishes.description,
        "kinds": [*wishes.kinds],
        "together": wishes.together,
        "lanes": wishes.lanes,
        "enabled": wishes.enabled,
        "called_back": hook.called_back,
        "off_why": hook.off_why,
        "off_at": _at(hook.off_at),
        "old_secret_until": _at(hook.old_until),
        "created_by": str(hook.created_by) if hook.created_by else None,
        "created_at": hook.created_at.isoformat(),
    }


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
