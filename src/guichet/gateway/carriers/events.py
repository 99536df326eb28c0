"""What is told about carriers, to the platform's operators alone."""

from typing import Final

from guichet.gateway.carriers.types import Alarm, Carrier, Notice, Route
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
ALARM_OPENED: Final = EventKind("gateway.route_alarm.opened")
"""A route is not well; the payload's item is the alarm with the facts."""
ALARM_CHANGED: Final = EventKind("gateway.route_alarm.changed")
"""One more sign told so. Payload: ``item``."""
ALARM_CLOSED: Final = EventKind("gateway.route_alarm.closed")
"""The route is well again, or nothing passes by it any more. Payload: ``item``."""
WATCH_CHANGED: Final = EventKind("gateway.route_watch.changed")
"""Whom alarms about routes are told was decided anew. Payload: ``item`` with addresses."""
NOTICE_BEGUN: Final = EventKind("gateway.sending_notice.begun")
"""A company is told that some of its messages may arrive late. Payload: ``item``."""
NOTICE_ENDED: Final = EventKind("gateway.sending_notice.ended")
"""What it was told is over. Payload: ``item``."""
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


def alarm_item(one: Alarm) -> dict[str, Json]:
    """The public value of an alarm."""
    return {
        "id": str(one.id),
        "version": one.version,
        "route_id": str(one.route_id),
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "facts": [
            {
                "sign": fact.sign,
                "now": fact.now,
                "usual": fact.usual,
                "count": fact.count,
                "code": fact.code,
            }
            for fact in one.facts
        ],
        "told": list(one.told),
    }


def alarm_event(kind: EventKind, one: Alarm) -> NewEvent:
    """The event of a change."""
    return NewEvent(kind, f"route_alarm:{one.id}", one.version, {"item": alarm_item(one)})


def notice_item(one: Notice) -> dict[str, Json]:
    """The public value of a notice."""
    return {
        "id": str(one.id),
        "version": one.version,
        "begun_at": one.begun_at.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }
