"""The supervisor's board: who waits, who answers, and what the last day came to."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.rights import Right
from guichet.agents import events as agent_events
from guichet.agents import items as agent_items
from guichet.agents import live as agents
from guichet.agents.types import Queue
from guichet.insight.figures import events, repository
from guichet.interactions import live as interactions
from guichet.interactions.events import interaction_item
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer
from guichet.routing import events as routing_events
from guichet.routing import live as routing

_SHOWN = (
    "id",
    "version",
    "state",
    "medium",
    "contact",
    "agent",
    "queue",
    "offer",
    "subject",
    "subject_name",
    "language",
    "priority",
    "unanswered",
    "created_at",
    "waiting_since",
    "taken_at",
)
"""What the board shows of a request."""
_AWAY = ("closed", "snoozed")
"""States in which nobody waits and nobody works."""
_KINDS: Mapping[str, str] = {
    agent_events.QUEUE_CHANGED: "queue",
    agent_events.PROFILE_CHANGED: "agent",
    agent_events.PRESENCE_CHANGED: "presence",
    routing_events.PROMISED: "promise",
    routing_events.SETTLED: "promise",
    events.QUEUE_COUNTED: "queue_quarter",
    events.AGENT_COUNTED: "agent_quarter",
}


class SupervisionBoard:
    """All queues, agents and open requests of the tenant, what was promised to those who wait, and
    the quarters of the last day.
    """

    name = "insight.board"
    right = Right.DESK_SUPERVISE.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """Everything open, and the last 24 hours by quarters."""
        tenant = viewer.tenant_id
        items = [_item("queue", agent_items.queue_item(q)) for q in await _queues(session, viewer)]
        for profile in await agents.read_profiles(session, tenant):
            if profile.active:
                items.append(_item("agent", agent_items.profile_item(profile)))
        for presence in await agents.read_presences(session, tenant):
            items.append(_item("presence", agent_items.presence_item(presence)))
        for one in await interactions.read_open(session, tenant):
            items.append(_item("interaction", _shown(interaction_item(one))))
        for promise in await routing.read_open_promises(session, tenant):
            items.append(_item("promise", routing_events.promise_item(promise)))
        for queue in await repository.queues_of_last_day(session, tenant):
            items.append(_item("queue_quarter", events.queue_item(queue)))
        for agent in await repository.agents_of_last_day(session, tenant):
            items.append(_item("agent_quarter", events.agent_item(agent)))
        return items

    def patch(self, event: Event, _viewer: Viewer, _params: None) -> Patch:
        """Somebody waits, answers or leaves; a figure changes."""
        value = event.payload.get("item")
        if not isinstance(value, dict):
            return NOTHING
        if event.kind.startswith("interactions.interaction."):
            return _of_request(event, value)
        kind = _KINDS.get(event.kind)
        if kind is None:
            return NOTHING
        if value.get("removed") or value.get("active") is False:
            return Patch(gone=(Gone(kind, str(value["id"]), event.version),))
        return Patch(puts=(_item(kind, value),))

    def viewer_class(self, _viewer: Viewer, _params: None) -> object:
        """Everyone sees the same."""
        return None


def _of_request(event: Event, value: dict[str, Json]) -> Patch:
    if value["state"] in _AWAY:
        return Patch(gone=(Gone("interaction", str(value["id"]), event.version),))
    return Patch(puts=(_item("interaction", _shown(value)),))


def _shown(value: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value[name] for name in _SHOWN}


async def _queues(session: AsyncSession, viewer: Viewer) -> Sequence[Queue]:
    return [one for one in await agents.read_queues(session, viewer.tenant_id) if not one.removed]


def _item(kind: str, value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
