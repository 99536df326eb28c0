"""The whole application as it is served, with two companies in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.api.app import published_document
from guichet.gateway.registry import discover
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.processes.demo_history import Scene, seed_history
from tests.accounts.conftest import (
    CORAIL,
    Browser,
    World,
    app,
    browser,
    passwords,
    works,
    world,
)

__all__ = ["app", "browser", "passwords", "works", "world"]

BASE = "/api/v1"


@dataclass(frozen=True)
class Company:
    """A tenant with a history, and its administrator's browser."""

    tenant: Tenant
    admin: httpx.AsyncClient


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The published document of the API."""
    return dict(published_document())


@pytest.fixture
async def vanille(world: World, browser: Browser, ground: Ground) -> Company:
    """Maison Vanille."""
    tenant = await world.tenant()
    return await _company(tenant, "admin@vanille.example", world, browser, ground)


@pytest.fixture
async def corail(world: World, browser: Browser, ground: Ground) -> Company:
    """Atelier Corail, which nobody of Maison Vanille belongs to."""
    tenant = await world.tenant("atelier-corail", CORAIL)
    return await _company(tenant, "admin@corail.example", world, browser, ground)


async def _company(
    tenant: Tenant, email: str, world: World, browser: Browser, ground: Ground
) -> Company:
    user = await world.member(tenant, email, Role.ADMINISTRATOR, Role.SUPERVISOR)
    agents = (Agent(UUID(str(user.id)), user.name),)
    await seed_history(ground, Scene(tenant.id, "Indian/Reunion", agents, discover()))
    return Company(tenant, await browser(email, tenant))
