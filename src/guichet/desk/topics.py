"""The desk's live screens: what waits and what is mine; one conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.desk.advice import live as advice
from guichet.desk.advice.events import CHANGED as ADVICE
from guichet.desk.advice.events import advice_item
from guichet.desk.mentions import live as mentions
from guichet.desk.mentions.events import mention_item
from guichet.interactions import live as interactions
from guichet.interactions.events import PROGRESSED, context_item, interaction_item, message_item
from guichet.interactions.signals import conversation_subject
from guichet.interactions.states import OWNED, UNASSIGNED
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

MOST_QUEUES = 200
MESSAGES_SHOWN = 500
"""A conversation's snapshot holds its last messages; older ones are read page by page."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Which waiting ones are shown: of these queues, or of all."""

    queues: frozenset[str] | None = None


class DeskInbox:
    """What waits in the viewer's queues, is offered to them, is theirs or asks for their help, and
    the notes that call them.
    """

    name = "desk.inbox"
    right = "desk.answer"

    def parse(self, params: Mapping[str, Json]) -> Inbox:
        """``queues``: ids of the queues whose waiting requests are shown; all without it."""
        for name in params.keys() - {"queues"}:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))
        queues = params.get("queues")
        if queues is None:
            return Inbox()
        if not isinstance(queues, list) or len(queues) > MOST_QUEUES:
            raise Invalid(None, (FieldFault("queues", "not_a_list"),))
        try:
            return Inbox(frozenset(str(UUID(str(one))) for one in queues))
        except ValueError:
            raise Invalid(None, (FieldFault("queues", "not_an_id"),)) from None

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, params: Inbox
    ) -> Sequence[Item]:
        """All that concerns the viewer alone, and the oldest thousand of those that wait."""
        queues = None if params.queues is None else [UUID(one) for one in params.queues]
        found = await interactions.inbox(session, viewer.tenant_id, viewer.user_id, queues)
        called = await mentions.unread(session, viewer.tenant_id, viewer.user_id)
        return [
            *(_interaction(interaction_item(one)) for one in found),
            *(_item("mention", mention_item(one)) for one in called),
        ]

    def patch(self, event: Event, viewer: Viewer, params: Inbox) -> Patch:
        """An interaction or a mention comes, changes or leaves."""
        if event.kind.startswith("desk.mention."):
            return _mention(event, str(viewer.user_id))
        value = _value(event, "interaction")
        if value is None:
            return NOTHING
        if _in_inbox(value, str(viewer.user_id), params):
            return Patch(puts=(_interaction(value),))
        if event.kind == PROGRESSED:  # words bring nobody in or out
            return NOTHING
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
        """The interaction, what it brought along or asks the operator for, its last messages."""
        one = await interactions.read(session, viewer.tenant_id, params.interaction_id)
        if one is None:
            raise NotFound
        latest = await interactions.read_latest(session, viewer.tenant_id, one.id, MESSAGES_SHOWN)
        shown = [_message(message_item(message)) for message in reversed(latest)]
        brought = await interactions.read_context(session, viewer.tenant_id, one.id)
        context = [_item("context", context_item(one.id, *brought))] if brought else []
        asked = await advice.read_of(session, viewer.tenant_id, one.id)
        wish = [_item("advice", advice_item(asked))] if asked else []
        return [_interaction(interaction_item(one)), *context, *wish, *shown]

    def patch(self, event: Event, _viewer: Viewer, params: Conversation) -> Patch:
        """The interaction changes, or something is said in it or delivered."""
        wanted = str(params.interaction_id)
        if event.kind == ADVICE:
            return _advice(event, wanted)
        value = _value(event, "interaction")
        if value is not None:
            return Patch(puts=(_interaction(value),)) if value["id"] == wanted else NOTHING
        value = _value(event, "context")
        if value is not None:
            return Patch(puts=(_item("context", value),)) if value["id"] == wanted else NOTHING
        value = _value(event, "message")
        if value is None or value["interaction_id"] != wanted:
            return NOTHING
        return Patch(puts=(_message(value),))

    def shown(self, params: Conversation) -> str:
        """The interaction."""
        return str(params.interaction_id)

    def concerned(self, event: Event) -> str | None:
        """The interaction an event speaks of, or in which something is asked of the operator."""
        if event.kind == ADVICE:
            asked = event.payload["item"]
            return str(asked["interaction_id"]) if isinstance(asked, dict) else None
        if not event.kind.startswith("interactions."):
            return None
        value = _value(event, "message")
        if value is not None:
            return str(value["interaction_id"])
        value = _value(event, "interaction") or _value(event, "context")
        return None if value is None else str(value["id"])

    def signals(self, viewer: Viewer, params: Conversation) -> Sequence[str]:
        """Who is typing, and which agents look at it."""
        return (conversation_subject(viewer.tenant_id, params.interaction_id),)

    def viewer_class(self, _viewer: Viewer, _params: Conversation) -> object:
        """Everyone sees the same."""
        return None


_UNASSIGNED = {state.value for state in UNASSIGNED}
_OWNED = {state.value for state in OWNED}


def _in_inbox(value: Mapping[str, Json], user_id: str, params: Inbox) -> bool:
    state = value["state"]
    if state in _OWNED:
        return _is(value["agent"], user_id) or _consulted(value["consulted"], user_id)
    return state in _UNASSIGNED and (_meant_for(value, user_id) or _listed(value, params))


def _meant_for(value: Mapping[str, Json], user_id: str) -> bool:
    offer, preferred = value["offer"], value["preferred"]
    offered = isinstance(offer, dict) and _is(offer["agent"], user_id)
    return offered or (isinstance(preferred, dict) and preferred["agent_id"] == user_id)


def _listed(value: Mapping[str, Json], params: Inbox) -> bool:
    queue = value["queue"]
    return params.queues is None or not isinstance(queue, dict) or queue["id"] in params.queues


def _consulted(guests: Json, user_id: str) -> bool:
    return isinstance(guests, list) and any(_is(guest, user_id) for guest in guests)


def _is(agent: Json, user_id: str) -> bool:
    return isinstance(agent, dict) and agent["id"] == user_id


def _mention(event: Event, user_id: str) -> Patch:
    value = event.payload["item"]
    if not isinstance(value, dict) or value["agent_id"] != user_id:
        return NOTHING
    if value["read_at"] is None:
        return Patch(puts=(_item("mention", value),))
    return Patch(gone=(Gone("mention", str(value["id"]), event.version),))


def _advice(event: Event, wanted: str) -> Patch:
    value = event.payload["item"]
    if not isinstance(value, dict) or value["interaction_id"] != wanted:
        return NOTHING
    return Patch(puts=(_item("advice", value),))


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
