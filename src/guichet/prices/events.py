"""What is told about prices."""

from typing import Final

from guichet.kit.events.types import EventKind, Json
from guichet.prices.types import PriceList

LIST_CHANGED: Final = EventKind("prices.list.changed")
"""A list was made, named anew or got rows; the payload's item is the list. Who keeps its prices in
memory reads them again.
"""
ASSIGNED: Final = EventKind("prices.list.assigned")
"""A tenant pays by another list from an instant on; the payload's item is the list, with
``valid_from``.
"""


def list_item(one: PriceList) -> dict[str, Json]:
    """The public value of a list."""
    return {
        "id": str(one.id),
        "version": one.version,
        "kind": one.kind,
        "name": one.name,
        "currency": one.currency,
        "created_at": one.created_at.isoformat(),
    }
