"""What happens to templates."""

from guichet.campaigns.templates.types import StoredTemplate
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("campaigns.template.changed")
"""A template was made, changed or removed. Payload: ``item``, with ``removed``."""


def template_changed(one: StoredTemplate) -> NewEvent:
    """The event of a change."""
    return NewEvent(
        CHANGED, f"campaign_template:{one.id}", one.version, {"item": template_item(one)}
    )


def template_item(one: StoredTemplate) -> dict[str, Json]:
    """The public value of a template."""
    return {
        "id": str(one.id),
        "version": one.version,
        "label": {"fr": one.label.fr, "en": one.label.en},
        "text": one.text,
        "purpose": one.purpose,
        "created_at": one.created_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "removed": one.removed_at is not None,
    }
