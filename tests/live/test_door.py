"""Who may come in at ``/live``: people of a tenant, and operators to the platform's own screens."""

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.rights import Right, Role
from guichet.accounts.types import PLATFORM
from guichet.accounts.users.models import User
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import NotFound
from guichet.live.door import AccountDoor
from tests.accounts.conftest import Browser, World, app, browser, passwords, works, world

__all__ = ["app", "browser", "passwords", "works", "world"]


@pytest.fixture
def door(app: FastAPI) -> AccountDoor:
    callers = app.state.callers
    assert isinstance(callers, AccountCallers)
    return AccountDoor(callers)


def connection(client: httpx.AsyncClient) -> HTTPConnection:
    cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
    return HTTPConnection(
        {"type": "websocket", "headers": [(b"cookie", cookies.encode())], "path": "/live"}
    )


async def test_an_operator_comes_in_to_the_platform_and_nobody_else_does(
    door: AccountDoor, world: World, browser: Browser
) -> None:
    await world.user("opal@example.com", operator=True, name="Opal")
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.AGENT)
    opal, ada = await browser("opal@example.com"), await browser("ada@example.com")
    admitted = await door.admit(connection(opal), PLATFORM)
    assert admitted.viewer.tenant_id == PLATFORM
    assert Right.PLATFORM_SENDING.value in admitted.viewer.rights
    assert await door.renewed([admitted]) == [admitted]
    with pytest.raises(NotFound):
        await door.admit(connection(ada), PLATFORM)
    inside = await door.admit(connection(ada), tenant.id)
    assert Right.PLATFORM_SENDING.value not in inside.viewer.rights


async def test_who_operates_no_more_has_to_leave(
    door: AccountDoor, world: World, browser: Browser, works: SystemWorks
) -> None:
    user = await world.user("opal@example.com", operator=True, name="Opal")
    admitted = await door.admit(connection(await browser("opal@example.com")), PLATFORM)
    async with works() as work:
        row = await work.session.get(User, user.id)
        assert row is not None
        row.platform_operator = False
    (answer,) = await door.renewed([admitted])
    assert isinstance(answer, NotFound)
