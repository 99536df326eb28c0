"""Rate limits as a caller meets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from guichet.api.app import create_app
from guichet.kit.ground import Ground
from guichet.kit.http.caller import Caller
from guichet.kit.http.deps import caller
from guichet.kit.http.routes import api_router
from guichet.kit.ids import IdMaker
from guichet.kit.settings import Settings
from guichet.kit.work import Actor
from tests.conftest import MakeTenant
from tests.kit.http.callers import StaticCaller, StaticCallers


@pytest.fixture
async def client(ground: Ground, callers: StaticCallers) -> AsyncIterator[httpx.AsyncClient]:
    """Calls an application that allows four requests a minute."""
    async with _calling(ground, callers) as client:
        yield client


@asynccontextmanager
async def _calling(ground: Ground, callers: StaticCallers) -> AsyncIterator[httpx.AsyncClient]:
    router: APIRouter = api_router("things")

    @router.get("/mine")
    async def mine(who: Annotated[Caller, Depends(caller)]) -> str:
        return "yours"

    @router.get("/open")
    async def everyones() -> str:
        return "everyone's"

    settings = Settings(secret_key="s" * 32, requests_per_minute=4)
    app = create_app(replace(ground, settings=settings), callers, routers=[router])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://guichet.test/api/v1"
    ) as client:
        yield client


async def test_who_asks_too_much_is_told_when_to_come_back(
    client: httpx.AsyncClient, callers: StaticCallers, make_tenant: MakeTenant, ids: IdMaker
) -> None:
    callers.sign_in(StaticCaller(Actor("user", ids.new()), await make_tenant()))
    signed_in = {"Cookie": "guichet_session=x"}
    answers = [await client.get("/mine", headers=signed_in) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[0].headers["ratelimit-policy"] == '"caller";q=4;w=60'
    assert answers[0].headers["ratelimit"] == '"caller";r=3;t=60'
    assert answers[4].json()["code"] == "too_many"
    assert answers[4].headers["retry-after"] == "60"
    callers.sign_in(StaticCaller(Actor("user", ids.new()), await make_tenant()))
    assert (await client.get("/mine", headers=signed_in)).status_code == 200


async def test_a_key_has_a_limit_of_its_own_over_all_processes(
    ground: Ground,
    callers: StaticCallers,
    make_tenant: MakeTenant,
    ids: IdMaker,
) -> None:
    key = Actor("key", ids.new())
    callers.sign_in(StaticCaller(key, await make_tenant(), per_minute=6))
    headers = {"Cookie": "guichet_session=x", "Accept-Language": "fr"}
    async with _calling(ground, callers) as one, _calling(ground, callers) as other:
        answers = [
            await client.get("/mine", headers=headers) for _ in range(4) for client in (one, other)
        ]

    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2
    assert answers[0].headers["ratelimit-policy"] == '"key";q=6;w=60'
    assert answers[6].headers["retry-after"] == "60"
    assert answers[6].json()["detail"]


async def test_strangers_are_counted_by_address(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/open") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"address";q=2;w=60'
