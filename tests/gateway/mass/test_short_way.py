"""Texts by API key take the short way: the same answer byte for byte, and no other."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from guichet.accounts.callers.short_way import NotPlain, decoded
from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.types import Principal
from guichet.gateway.mass import short_way
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.schemas import MessagesIn, TicketOut
from guichet.gateway.mass.short_way import ShortWay
from guichet.gateway.mass.types import Ticket
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Invalid
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from tests.accounts.conftest import Browser, World
from tests.conftest import MORNING
from tests.gateway.mass.line import numbers, order

NEWS: Mapping[str, Any] = {
    "text": "Bonjour {prenom}, c’est prêt.",
    "purpose": "service",
    "sender": "VANILLE",
    "recipients": [{"to": "0692 12 34 56", "values": {"prenom": "Éloïse"}, "reference": "C-17"}],
}
WHO = Principal("key", UUID(int=7), None, None, frozenset(), tenant=TenantId(UUID(int=8)))


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


@pytest.fixture
async def boss(world: World, browser: Browser, tenant: Tenant) -> httpx.AsyncClient:
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


@pytest.fixture
async def program(
    boss: httpx.AsyncClient, app: FastAPI, ground: Ground
) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a key of the tenant, at the front of the whole application."""
    wanted = {"name": "Till", "rights": ["messages.send", "messages.read"]}
    token = (await boss.post("/api-keys", json=wanted)).json()["token"]
    headers = {"authorization": f"Bearer {token}", "accept-language": "fr"}
    front = httpx.ASGITransport(ShortWay(app, ground, app.state.callers))
    url = "http://guichet.test/api/v1"
    async with httpx.AsyncClient(transport=front, base_url=url, headers=headers) as client:
        yield client


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether requests took the short way."""
    taken: list[bool] = []
    sent = ShortWay._send

    async def noted(self: ShortWay, *asked: Any) -> None:
        taken.append(True)
        await sent(self, *asked)

    monkeypatch.setattr(ShortWay, "_send", noted)
    return taken


async def test_a_program_is_answered_as_a_browser_is_and_repeats_are_harmless(
    program: httpx.AsyncClient, boss: httpx.AsyncClient, short: list[bool]
) -> None:
    key = {"Idempotency-Key": "order-17"}
    first = await program.post("/messages", json=NEWS, headers=key)
    again = await program.post("/messages", json=NEWS, headers=key)
    other = await program.post("/messages", json={**NEWS, "text": "Autre"}, headers=key)
    assert (first.status_code, len(short)) == (202, 2)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    slow = await boss.post("/messages", json=NEWS)
    assert len(short) == 2
    limits = {"ratelimit", "ratelimit-policy"}  # a key has its own
    strange = {"date", "x-request-id", "content-length", *limits}
    assert set(first.headers) - strange == set(slow.headers) - strange
    for one in (first, slow):
        assert TicketOut.model_validate(one.json()).messages[0].to == "+262692123456"
    shown = (await program.get(f"/messages/{first.json()['messages'][0]['id']}")).json()
    assert (shown["text"], shown["reference"]) == ("Bonjour Éloïse, c’est prêt.", "C-17")
    assert len((await boss.get("/messages")).json()["items"]) == 2


async def test_what_is_not_quite_right_is_refused_as_always(
    program: httpx.AsyncClient, boss: httpx.AsyncClient, short: list[bool]
) -> None:
    boss.headers["accept-language"] = "fr"  # also before it is known who asks
    wrong: list[Any] = [
        {**NEWS, "text": ""},
        {**NEWS, "colour": "blue"},
        {**NEWS, "recipients": [{"to": "douze"}]},
        {**NEWS, "recipients": [{"to": "0692123456", "values": {"1": "x"}}]},
        {**NEWS, "purpose": "marketing"},
        {**NEWS, "sender": "RDV"},
        {**NEWS, "text": "nul \0"},
        [],
    ]
    for body in wrong:
        by_key, by_session = [
            await client.post("/messages", json=body) for client in (program, boss)
        ]
        assert by_key.status_code == by_session.status_code == 422, body
        told = [{**one.json(), "request_id": None} for one in (by_key, by_session)]
        assert told[0] == told[1]
    assert short == []
    assert (await boss.get("/messages")).json()["items"] == []


async def test_a_key_that_was_closed_a_moment_ago_opens_nothing(
    program: httpx.AsyncClient, boss: httpx.AsyncClient, short: list[bool]
) -> None:
    assert (await program.post("/messages", json=NEWS)).status_code == 202
    keys = (await boss.get("/api-keys")).json()["items"]
    await boss.delete(f"/api-keys/{keys[0]['id']}")
    answer = await program.post("/messages", json=NEWS)
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key_revoked")
    assert len(short) == 1
    program.headers["authorization"] = "Bearer gk_nobody"
    assert (await program.post("/messages", json=NEWS)).json()["code"] == "bad_api_key"


async def test_many_at_once_are_committed_together_and_each_gets_its_own(
    program: httpx.AsyncClient, short: list[bool]
) -> None:
    bodies = [
        {**NEWS, "text": f"Votre code: {n}", "recipients": [{"to": f"06921234{n:02}"}]}
        for n in range(40)
    ]
    answers = await asyncio.gather(*(program.post("/messages", json=one) for one in bodies))
    assert len(short) == 40
    told = {one.json()["messages"][0]["to"]: one.json()["messages"][0]["id"] for one in answers}
    assert sorted(told) == [f"+2626921234{n:02}" for n in range(40)]
    assert len(set(told.values())) == 40
    assert len({one.json()["id"] for one in answers}) < 10  # chunks they share
    shown = (await program.get("/messages", params={"limit": 100})).json()["items"]
    assert {one["to"]: one["text"] for one in shown} == {
        f"+2626921234{n:02}": f"Votre code: {n}" for n in range(40)
    }


def test_what_is_answered_is_what_the_document_says(clock: ManualClock, ids: IdMaker) -> None:
    asked = order(TenantId(ids.new()), *numbers(3))
    ticket = Ticket(ids.new(), [ids.new() for _ in range(3)], clock.now())
    assert body_of(ticket, asked).decode() == TicketOut.of(ticket, asked).model_dump_json()


TEXTS = st.text(max_size=20) | st.sampled_from(["", " VANILLE", "VANILLE ", "\0", "a" * 1_601])
INSTANTS = st.sampled_from(["2026-03-02T08:00:00Z", "2026-03-02T08:00:00", "2026-03-02", "x", 12])
BODIES = st.fixed_dictionaries(
    {"text": TEXTS, "purpose": st.sampled_from(["otp", "service", "OTP", 3])},
    optional={
        "recipients": st.lists(
            st.fixed_dictionaries(
                {"to": st.sampled_from(["0692123456", "+33612345678", "12", "", " 0692123456"])},
                optional={
                    "values": st.dictionaries(TEXTS, TEXTS, max_size=2),
                    "reference": TEXTS | st.none(),
                },
            ),
            max_size=3,
        ),
        "sender": TEXTS | st.none(),
        "send_at": INSTANTS,
        "expires_at": INSTANTS | st.none(),
        "consent": st.sampled_from(["none", "optin", None]),
        "encoding": st.sampled_from(["auto", "ucs2", "utf8"]),
        "undo_seconds": st.sampled_from([0, 5, 61, "5", 5.0, True]),
        "flash": st.sampled_from([True, False, "true", 1]),
        "tags": st.lists(TEXTS, max_size=2),
        "more": st.just(1),
    },
)


@given(BODIES)
def test_the_short_way_takes_nothing_the_ordinary_one_would_take_otherwise(body: Any) -> None:
    raw = httpx.Request("POST", "http://x", json=body).content
    try:
        found = short_way._order(decoded(short_way._DECODER, raw), WHO, "RE", MORNING)
    except NotPlain:
        return
    try:
        expected = MessagesIn.model_validate_json(raw).order(WHO.tenant_id, "RE", MORNING)
    except (ValidationError, Invalid) as fault:
        raise AssertionError(body) from fault
    assert found == expected
