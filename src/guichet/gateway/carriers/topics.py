"""The operators' live screen of carriers and routes.

What is decided comes as items; how routes are just now (links, speed, reasons) is said once a
second by the process that carries, and not stored.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.rights import Right
from guichet.gateway.carriers import events, notices, pulses, repository
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Gone, Item, Patch, Viewer

_KINDS: Final[Mapping[str, str]] = {
    events.CARRIER_CREATED: "carrier",
    events.CARRIER_RENAMED: "carrier",
    events.ROUTE_CREATED: "route",
    events.ROUTE_CHANGED: "route",
    events.ROUTE_ISOLATED: "route",
    events.ROUTE_JOINED: "route",
    events.ROUTE_REMOVED: "route",
    events.ALARM_OPENED: "alarm",
    events.ALARM_CHANGED: "alarm",
    events.ALARM_CLOSED: "alarm",
}
_GONE: Final = frozenset({events.ROUTE_REMOVED, events.ALARM_CLOSED})
_NOTICES: Final = frozenset({events.NOTICE_BEGUN, events.NOTICE_ENDED})
MOST_CARRIERS: Final = 1_000


class CarrierRoutes:
    """All carriers and routes of the installation, and the alarms of now."""

    name = "carriers.routes"
    right = Right.PLATFORM_SENDING.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, _viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """Everything there is."""
        carriers = await repository.carriers(session, None, MOST_CARRIERS)
        routes = await repository.routes(session)
        alarms = await repository.open_alarms(session)
        return [
            *(_item("carrier", events.carrier_item(one)) for one in carriers),
            *(_item("route", events.route_item(one)) for one in routes),
            *(_item("alarm", events.alarm_item(one)) for one in alarms),
        ]

    def patch(self, event: Event, _viewer: Viewer, _params: None) -> Patch:
        """Something is made, changed or gone."""
        value = event.payload.get("item")
        kind = _KINDS.get(event.kind)
        if kind is None or not isinstance(value, dict):
            return NOTHING
        if event.kind in _GONE:
            return Patch(gone=(Gone(kind, str(value["id"]), event.version),))
        return Patch(puts=(_item(kind, value),))

    def viewer_class(self, _viewer: Viewer, _params: None) -> object:
        """Everyone sees the same."""
        return None

    def signals(self, _viewer: Viewer, _params: None) -> Sequence[str]:
        """How routes are, once a second."""
        return (pulses.SUBJECT,)


class SendingNotices:
    """What the platform tells a company about its messages now."""

    name = "sending.notices"
    right = Right.MESSAGES_READ.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, session: AsyncSession, viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """Those that are not over."""
        found = await notices.of_now(session, viewer.tenant_id)
        return [_item("notice", events.notice_item(one)) for one in found]

    def patch(self, event: Event, _viewer: Viewer, _params: None) -> Patch:
        """Something begins or is over."""
        value = event.payload.get("item")
        if event.kind not in _NOTICES or not isinstance(value, dict):
            return NOTHING
        if event.kind == events.NOTICE_ENDED:
            return Patch(gone=(Gone("notice", str(value["id"]), event.version),))
        return Patch(puts=(_item("notice", value),))

    def viewer_class(self, _viewer: Viewer, _params: None) -> object:
        """Everyone sees the same."""
        return None


def _item(kind: str, value: dict[str, Json]) -> Item:
    version = value["version"]
    assert isinstance(version, int)
    return Item(kind, str(value["id"]), version, value)
