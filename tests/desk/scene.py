"""A shop with a waiting visitor, and agents who are signed in."""

from dataclasses import dataclass
from uuid import UUID

import httpx
from fastapi import FastAPI
from starlette.requests import Request

from guichet.accounts.rights import Role, rights_of
from guichet.accounts.types import Principal
from guichet.api.app import create_app
from guichet.desk.types import Ability
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.types import Accepted, Inbound
from guichet.intake import service as intake
from guichet.intake.types import Arrival
from guichet.interactions.types import Agent
from guichet.kit.errors import NotFound, NotSignedIn
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.conftest import MakeWork
from tests.gateway.scene import Shop

AMELIE = Agent(UUID(int=1), "Amélie Payet")
RAVI = Agent(UUID(int=2), "Ravi Hoareau")


def ability(shop: Shop) -> Ability:
    """What channels of the shop can carry."""
    return ChannelsAtHand(shop.registry).ability


async def arrives(make_work: MakeWork, shop: Shop, inbound: Inbound) -> Accepted:
    """A visitor of the shop says something."""
    channel = shop.registry.find(shop.door.kind)
    assert channel is not None
    arrival = Arrival(shop.door.id, shop.door.kind, channel.medium, "Boutique", "fr")
    async with make_work(shop.tenant_id) as work:
        return await intake.receive(work, arrival, inbound)


def principal(agent: Agent, tenant_id: TenantId, *roles: Role) -> Principal:
    """The agent as the edge knows them."""
    rights = rights_of(roles or (Role.AGENT,))
    return Principal("user", agent.id, agent.name, "fr", rights, tenant=tenant_id)


@dataclass
class Callers:
    """Whoever the test says is calling."""

    who: Principal | None = None

    async def anyone(self, request: Request) -> Principal:
        if self.who is None:
            raise NotSignedIn
        return self.who

    async def in_tenant(self, request: Request) -> Principal:
        found = await self.anyone(request)
        if found.tenant is None:
            raise NotFound("no_such_tenant")
        return found


def application(ground: Ground, callers: Callers) -> FastAPI:
    """The whole application."""
    return create_app(ground, callers)


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """Calls ``app`` without a network."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://guichet.test/api/v1"
    )
