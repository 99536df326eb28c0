"""The street in front of the page."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette

from guichet.accounts.tenants.types import Tenant
from guichet.campaigns.signups.erasure import SignUpsErased
from guichet.crm.deps import People
from guichet.kit.ground import Ground
from guichet.processes.campaigns import listening, sign_ups
from tests.campaigns.scene import Scene
from tests.campaigns.signups.street import PAGE, Street
from tests.gateway.telephones.scene import LONG, platform


@pytest.fixture
async def street(
    app: FastAPI, ground: Ground, scene: Scene, tenant: Tenant, boss: httpx.AsyncClient
) -> AsyncIterator[Street]:
    app.state.people = People().with_((), (SignUpsErased(),))
    post = platform(ground, signs=listening(ground))
    await post.give(await post.number(LONG), tenant.id)
    await post.door(tenant.id, number=LONG)
    made = await boss.post("/lists", json={"name": "Clients de la vitrine"})
    assert made.status_code == 201, made.text
    page = await boss.post("/signup-pages", json={**PAGE, "list_id": made.json()["id"]})
    assert page.status_code == 201, page.text
    street = Starlette(routes=sign_ups(ground))
    transport = httpx.ASGITransport(street, client=("203.0.113.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as http:
        http.headers["accept-language"] = "fr"
        yield Street(scene, post, http, page.json(), boss)
