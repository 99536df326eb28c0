"""The edge on its own: an application of one small router."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import APIRouter

from guichet.api.app import create_app
from guichet.kit.ground import Ground
from guichet.kit.http.routes import api_router
from tests.kit.http.callers import StaticCallers


@pytest.fixture
def callers() -> StaticCallers:
    """Who calls: nobody, until the test says ``callers.sign_in(...)``."""
    return StaticCallers()


@pytest.fixture
def router() -> APIRouter:
    """The test declares its endpoints on it before it asks for ``client``'s first answer."""
    return api_router("things")


@pytest.fixture
async def client(
    ground: Ground, callers: StaticCallers, router: APIRouter
) -> AsyncIterator[httpx.AsyncClient]:
    """Calls an application that serves ``router`` at ``/api/v1``."""
    app = create_app(ground, callers, routers=[router])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://guichet.test/api/v1"
    ) as client:
        yield client
