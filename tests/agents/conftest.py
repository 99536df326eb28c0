"""A company with people for tests of the agents room."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users.types import User
from guichet.kit.work import Actor, Work
from tests.accounts.conftest import (
    World,
    app,
    browser,
    passwords,
    works,
    world,
)
from tests.conftest import MakeWork

__all__ = ["app", "browser", "passwords", "works", "world"]


@dataclass(frozen=True)
class Company:
    """A tenant and three of its people."""

    tenant: Tenant
    boss: User
    amelie: User
    auditor: User

    @property
    def id(self) -> UUID:
        """The tenant."""
        return self.tenant.id


@pytest.fixture
async def company(world: World) -> Company:
    """An administrator, an agent, and an auditor who answers nobody."""
    tenant = await world.tenant()
    return Company(
        tenant,
        await world.member(tenant, "boss@example.com", Role.ADMINISTRATOR),
        await world.member(tenant, "amelie@example.com", Role.AGENT),
        await world.member(tenant, "auditor@example.com", Role.AUDITOR),
    )


@pytest.fixture
async def work(make_work: MakeWork, company: Company) -> AsyncIterator[Work]:
    """A transaction of the company's administrator."""
    async with make_work(company.id, Actor("user", company.boss.id)) as opened:
        yield opened
