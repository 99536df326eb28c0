"""The whole application over the test's own database, called without a network."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from guichet.api.app import create_app
from guichet.kit.ground import Ground
from tests.kit.http.callers import StaticCallers


@pytest.fixture
def callers() -> StaticCallers:
    """Who calls: nobody, until the test says ``callers.sign_in(...)``."""
    return StaticCallers()


@pytest.fixture
def app(ground: Ground, callers: StaticCallers) -> FastAPI:
    """The application as it is served."""
    return create_app(ground, callers)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Calls ``app``; an exception that nobody answered fails the test."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client:
        yield client
