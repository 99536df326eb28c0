"""Events told by API key take the short way: the same answer byte for byte, and no other."""

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

from guichet.accounts.callers.short_way import NotPlain
from guichet.accounts.rights import Role
from guichet.crm.occurrences.schemas import EventsIn, EventsTakenOut
from guichet.crm.occurrences.shapes import row_of
from guichet.crm.occurrences.short_way import ShortWay, body_of, told_of
from guichet.crm.occurrences.types import Taken
from guichet.kit.ground import Ground
from tests.accounts.conftest import Browser, World
from tests.conftest import MORNING

SOLD: Mapping[str, Any] = {
    "id": "order-1042/1",
    "type": "purchase",
    "who": {"phone": "0692 12 34 56"},
    "at": "2026-03-01T12:00:00+04:00",
    "properties": {"article": "EX-38", "amount": 5990, "size": 38.5, "gift": True, "note": None},
}


@pytest.fixture
async def boss(world: World, browser: Browser) -> httpx.AsyncClient:
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


@pytest.fixture
async def till(
    boss: httpx.AsyncClient, app: FastAPI, ground: Ground
) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a key of the tenant, at the front of the whole application."""
    wanted = {"name": "Till", "rights": ["contacts.write", "contacts.read"]}
    token = (await boss.post("/api-keys", json=wanted)).json()["token"]
    front = httpx.ASGITransport(ShortWay(app, ground, app.state.callers))
    headers = {"authorization": f"Bearer {token}", "accept-language": "fr"}
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


async def test_a_till_is_answered_as_a_browser_is_and_repeats_are_harmless(
    till: httpx.AsyncClient, boss: httpx.AsyncClient, short: list[bool]
) -> None:
    first = await till.post("/events", json={"events": [SOLD]})
    assert (first.status_code, len(short)) == (200, 1)
    slow = await boss.post("/events", json={"events": [SOLD]})
    again = await till.post("/events", json={"events": [SOLD]})
    assert (slow.json()["repeated"], len(short)) == (1, 2)
    assert again.content == slow.content
    limits = {"ratelimit", "ratelimit-policy"}  # a key has its own
    strange = {"date", "x-request-id", "content-length", *limits}
    assert set(first.headers) - strange == set(slow.headers) - strange
    other = await till.post("/events", json={"events": [{**SOLD, "type": "visit"}]})
    by_hand = await boss.post("/events", json={"events": [{**SOLD, "type": "visit"}]})
    assert (other.status_code, other.json()["code"]) == (409, "told_otherwise")
    assert other.json()["params"] == by_hand.json()["params"]


async def test_what_is_not_quite_right_is_refused_as_always(
    till: httpx.AsyncClient, boss: httpx.AsyncClient, short: list[bool]
) -> None:
    boss.headers["accept-language"] = "fr"
    wrong: list[Any] = [
        {"events": []},
        {"events": [{**SOLD, "colour": "blue"}]},
        {"events": [{**SOLD, "who": {"phone": "12"}}]},
        {"events": [{**SOLD, "who": {}}]},
        {"events": [{**SOLD, "id": "nul \0"}]},
        {"events": [{**SOLD, "at": "2026-03-01T12:00:00"}]},
        {"events": [{**SOLD, "properties": {"amount": 1.5}}]},
        [],
    ]
    for body in wrong:
        by_key, by_session = [await client.post("/events", json=body) for client in (till, boss)]
        assert by_key.status_code == by_session.status_code == 422, body
        told = [{**one.json(), "request_id": None} for one in (by_key, by_session)]
        assert told[0] == told[1]
    assert short == []


async def test_a_key_that_was_closed_a_moment_ago_opens_nothing_and_others_of_its_group_are_kept(
    till: httpx.AsyncClient, boss: httpx.AsyncClient
) -> None:
    assert (await till.post("/events", json={"events": [SOLD]})).status_code == 200
    keys = (await boss.get("/api-keys")).json()["items"]
    await boss.delete(f"/api-keys/{keys[0]['id']}")
    answers = await asyncio.gather(
        *(
            client.post("/events", json={"events": [{**SOLD, "id": f"{n}"}]})
            for n, client in enumerate([till, boss, till, boss])
        )
    )
    assert [one.status_code for one in answers] == [401, 200, 401, 200]
    assert answers[0].json()["code"] == "api_key_revoked"
    kept = (await boss.get("/events", params={"type": "purchase"})).json()["items"]
    assert {one["id"] for one in kept} == {"order-1042/1", "1", "3"}


def test_what_is_answered_is_what_the_document_says() -> None:
    several = [Taken(f"é{n}", UUID(int=n), n % 2 > 0) for n in range(3)]
    assert body_of(several).decode() == EventsTakenOut.of(several).model_dump_json()


TEXTS = st.text(max_size=10) | st.sampled_from(["", "\0", "é" * 201, " x ", "0692123456"])
INSTANTS = st.sampled_from(
    [
        *("2026-03-02T08:00:00Z", "2026-03-02T08:00:00.123456789+04:00", "2026-03-02T12:00+04:00"),
        *("2026-03-02T08:00:00", "2026-03-02", "x", 12, 1_772_438_400, None),
    ]
)
VALUES: st.SearchStrategy[Any] = TEXTS | st.sampled_from(
    [1, 1.0, 2**53, 2**53 - 1, -(2**60), 1e300, True, None, [], 0.5]
)
WHO = st.fixed_dictionaries(
    {},
    optional={
        "contact_id": st.sampled_from([str(UUID(int=7)), UUID(int=7).hex, "7", None]),
        "external_id": TEXTS | st.none(),
        "email": TEXTS | st.none(),
        "phone": TEXTS | st.none(),
    },
)
EVENTS = st.fixed_dictionaries(
    {"id": TEXTS, "type": TEXTS, "who": WHO},
    optional={
        "at": INSTANTS,
        "properties": st.dictionaries(TEXTS, VALUES, max_size=3),
        "more": st.just(1),
    },
)
BODIES = st.fixed_dictionaries({"events": st.lists(EVENTS, max_size=2)})


@given(BODIES)
def test_the_short_way_takes_nothing_the_ordinary_one_would_take_otherwise(body: Any) -> None:
    raw = httpx.Request("POST", "http://x", json=body).content
    try:
        found = told_of(raw)
    except NotPlain:
        return
    try:
        expected = [one.value() for one in EventsIn.model_validate_json(raw).events]
    except ValidationError as fault:
        raise AssertionError(body) from fault
    assert found == expected
    kept = [[row_of(one, MORNING, "EUR") for one in told] for told in (found, expected)]
    assert kept[0] == kept[1], "they count as the same"
