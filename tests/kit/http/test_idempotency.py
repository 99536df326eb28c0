"""``Idempotency-Key``: whatever is repeated, it is done once and answered alike."""

import asyncio
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends
from pydantic import BaseModel

from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.http.caller import TenantCaller
from guichet.kit.http.deps import TenantWork, tenant_caller
from guichet.kit.idempotency.service import sweep
from guichet.kit.idempotency.types import KEPT
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import Actor
from tests.conftest import Database, MakeTenant
from tests.kit.http.callers import StaticCaller, StaticCallers

MADE = EventKind("tests.order.made")


class Order(BaseModel):
    article: str
    fail: bool = False


@pytest.fixture
async def tenant(callers: StaticCallers, make_tenant: MakeTenant, ids: IdMaker) -> TenantId:
    """A tenant with somebody signed in."""
    tenant_id = await make_tenant()
    callers.sign_in(StaticCaller(Actor("user", ids.new()), tenant_id))
    return tenant_id


@pytest.fixture
def orders(router: APIRouter) -> None:
    """An endpoint that makes an order, and says how often it has run."""
    runs = 0

    @router.post("/orders", status_code=201)
    async def make_order(
        who: Annotated[TenantCaller, Depends(tenant_caller)], work: TenantWork, body: Order
    ) -> dict[str, str | int]:
        nonlocal runs
        runs += 1
        order = work.ids.new()
        await work.record(NewEvent(MADE, f"order:{order}", 1, {"item": {"id": str(order)}}))
        if body.fail:
            raise Conflict
        return {"id": str(order), "run": runs}


def made(database: Database) -> int:
    """How many orders there are."""
    with database.connect_owner() as connection:
        row = connection.execute("SELECT count(*) FROM event_log").fetchone()
    assert row is not None
    return int(str(row[0]))


KEY = {"Idempotency-Key": "c0ffee-1"}


@pytest.mark.usefixtures("orders", "tenant")
async def test_the_same_request_gets_the_same_answer_and_is_done_once(
    client: httpx.AsyncClient, database: Database
) -> None:
    first = await client.post("/orders", json={"article": "vanille"}, headers=KEY)
    again = await client.post("/orders", json={"article": "vanille"}, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert made(database) == 1


@pytest.mark.usefixtures("orders", "tenant")
async def test_another_body_under_the_same_key_is_a_conflict(
    client: httpx.AsyncClient, database: Database
) -> None:
    await client.post("/orders", json={"article": "vanille"}, headers=KEY)
    other = await client.post("/orders", json={"article": "curcuma"}, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert made(database) == 1


@pytest.mark.usefixtures("orders", "tenant")
async def test_repeats_at_the_same_moment_wait_for_the_first(
    client: httpx.AsyncClient, database: Database
) -> None:
    answers = await asyncio.gather(
        *(client.post("/orders", json={"article": "vanille"}, headers=KEY) for _ in range(8))
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert made(database) == 1


@pytest.mark.usefixtures("orders", "tenant")
async def test_a_refused_request_keeps_its_key_free(
    client: httpx.AsyncClient, database: Database
) -> None:
    refused = await client.post("/orders", json={"article": "v", "fail": True}, headers=KEY)
    mended = await client.post("/orders", json={"article": "v"}, headers=KEY)

    assert (refused.status_code, mended.status_code) == (409, 201)
    assert made(database) == 1


@pytest.mark.usefixtures("orders")
async def test_keys_of_two_callers_and_two_tenants_never_meet(
    client: httpx.AsyncClient, callers: StaticCallers, make_tenant: MakeTenant, ids: IdMaker
) -> None:
    someone = Actor("user", ids.new())
    here, there = await make_tenant(), await make_tenant()
    seen = set()
    for actor, tenant_id in [
        (someone, here),
        (someone, there),
        (Actor("user", ids.new()), here),
        (Actor("key", ids.new()), here),
    ]:
        callers.sign_in(StaticCaller(actor, tenant_id))
        answer = await client.post("/orders", json={"article": "vanille"}, headers=KEY)
        seen.add(answer.json()["id"])
    assert len(seen) == 4


@pytest.mark.usefixtures("orders", "tenant")
@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
async def test_what_is_no_key_is_refused(client: httpx.AsyncClient, key: str) -> None:
    answer = await client.post(
        "/orders", json={"article": "v"}, headers=[(b"Idempotency-Key", key.encode())]
    )

    assert answer.status_code == 422
    fault = answer.json()["faults"][0]
    assert (fault["in"], fault["pointer"], fault["code"]) == (
        "header",
        "Idempotency-Key",
        "not_a_key",
    )


@pytest.mark.usefixtures("orders", "tenant")
async def test_answers_are_not_readable_in_the_database(
    client: httpx.AsyncClient, database: Database
) -> None:
    answer = await client.post("/orders", json={"article": "vanille"}, headers=KEY)
    with database.connect_owner() as connection:
        wanted = answer.json()["id"].encode()
        row = connection.execute(
            "SELECT position(%s::bytea in body), length(body) FROM idempotent_answer", [wanted]
        ).fetchone()
    assert row is not None
    assert row[0] == 0
    assert int(str(row[1])) > len(answer.content)


@pytest.mark.usefixtures("orders", "tenant")
async def test_a_day_later_the_key_is_free_again(
    client: httpx.AsyncClient, database: Database, clock: ManualClock, system_db: SystemDatabase
) -> None:
    first = await client.post("/orders", json={"article": "vanille"}, headers=KEY)
    clock.advance(KEPT / 2)
    async with system_db.transaction() as session:
        assert await sweep(session, clock.now()) == 0
    clock.advance(KEPT)
    async with system_db.transaction() as session:
        assert await sweep(session, clock.now()) == 1
    later = await client.post("/orders", json={"article": "vanille"}, headers=KEY)

    assert later.status_code == 201
    assert later.json()["id"] != first.json()["id"]
    assert made(database) == 2
