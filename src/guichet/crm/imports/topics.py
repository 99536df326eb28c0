"""The live screen of an import: how far it is."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.crm.imports.events import CHANGED, import_item
from guichet.crm.imports.live import read_import
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Item, Patch, Viewer


class ImportTopic:
    """One import, without its columns and rows: those are read over HTTP when its state changes."""

    name = "crm.import"
    right = "contacts.read"

    def parse(self, params: Mapping[str, Json]) -> UUID:
        """``import_id`` and nothing else."""
        for name in params.keys() - {"import_id"}:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))
        try:
            return UUID(str(params.get("import_id")))
        except ValueError:
            raise Invalid(None, (FieldFault("import_id", "not_an_id"),)) from None

    async def snapshot(self, session: AsyncSession, viewer: Viewer, params: UUID) -> Sequence[Item]:
        """The import as it is."""
        one = await read_import(session, viewer.tenant_id, params)
        if one is None:
            raise NotFound
        return [_item(import_item(one))]

    def patch(self, event: Event, _viewer: Viewer, params: UUID) -> Patch:
        """It went on."""
        value = event.payload.get("item")
        if event.kind != CHANGED or not isinstance(value, dict) or value["id"] != str(params):
            return NOTHING
        return Patch(puts=(_item(value),))

    def viewer_class(self, _viewer: Viewer, _params: UUID) -> object:
        """Everyone sees the same."""
        return None


def _item(value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item("import", str(value["id"]), version, value)
