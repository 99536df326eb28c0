"""The live screen of a tenant's people and keys."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.api_keys import events as key_events
from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.members import events as member_events
from guichet.accounts.members import invitations
from guichet.accounts.members import service as members
from guichet.accounts.rights import Right
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

_KEYS_SHOWN: Final = 1000

_PUTS: Final[Mapping[str, str]] = {
    member_events.JOINED: "member",
    member_events.CHANGED: "member",
    member_events.INVITED: "invitation",
    key_events.CREATED: "api_key",
    key_events.REVOKED: "api_key",
}
_GONE: Final[Mapping[str, str]] = {
    member_events.REMOVED: "member",
    member_events.ACCEPTED: "invitation",
    member_events.REVOKED: "invitation",
}


class TenantSettings:
    """Members, unanswered invitations and, for who manages them, API keys."""

    name = "tenant.settings"
    right = Right.MEMBERS_READ.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """Everybody, every invitation, and the newest thousand keys."""
        tenant = viewer.tenant_id
        people = await members.everyone(session, tenant)
        invited = await invitations.unanswered(session, tenant)
        items = [_item("member", member_events.item_of(one)) for one in people]
        items += [_item("invitation", member_events.invitation_item_of(one)) for one in invited]
        if _sees_keys(viewer):
            keys = await api_keys.keys(session, tenant, None, _KEYS_SHOWN)
            items += [_item("api_key", key_events.item_of(one)) for one in keys]
        return items

    def patch(self, event: Event, viewer: Viewer, _params: None) -> Patch:
        """Somebody or something comes, changes or leaves."""
        value = event.payload.get("item")
        kind = _PUTS.get(event.kind) or _GONE.get(event.kind)
        if kind is None or not isinstance(value, dict):
            return NOTHING
        if kind == "api_key" and not _sees_keys(viewer):
            return NOTHING
        if event.kind in _GONE:
            return Patch(gone=(Gone(kind, str(value["id"]), event.version),))
        return Patch(puts=(_item(kind, value),))

    def viewer_class(self, viewer: Viewer, _params: None) -> bool:
        """Viewers differ only in whether they see keys."""
        return _sees_keys(viewer)


def _sees_keys(viewer: Viewer) -> bool:
    return Right.API_KEYS_MANAGE.value in viewer.rights


def _item(kind: str, value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
