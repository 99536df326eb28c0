"""A tenant of La Réunion."""

import pytest

from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()
