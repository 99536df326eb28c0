"""The tag on a page of another origin, under the policy the how-to names."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from playwright.async_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.flows.people import WITHIN, Visitor, a_visitor
from tests.servers.asgi import served
from tests.servers.restartable import GuichetProcess
from tests.waiting import eventually

pytestmark = pytest.mark.browser

KEY = "maison-vanille"


@asynccontextmanager
async def other_site(guichet: str) -> AsyncIterator[str]:
    """A page elsewhere that carries the one line; gives its origin."""
    socket = guichet.replace("http", "ws", 1)
    policy = f"default-src 'none'; script-src {guichet}; connect-src {socket}"

    async def page(_request: Request) -> Response:
        line = f'<script async src="{guichet}/tag/{KEY}.js"></script>'
        html = f"<!doctype html><html lang=fr><title>Ailleurs</title>{line}<h1>Ailleurs</h1></html>"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    async with served(Starlette(routes=[Route("/", page)])) as address:
        yield f"http://{address}"


async def allow(guichet: str, origin: str) -> None:
    """An administrator adds the site to the entry point."""
    async with httpx.AsyncClient(base_url=f"{guichet}/api/v1", timeout=30) as http:
        who = {"email": "admin@guichet.example", "password": "guichet-demo"}
        (await http.post("/session", json=who)).raise_for_status()
        tenants = (await http.get("/session")).json()["tenants"]
        tenant = next(one["id"] for one in tenants if one["slug"] == "maison-vanille")
        http.headers["Guichet-Tenant"] = tenant
        found = (await http.get("/entry-points")).json()["items"]
        (one,) = (one for one in found if one["kind"] == "webchat")
        change = {"allowed_origins": [*one["allowed_origins"], origin]}
        (await http.patch(f"/entry-points/{one['id']}", json=change)).raise_for_status()


async def lets_in(guichet: str, origin: str) -> bool:
    """Whether pages of ``origin`` are welcome: what is changed holds within seconds."""
    socket = f"{guichet.replace('http', 'ws', 1)}/visitor/{KEY}"
    async with connect(socket, origin=Origin(origin)) as held:
        try:
            await held.send(json.dumps({"op": "hello", "token": None, "language": "fr"}))
            return bool(json.loads(await held.recv())["op"] == "welcome")
        except ConnectionClosed:
            return False


async def open_chat(browser: Browser, guichet: str, origin: str) -> Visitor:
    visitor = await a_visitor(browser, guichet)
    await visitor.page.goto(f"{origin}/")
    await visitor.open_chat()
    return visitor


async def test_a_site_that_is_listed_may_use_it_and_one_that_is_not_may_not(
    browser: Browser, guichet: GuichetProcess
) -> None:
    async with other_site(guichet.url) as unlisted:
        stranger = await open_chat(browser, guichet.url, unlisted)
        await expect(stranger.panel.locator(".banner")).to_contain_text("fermée", timeout=WITHIN)
        await stranger.page.context.close()
    async with other_site(guichet.url) as listed:
        await allow(guichet.url, listed)
        await eventually(lambda: lets_in(guichet.url, listed), every=0.3, what="the site is let in")
        visitor = await open_chat(browser, guichet.url, listed)
        await visitor.say("Bonjour d’ailleurs")
        assert [one for one in visitor.complaints if "favicon" not in one] == []
        await visitor.page.context.close()
