"""A shop's chat over a real socket and the real intake."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from guichet.channels.webchat.settings import WebChatSettings
from guichet.gateway.contract import AnyChannel, Tools
from guichet.gateway.registry import discover
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.ids import IdMaker
from tests.channels.fronts import tools_of
from tests.channels.webchat.peer import OneDoor
from tests.channels.webchat.server import SECRET, running
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop
from tests.servers.asgi import running_bus


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    """Vouches for its visitors."""
    opened = await open_shop(make_tenant, make_work)
    assert isinstance(opened.door.settings, WebChatSettings)
    settings = opened.door.settings.model_copy(update={"identity_secret": SecretStr(SECRET)})
    return replace(opened, door=replace(opened.door, settings=settings))


@pytest.fixture
async def tools(clock: ManualClock, ids: IdMaker, nats_url: str) -> AsyncIterator[Tools]:
    async with running_bus(nats_url) as bus:
        yield tools_of(clock, ids, bus)


@pytest.fixture
def channel(shop: Shop, tools: Tools) -> AnyChannel:
    return discover().make(shop.door, tools)


@pytest.fixture
def doors(shop: Shop) -> OneDoor:
    return OneDoor(shop.door)


@pytest.fixture
async def address(tools: Tools, request_db: RequestDatabase, doors: OneDoor) -> AsyncIterator[str]:
    async with running(tools, request_db, doors) as found:
        yield found
