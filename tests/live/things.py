"""A small room for tests of the live socket: things that are changed and deleted.

Its state is folded from the committed events themselves, so that it needs no table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, EventKind, Json, NewEvent
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

CHANGED = EventKind("tests.thing.changed")
DELETED = EventKind("tests.thing.deleted")

_STATE = text(
    "SELECT DISTINCT ON (subject) kind, version, payload FROM event_log "
    "WHERE kind LIKE 'tests.thing.%' ORDER BY subject, version DESC"
)


def changed(name: str, version: int, colour: str = "red") -> NewEvent:
    """The thing ``name`` has this colour now."""
    item: Json = {"id": name, "colour": colour}
    return NewEvent(CHANGED, f"thing:{name}", version, {"item": item})


def deleted(name: str, version: int) -> NewEvent:
    """The thing ``name`` is no more."""
    return NewEvent(DELETED, f"thing:{name}", version, {"item": {"id": name}})


@dataclass(frozen=True)
class Colour:
    """Which things; None for all."""

    name: str | None


class Things:
    """All things, or those of one colour."""

    name = "tests.things"
    right = "things.read"

    def parse(self, params: Mapping[str, Json]) -> Colour:
        colour = params.get("colour")
        if colour is not None and not isinstance(colour, str):
            raise Invalid(None, (FieldFault("colour", "not_text"),))
        return Colour(colour)

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, params: Colour
    ) -> Sequence[Item]:
        if params.name == "nowhere":
            raise NotFound
        rows = (await session.execute(_STATE)).all()
        return [
            _item(row.payload["item"], row.version)
            for row in rows
            if row.kind == CHANGED and _wanted(row.payload["item"], params)
        ]

    def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
        if event.kind not in (CHANGED, DELETED):
            return NOTHING
        value = event.payload["item"]
        assert isinstance(value, dict)
        if event.kind == CHANGED and _wanted(value, params):
            return Patch(puts=(_item(value, event.version),))
        return Patch(gone=(Gone("thing", str(value["id"]), event.version),))

    def signals(self, viewer: Viewer, params: Colour) -> Sequence[str]:
        return (f"guichet.signal.{viewer.tenant_id}.things",)


class Broken(Things):
    """A topic with a fault: it fails over every event."""

    name = "tests.broken"

    def patch(self, event: Event, viewer: Viewer, params: Colour) -> Patch:
        raise RuntimeError("a fault of the topic")


def _item(value: dict[str, Json], version: int) -> Item:
    return Item("thing", str(value["id"]), version, value)


def _wanted(value: dict[str, Json], params: Colour) -> bool:
    return params.name in (None, value["colour"])
