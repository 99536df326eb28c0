"""Tenants, browsers and a shop for tests of campaigns."""

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.accounts.conftest import Browser, World, app, browser, passwords, works, world
from tests.campaigns.scene import Scene, scene_of
from tests.conftest import MakeTenant

__all__ = ["app", "browser", "passwords", "works", "world"]


@pytest.fixture
async def tenant(world: World) -> Tenant:
    """The company."""
    return await world.tenant()


@pytest.fixture
async def boss(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    """Its administrator."""
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


@pytest.fixture
def scene(ground: Ground, tenant: Tenant) -> Scene:
    """Its contacts, and who looks after its campaigns."""
    return scene_of(ground, tenant)


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    """Another, of whom nothing but the id matters."""
    return await make_tenant()
