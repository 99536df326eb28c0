"""What happens to files."""

from guichet.files.rules import FileRules
from guichet.files.types import StoredFile
from guichet.kit.events.types import EventKind, Json, NewEvent

STORED = EventKind("files.file.stored")
"""A file was taken in, and is clean, waits to be scanned, or was thrown away as infected. Payload:
``item``.
"""

CHANGED = EventKind("files.file.changed")
"""It was scanned, or became part of a conversation. Payload: ``item``."""

REMOVED = EventKind("files.file.removed")
"""It is gone. Payload: ``item`` with ``removed``."""

RULES_CHANGED = EventKind("files.rules.changed")
"""Which files are taken was changed. Payload: ``item`` with most_mb and families."""


def item_of(file: StoredFile) -> dict[str, Json]:
    """A file's public value; where it is got is no part of it."""
    return {
        "id": str(file.id),
        "version": file.version,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "state": file.state,
        "interaction_id": str(file.interaction_id) if file.interaction_id else None,
        "width": file.width,
        "height": file.height,
        "created_at": file.created_at.isoformat(),
    }


def file_event(kind: EventKind, file: StoredFile, *, removed: bool = False) -> NewEvent:
    """The event of a change."""
    item: dict[str, Json] = {**item_of(file), **({"removed": True} if removed else {})}
    return NewEvent(kind, f"file:{file.id}", file.version, {"item": item})


def rules_event(tenant_id: object, rules: FileRules) -> NewEvent:
    """The event of changed rules."""
    families: list[Json] = [family.value for family in sorted(rules.families)]
    item: dict[str, Json] = {
        "version": rules.version,
        "most_mb": rules.most_mb,
        "families": families,
    }
    return NewEvent(RULES_CHANGED, f"file_rules:{tenant_id}", rules.version, {"item": item})
