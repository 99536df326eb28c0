"""SMPP accounts over HTTP."""

from uuid import uuid4

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.gateway.clients import service
from guichet.gateway.clients.service import KEY_PURPOSE
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ground import Ground
from tests.accounts.conftest import Browser, World

WANTED = {"name": "Kannel", "purpose": "otp", "senders": ["BOUTIQUE"], "networks": ["203.0.113.7"]}


@pytest.fixture
async def boss(world: World, browser: Browser) -> httpx.AsyncClient:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def test_an_account_is_made_changed_renewed_and_closed_and_its_password_is_shown_once(
    boss: httpx.AsyncClient, system_db: SystemDatabase, ground: Ground
) -> None:
    key = ground.cipher.derive(KEY_PURPOSE)

    async def is_let_in(password: str) -> bool:
        async with system_db.transaction() as session:
            return await service.authenticate(session, name, password, key) is not None

    made = await boss.post("/smpp-accounts", json=WANTED)
    account, password = made.json()["account"], made.json()["password"]
    name = account["system_id"]
    assert (made.status_code, len(password)) == (201, 8)
    assert len(name) <= 15
    assert account["networks"] == ["203.0.113.7/32"]
    assert await is_let_in(password)
    assert not await is_let_in("another")
    changed = await boss.put(f"/smpp-accounts/{account['id']}", json={**WANTED, "window": 10})
    assert (changed.json()["window"], changed.json()["version"]) == (10, 2)
    renewed = (await boss.post(f"/smpp-accounts/{account['id']}/password")).json()["password"]
    assert await is_let_in(renewed)
    assert not await is_let_in(password)
    shown = (await boss.get("/smpp-accounts")).json()
    listed = shown["items"]
    assert (shown["host"], shown["port"]) == ("localhost", None)
    assert [one["id"] for one in listed] == [account["id"]]
    assert password not in str(listed)
    assert (listed[0]["binds"], listed[0]["seen_at"]) == (0, None)
    for _ in range(2):
        closed = await boss.delete(f"/smpp-accounts/{account['id']}")
        assert closed.json()["closed_at"] is not None
    assert not await is_let_in(renewed)
    trail = (await boss.get("/audit")).json()["items"]
    assert sum("smpp_account" in one["action"] for one in trail) == 4


async def test_what_cannot_be_is_named(boss: httpx.AsyncClient, world: World) -> None:
    wrong = await boss.post("/smpp-accounts", json={"name": "x", "networks": ["somewhere"]})
    assert [(one["pointer"], one["code"]) for one in wrong.json()["faults"]] == [
        ("networks/0", "not_a_network")
    ]
    for method, address in (("PUT", ""), ("POST", "/password"), ("DELETE", "")):
        body = WANTED if method == "PUT" else None
        gone = await boss.request(method, f"/smpp-accounts/{uuid4()}{address}", json=body)
        assert gone.json()["code"] == "no_such_smpp_account"
