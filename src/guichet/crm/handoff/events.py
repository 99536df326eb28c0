"""What happens to the hand-off."""

from guichet.crm.handoff.types import Handoff
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.ids import TenantId

CHANGED = EventKind("crm.handoff.changed")
"""Cards lead to another address now, or nowhere. Payload: ``item``, or none."""


def handoff_changed(tenant_id: TenantId, handoff: Handoff | None, version: int) -> NewEvent:
    """The event of a change."""
    item: dict[str, Json] | None = None
    if handoff is not None:
        item = {"version": version, "title": handoff.title, "template": handoff.template}
    return NewEvent(CHANGED, f"contact_handoff:{tenant_id}", version, {"item": item})
