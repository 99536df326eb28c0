"""SMPP accounts over HTTP."""

from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from guichet.accounts.rights import Role
from guichet.gateway.clients import service
from guichet.gateway.clients.models import SmppAccountRow, SmppRefusedRow
from guichet.gateway.clients.service import KEY_PURPOSE
from guichet.gateway.mass.models import ReportRow
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


async def test_what_its_system_refused_is_shown_page_by_page_and_delivered_again(
    boss: httpx.AsyncClient, system_db: SystemDatabase, ground: Ground
) -> None:
    account = (await boss.post("/smpp-accounts", json=WANTED)).json()["account"]["id"]
    async with system_db.transaction() as session:
        tenant = (await session.execute(select(SmppAccountRow.tenant_id))).scalar_one()
        session.add_all(
            SmppRefusedRow(
                tenant_id=tenant,
                id=UUID(int=number),
                account_id=UUID(account),
                message_id=UUID(int=number),
                address="+262692000001",
                reference="text:38100:Bonjour" if number == 2 else None,
                state="accepted" if number == 2 else "delivered",
                at=ground.clock.now(),
                code=8,
                tries=10,
                refused_at=ground.clock.now(),
                given_up_at=None if number == 3 else ground.clock.now(),
            )
            for number in (1, 2, 3)
        )
    page = (await boss.get(f"/smpp-accounts/{account}/refused", params={"limit": 1})).json()
    assert [(one["kind"], one["code"], one["tries"]) for one in page["items"]] == [("text", 8, 10)]
    more = {"cursor": page["next_cursor"]}
    last = (await boss.get(f"/smpp-accounts/{account}/refused", params=more)).json()
    assert [one["kind"] for one in last["items"]] == ["receipt"]
    assert (await boss.get("/smpp-accounts")).json()["items"][0]["refused"] == 2
    for count in (2, 0):
        again = await boss.post(f"/smpp-accounts/{account}/refused/again")
        assert again.json() == {"count": count}
    async with system_db.transaction() as session:
        waiting = (await session.execute(select(ReportRow.message_id).order_by(ReportRow.id))).all()
    assert [row[0] for row in waiting] == [UUID(int=1), UUID(int=2)]
    assert (await boss.get(f"/smpp-accounts/{uuid4()}/refused")).status_code == 404
    await boss.delete(f"/smpp-accounts/{account}")
    assert (await boss.post(f"/smpp-accounts/{account}/refused/again")).status_code == 404


async def test_what_cannot_be_is_named(boss: httpx.AsyncClient, world: World) -> None:
    wrong = await boss.post("/smpp-accounts", json={"name": "x", "networks": ["somewhere"]})
    assert [(one["pointer"], one["code"]) for one in wrong.json()["faults"]] == [
        ("networks/0", "not_a_network")
    ]
    for method, address in (("PUT", ""), ("POST", "/password"), ("DELETE", "")):
        body = WANTED if method == "PUT" else None
        gone = await boss.request(method, f"/smpp-accounts/{uuid4()}{address}", json=body)
        assert gone.json()["code"] == "no_such_smpp_account"
