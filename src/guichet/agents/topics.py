"""The room's live screens: who is there; how queues, skills, agents and hours are set up."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.rights import Right
from guichet.agents import events, items, live
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer


class _OfTheRoom:
    """What both topics have in common: no parameters, and the same for every viewer."""

    kinds: ClassVar[Mapping[str, str]]
    """Kinds of items by kinds of events."""

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    def patch(self, event: Event, _viewer: Viewer, _params: None) -> Patch:
        """Something comes, changes or leaves."""
        kind, value = self.kinds.get(event.kind), event.payload.get("item")
        if kind is None or not isinstance(value, dict):
            return NOTHING
        if value.get("removed") or value.get("active") is False:
            return Patch(gone=(Gone(kind, str(value["id"]), event.version),))
        return Patch(puts=(_item(kind, value),))

    def viewer_class(self, _viewer: Viewer, _params: None) -> object:
        """Everyone sees the same."""
        return None


class AgentsPresence(_OfTheRoom):
    """Everybody who was ever there: ready, not ready and why, or offline."""

    name = "agents.presence"
    right = Right.DESK_ANSWER.value
    kinds: ClassVar[Mapping[str, str]] = {events.PRESENCE_CHANGED: "presence"}

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """All of them."""
        found = await live.read_presences(session, viewer.tenant_id)
        return [_item("presence", items.presence_item(one)) for one in found]


class AgentsSettings(_OfTheRoom):
    """Queues, skills, agents, calendars and reasons."""

    name = "agents.settings"
    right = Right.AGENTS_READ.value
    kinds: ClassVar[Mapping[str, str]] = {
        events.QUEUE_CHANGED: "queue",
        events.SKILL_CHANGED: "skill",
        events.PROFILE_CHANGED: "agent",
        events.CALENDAR_CHANGED: "calendar",
        events.REASON_CHANGED: "reason",
    }

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """All of them that were not removed."""
        tenant = viewer.tenant_id
        queues = await live.read_queues(session, tenant)
        skills = await live.read_skills(session, tenant)
        agents = await live.read_profiles(session, tenant)
        calendars = await live.read_calendars(session, tenant)
        reasons = await live.read_reasons(session, tenant)
        return [
            *(_item("queue", items.queue_item(one)) for one in queues),
            *(_item("skill", items.skill_item(one)) for one in skills),
            *(_item("agent", items.profile_item(one)) for one in agents),
            *(_item("calendar", items.calendar_item(one)) for one in calendars),
            *(_item("reason", items.reason_item(one)) for one in reasons),
        ]


def _item(kind: str, value: dict[str, Json]) -> Item:
    """The event's own value, not a copy: what is the same for many viewers is encoded once."""
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
