"""What happens to definitions of attributes."""

from guichet.crm.attributes.types import Attribute
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("crm.attribute.changed")
"""An attribute of contacts was defined, changed or removed. Payload: ``item``, with ``removed``."""


def attribute_changed(one: Attribute) -> NewEvent:
    """The event of a change."""
    item = attribute_item(one)
    return NewEvent(CHANGED, f"contact_attribute:{one.id}", one.version, {"item": item})


def attribute_item(one: Attribute) -> dict[str, Json]:
    """The public value of a definition."""
    return {
        "id": str(one.id),
        "version": one.version,
        "key": one.key,
        "label": {"fr": one.label.fr, "en": one.label.en},
        "type": one.type,
        "choices": [
            {"key": choice.key, "label": {"fr": choice.label.fr, "en": choice.label.en}}
            for choice in one.choices
        ],
        "meaning": one.meaning,
        "place": one.place,
        "removed": one.removed,
    }
