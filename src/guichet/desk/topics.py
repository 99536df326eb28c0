"""The desk's live screens: what waits and what is mine; one conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.interactions import live as interactions
from guichet.interactions.events import interaction_item, message_item
from guichet.interactions.signals import conversation_subject
from guichet.interactions.states import OWNED, UNASSIGNED
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

MESSAGES_SHOWN = 500
"""A conversation's snapshot holds its last messages; older ones are read page by page."""


class DeskInbox:
    """What waits for anybody, and what the viewer has."""

    name = "desk.inbox"
    right = "desk.answer"

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """The oldest thousand."""
        found = await interactions.inbox(session, viewer.tenant_id, viewer.user_id)
        return [_interaction(interaction_item(one)) for one in found]

    def patch(self, event: Event, viewer: Viewer, _params: None) -> Patch:
        """An interaction comes, changes or leaves."""
        value = _value(event, "interaction")
        if value is None:
            return NOTHING
        if _in_inbox(value, str(viewer.user_id)):
            return Patch(puts=(_interaction(value),))
        return Patch(gone=(Gone("interaction", str(value["id"]), event.version),))


@dataclass(frozen=True, slots=True)
class Conversation:
    """Which one."""

    interaction_id: UUID


class DeskConversation:
    """One conversation and its messages."""

    name = "desk.conversation"
    right = "desk.answer"

    def parse(self, params: Mapping[str, Json]) -> Conversation:
        """``interaction_id`` and nothing else."""
        for name in params.keys() - {"interaction_id"}:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))
        try:
            return Conversation(UUID(str(params.get("interaction_id"))))
        except ValueError:
            raise Invalid(None, (FieldFault("interaction_id", "not_an_id"),)) from None

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, params: Conversation
    ) -> Sequence[Item]:
        """The interaction and its last messages."""
        one = await interactions.read(session, viewer.tenant_id, params.interaction_id)
        if one is None:
            raise NotFound
        latest = await interactions.read_latest(session, viewer.tenant_id, one.id, MESSAGES_SHOWN)
        shown = [_message(message_item(message)) for message in reversed(latest)]
        return [_interaction(interaction_item(one)), *shown]

    def patch(self, event: Event, _viewer: Viewer, params: Conversation) -> Patch:
        """The interaction changes, or something is said in it or delivered."""
        wanted = str(params.interaction_id)
        value = _value(event, "interaction")
        if value is not None:
            return Patch(puts=(_interaction(value),)) if value["id"] == wanted else NOTHING
        value = _value(event, "message")
        if value is None or value["interaction_id"] != wanted:
            return NOTHING
        return Patch(puts=(_message(value),))

    def signals(self, viewer: Viewer, params: Conversation) -> Sequence[str]:
        """Who is typing."""
        return (conversation_subject(viewer.tenant_id, params.interaction_id),)

    def viewer_class(self, _viewer: Viewer, _params: Conversation) -> object:
        """Everyone sees the same."""
        return None


_UNASSIGNED = {state.value for state in UNASSIGNED}
_OWNED = {state.value for state in OWNED}


def _in_inbox(value: Mapping[str, Json], user_id: str) -> bool:
    state, agent = value["state"], value["agent"]
    mine = isinstance(agent, dict) and agent["id"] == user_id
    return state in _UNASSIGNED or (state in _OWNED and mine)


def _value(event: Event, noun: str) -> dict[str, Json] | None:
    if not event.kind.startswith(f"interactions.{noun}."):
        return None
    value = event.payload["item"]
    return value if isinstance(value, dict) else None


def _interaction(value: dict[str, Json]) -> Item:
    return _item("interaction", value)


def _message(value: dict[str, Json]) -> Item:
    return _item("message", value)


def _item(kind: str, value: dict[str, Json]) -> Item:
    """The event's own value, not a copy: what is the same for many viewers is encoded once."""
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
