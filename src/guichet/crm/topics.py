"""The live screen of a contact: the card, what it may be a duplicate of, and that something new
happened with the person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.duplicates.events import FOUND, duplicate_item
from guichet.crm.events import card_item
from guichet.crm.live import newest_about, read_card, read_duplicates
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer


@dataclass(frozen=True, slots=True)
class WhichContact:
    """Whose card."""

    contact_id: UUID


class ContactTopic:
    """One card. Of an alias the contact alone, with where it leads."""

    name = "crm.contact"
    right = "contacts.read"

    def parse(self, params: Mapping[str, Json]) -> WhichContact:
        """``contact_id`` and nothing else."""
        for name in params.keys() - {"contact_id"}:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))
        try:
            return WhichContact(UUID(str(params.get("contact_id"))))
        except ValueError:
            raise Invalid(None, (FieldFault("contact_id", "not_an_id"),)) from None

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, params: WhichContact
    ) -> Sequence[Item]:
        """The card, its open duplicates, and the newest event about the person."""
        card = await read_card(session, viewer.tenant_id, params.contact_id)
        if card is None:
            raise NotFound
        suspected = await read_duplicates(session, viewer.tenant_id, params.contact_id)
        items = [_item("contact", card_item(card))]
        items += [_item("duplicate", duplicate_item(one)) for one in suspected]
        newest = await newest_about(session, viewer.tenant_id, params.contact_id)
        return items if newest is None else [*items, _activity(params, newest)]

    def patch(self, event: Event, _viewer: Viewer, params: WhichContact) -> Patch:
        """The card changes, a duplicate comes or goes, something happens with the person."""
        wanted, value = str(params.contact_id), event.payload.get("item")
        puts = [_activity(params, event.position)] if event.contact_id == params.contact_id else []
        if not isinstance(value, dict):
            return Patch(puts=puts) if puts else NOTHING
        if event.kind.startswith("crm.duplicate."):
            return _duplicate(event, value, wanted)
        if event.kind.startswith("crm.contact.") and value["id"] == wanted:
            puts.insert(0, _item("contact", value))
        return Patch(puts=puts) if puts else NOTHING

    def viewer_class(self, _viewer: Viewer, _params: WhichContact) -> object:
        """Everyone sees the same."""
        return None


def _duplicate(event: Event, value: dict[str, Json], wanted: str) -> Patch:
    pair = value["contacts"]
    if not isinstance(pair, list) or wanted not in pair:
        return NOTHING
    if event.kind == FOUND:
        return Patch(puts=(_item("duplicate", value),))
    return Patch(gone=(Gone("duplicate", str(value["id"]), event.version),))


def _activity(params: WhichContact, position: int) -> Item:
    """Something happened: who shows the history reads on."""
    return Item("activity", str(params.contact_id), position, {"position": position})


def _item(kind: str, value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
