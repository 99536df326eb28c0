"""A shop's chat and its visitors, for tests of every room a conversation crosses."""

from dataclasses import dataclass
from uuid import UUID

from guichet.gateway.contract import AnyDoor
from guichet.gateway.entry_points import service
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.registry import Registry, discover
from guichet.gateway.types import Identity, Inbound
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork

SHOP = "https://shop.example"
DRAFT = Draft("Boutique", "fr", (SHOP,), {"colour": "#1f5fbf"})


@dataclass(frozen=True)
class Shop:
    """A tenant with a chat on its site."""

    tenant_id: TenantId
    entry_point: EntryPoint
    door: AnyDoor
    registry: Registry


async def open_shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    """A new tenant with one chat."""
    tenant_id = await make_tenant()
    registry = discover()
    async with make_work(tenant_id) as work:
        entry_point = await service.create(work, registry, "webchat", DRAFT)
    door = door_of(entry_point, registry)
    assert door is not None
    return Shop(tenant_id, entry_point, door, registry)


def visitor(number: int = 1) -> Identity:
    """An anonymous visitor."""
    return Identity("visitor", str(UUID(int=number)))


def says(text: str, peer_id: str = "", who: Identity | None = None) -> Inbound:
    """Something a visitor says; ``peer_id`` is the text unless given."""
    return Inbound(peer_id or text, who or visitor(), text)
