"""What is told about carriers, to the platform's operators alone."""

from typing import Final

from guichet.gateway.carriers.types import Carrier, Route
from guichet.kit.events.types import EventKind, Json, NewEvent

CARRIER_CREATED: Final = EventKind("gateway.carrier.created")
"""An operator, without routes yet. Payload: ``item``."""
CARRIER_RENAMED: Final = EventKind("gateway.carrier.renamed")
"""An operator is called otherwise. Payload: ``item``."""
ROUTE_CREATED: Final = EventKind("gateway.route.created")
"""A new way to a carrier; the payload's item is the route without its settings."""
ROUTE_CHANGED: Final = EventKind("gateway.route.changed")
"""What was set for it changed, or whether it is enabled. Payload: ``item``."""
ROUTE_ISOLATED: Final = EventKind("gateway.route.isolated")
"""Nothing goes by it any more until it is joined again. Payload: ``item``."""
ROUTE_JOINED: Final = EventKind("gateway.route.joined")
"""It carries again. Payload: ``item``."""
ROUTE_REMOVED: Final = EventKind("gateway.route.removed")
"""It is gone for good; what it carried still names it. Payload: ``item``."""
RULES_CHANGED: Final = EventKind("gateway.route_rules.changed")
"""The rules by which routes are chosen were replaced. Payload: ``item`` with their number."""


def carrier_item(one: Carrier) -> dict[str, Json]:
    """The public value of an operator."""
    return {
        "id": str(one.id),
        "version": one.version,
        "name": one.name,
        "created_at": one.created_at.isoformat(),
    }


def route_item(one: Route) -> dict[str, Json]:
    """The public value of a route. Settings stay out: they hold secrets."""
    draft = one.draft
    return {
        "id": str(one.id),
        "version": one.version,
        "carrier_id": str(one.carrier_id),
        "kind": one.kind,
        "title": draft.title,
        "binds": draft.binds,
        "enabled": draft.enabled,
        "prefixes": list(draft.prefixes),
        "day_quota": draft.day_quota,
        "cost_list_id": str(draft.cost_list_id) if draft.cost_list_id else None,
        "isolated_at": one.isolated_at.isoformat() if one.isolated_at else None,
        "isolated_reason": one.isolated_reason,
    }


def route_event(kind: EventKind, one: Route) -> NewEvent:
    """The event of a change."""
    return NewEvent(kind, f"route:{one.id}", one.version, {"item": route_item(one)})
