"""An administrator's browser, and who does the jobs."""

from collections.abc import AsyncIterator

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.crm.imports.scene import Worker
from tests.crm.scene import browser


@pytest.fixture
async def http(ground: Ground, tenant_id: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as client:
        yield client


@pytest.fixture
def worker(ground: Ground, tenant_id: TenantId) -> Worker:
    return Worker(ground, tenant_id)
