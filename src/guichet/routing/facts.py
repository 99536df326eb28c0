"""Public values of other rooms, as events and snapshots carry them, in the engine's terms. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from guichet.agents import items
from guichet.agents.types import (
    AgentProfile,
    Calendar,
    Presence,
    Queue,
    QueuePlace,
    profile_of,
    queue_of,
)
from guichet.gateway.types import Medium
from guichet.interactions.types import Need, Needs, Preferred
from guichet.kit.ids import UserId
from guichet.routing.types import Request

Item = Mapping[str, Any]


def queue_from(item: Item) -> Queue:
    """A queue from its item."""
    rules = items.queue_rules(item["name"], uuid_or_none(item["calendar_id"]), item)
    moved_to = uuid_or_none(item.get("moved_to"))
    place = QueuePlace(
        UUID(item["id"]), item["version"], item["key"], bool(item["is_default"]), moved_to
    )
    return queue_of(rules, place)


def profile_from(item: Item) -> AgentProfile:
    """An agent from their item."""
    rules = items.profile_rules(item)
    user_id = UserId(UUID(item["id"]))
    return profile_of(rules, user_id, item["version"], item["name"], active=bool(item["active"]))


def presence_from(item: Item) -> Presence:
    """A presence from its item."""
    return Presence(
        UserId(UUID(item["id"])),
        item["version"],
        item["status"],
        item["reason"],
        datetime.fromisoformat(item["since"]),
        instant_or_none(item["lost_at"]),
        item["name"],
    )


def calendar_from(item: Item) -> Calendar:
    """A calendar from its item."""
    return Calendar(
        UUID(item["id"]),
        item["version"],
        item["name"],
        item["zone"],
        item["territory"],
        items.week_of(item),
        items.exceptions_of(item),
    )


def request_from(item: Item, queue_id: UUID, *, in_hours: bool) -> Request:
    """What routing cares about in an interaction that waits in that queue."""
    since = instant(item["waiting_since"] or item["created_at"])
    return Request(
        id=UUID(item["id"]),
        queue_id=queue_id,
        medium=Medium(item["medium"]),
        since=since,
        entered_at=instant_or_none(item.get("queued_at")) or since,
        needs=_needs(item["needs"]),
        priority=item["priority"],
        preferred=_preferred(item["preferred"]),
        due_at=instant_or_none(item["due_at"]),
        in_hours=in_hours,
    )


def instant(text: str) -> datetime:
    """The instant as items write it."""
    return datetime.fromisoformat(text)


def instant_or_none(text: str | None) -> datetime | None:
    """The instant, if there is one."""
    return datetime.fromisoformat(text) if text else None


def uuid_or_none(text: str | None) -> UUID | None:
    """The id, if there is one."""
    return UUID(text) if text else None


def _needs(item: Item) -> Needs:
    if not (item["required"] or item["preferred"] or item["forbidden"]):
        return _NO_NEEDS
    return Needs(*(_listed(item[kind]) for kind in ("required", "preferred", "forbidden")))


def _listed(listed: list[Item]) -> tuple[Need, ...]:
    return tuple(Need(UUID(one["skill_id"]), one["level"], one["name"]) for one in listed)


def _preferred(item: Item | None) -> Preferred | None:
    if item is None:
        return None
    return Preferred(UUID(item["agent_id"]), instant_or_none(item["until"]))


_NO_NEEDS = Needs()
