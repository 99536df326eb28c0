"""What happens to triggers."""

from guichet.campaigns.triggers.language import Again
from guichet.campaigns.triggers.times import goes_at
from guichet.campaigns.triggers.types import Run, Trigger
from guichet.kit.events.types import EventKind, Json, NewEvent

CHANGED = EventKind("campaigns.trigger.changed")
"""A trigger was made, changed or removed. Payload: ``item``, with ``removed``."""
SET_OFF = EventKind("campaigns.trigger.set_off")
"""A trigger was set off, or something came of it. Payload: ``item``; speaks of the contact it was
for, if any.
"""


def trigger_changed(one: Trigger) -> NewEvent:
    """The event of a change."""
    item = trigger_item(one)
    return NewEvent(CHANGED, f"campaign_trigger:{one.id}", one.version, {"item": item})


def set_off(one: Run) -> NewEvent:
    """The event of one time."""
    version = 1 if one.state == "waiting" else 2
    return NewEvent(
        SET_OFF, f"campaign_run:{one.id}", version, {"item": run_item(one)}, one.contact_id
    )


def trigger_item(one: Trigger) -> dict[str, Json]:
    """The public value of a trigger."""
    return {
        "id": str(one.id),
        "version": one.version,
        "campaign_id": str(one.campaign_id),
        "when": one.when.model_dump(mode="json"),
        "limits": one.limits.model_dump(mode="json"),
        "enabled": one.enabled,
        "created_at": one.created_at.isoformat(),
        "next_at": _next_at(one),
        "removed": one.removed_at is not None,
    }


def _next_at(one: Trigger) -> str | None:
    """The hour on the company's wall, though that of everybody's own begins elsewhere before."""
    if one.next_at is None or not isinstance(one.when, Again):
        return None
    return goes_at(one.when, one.next_at).isoformat()


def run_item(one: Run) -> dict[str, Json]:
    """The public value of one time."""
    return {
        "id": str(one.id),
        "trigger_id": str(one.trigger_id),
        "key": one.key,
        "state": one.state,
        "due_at": one.due_at.isoformat(),
        "at": one.at.isoformat(),
        "contact_id": str(one.contact_id) if one.contact_id else None,
        "campaign_id": str(one.campaign_id) if one.campaign_id else None,
        "why": one.why,
        "detail": one.detail,
    }
