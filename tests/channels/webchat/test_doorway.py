"""What pages ask beside the socket, over a real connection: availability, files, facts."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from guichet.channels.webchat import WebChat, tokens
from guichet.channels.webchat.addresses import token_key
from guichet.channels.webchat.facts import LONGEST
from guichet.channels.webchat.invitations import Invitation
from guichet.channels.webchat.settings import Subject, WebChatSettings
from guichet.channels.webchat.wording import Both
from guichet.gateway.contract import Tools
from guichet.gateway.types import Availability, InvitationFact
from guichet.kit.clock import ManualClock
from guichet.kit.ids import IdMaker
from guichet.processes.channels import route
from tests.channels.fronts import ROOM, Desk, Meter, Notebook, Shelf, front_of, tools_of
from tests.channels.webchat.peer import SITE, OneDoor, door
from tests.gateway.peers import Ledger
from tests.servers.asgi import running_bus, served

PAGE = {"Origin": SITE}
SETTINGS = WebChatSettings(
    subjects=(Subject(key="orders", label=Both(en="Orders"), queue="shop"),),
    invitations=(Invitation(key="cart", text=Both(en="Help?")),),
)


@dataclass
class House:
    """What the doorway stands on."""

    http: httpx.AsyncClient
    doors: OneDoor
    desk: Desk
    shelf: Shelf
    notebook: Notebook
    meter: Meter
    tools: Tools

    async def ask(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(f"/visitor/site-key-1/{path}", headers=PAGE, **more)

    async def tell(self, body: object) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post("/visitor/site-key-1/facts", headers=PAGE, content=content)

    async def upload(self, token: str, content: bytes = b"words") -> httpx.Response:
        headers = {**PAGE, "Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        path = "/visitor/site-key-1/files?name=note.txt"
        return await self.http.post(path, headers=headers, content=content)

    def token(self) -> str:
        assert self.doors.door is not None
        key, now = token_key(self.tools.secret), self.tools.clock.now()
        return tokens.issue(key, self.doors.door.id, self.tools.ids.new(), now)


@pytest.fixture
async def house(clock: ManualClock, ids: IdMaker, nats_url: str) -> AsyncIterator[House]:
    async with running_bus(nats_url) as bus:
        tools = tools_of(clock, ids, bus)
        doors = OneDoor(replace(door(tools), settings=SETTINGS))
        desk, shelf, notebook, meter = Desk(clock), Shelf(ids), Notebook(), Meter()
        front = front_of(
            tools,
            Ledger(clock, ids),
            doors,
            desk=desk,
            shelf=shelf,
            notebook=notebook,
            quotas=meter,
        )
        app = Starlette(routes=[route(one) for one in WebChat.routes(front)])
        async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
            yield House(http, doors, desk, shelf, notebook, meter, tools)


@pytest.mark.parametrize("path", ["availability", "files", "facts"])
@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("null", 403), (None, 403), (SITE, 404)]
)
async def test_other_sites_and_unknown_keys_are_sent_away(
    house: House, path: str, origin: str | None, status: int
) -> None:
    key = "unknown" if status == 404 else "site-key-1"
    method = "GET" if path == "availability" else "POST"
    headers = {"Origin": origin} if origin else {}
    answer = await house.http.request(method, f"/visitor/{key}/{path}", headers=headers)
    assert answer.status_code == status
    assert answer.json()["code"] == {403: "wrong_origin", 404: "not_found"}[status]
    assert answer.headers.get("access-control-allow-origin") == origin


async def test_availability_is_told_for_the_subject_and_the_queue_it_suggests(house: House) -> None:
    house.desk.now["orders"] = Availability("busy", house.tools.clock.now(), wait=(60, 120))
    answer = await house.ask("availability", params={"subject": "orders"})
    unknown = await house.ask("availability", params={"subject": "nonsense"})
    assert (answer.json()["state"], answer.json()["wait"]) == ("busy", [60, 120])
    assert unknown.json()["state"] == "open"
    assert house.desk.asked == [("orders", "shop"), (None, None)]
    assert answer.headers["vary"] == "Origin"


async def test_who_asks_too_often_is_told_when_to_come_again(house: House) -> None:
    async with asyncio.TaskGroup() as group:
        asked = [group.create_task(house.ask("availability")) for _ in range(203)]
    statuses = Counter(one.result().status_code for one in asked)
    answer = await house.ask("availability")
    assert statuses == {200: 200, 429: 3}
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")


async def test_a_file_needs_the_token_of_a_visitor_of_this_site(house: House) -> None:
    taken = await house.upload(house.token())
    assert (taken.status_code, taken.json()["name"]) == (201, "note.txt")
    assert [content for _, _, content in house.shelf.taken] == [b"words"]
    assert house.doors.door is not None
    foreign = house.token()
    house.doors.door = replace(house.doors.door, id=house.tools.ids.new())
    for token in ("none", "v1.forged.token", foreign):
        refused = await house.upload(token)
        assert (refused.status_code, refused.json()["code"]) == (401, "unknown_visitor")
    assert len(house.shelf.taken) == 1


async def test_a_file_that_is_too_large_is_refused_and_one_visitor_sends_only_so_many(
    house: House,
) -> None:
    token = house.token()
    assert (await house.upload(token, b"x" * (ROOM + 1))).status_code == 413
    codes = [(await house.upload(token)).status_code for _ in range(11)]
    assert codes.count(201) == 9
    assert codes[-1] == 429


async def test_no_file_is_taken_where_files_are_off(house: House) -> None:
    assert house.doors.door is not None
    off = SETTINGS.model_copy(update={"files": False})
    house.doors.door = replace(house.doors.door, settings=off)
    answer = await house.upload(house.token())
    assert (answer.status_code, answer.json()["code"]) == (403, "files_off")


MANY: list[dict[str, object]] = [{"kind": "shown", "rule": "cart"} for _ in range(21)]


def beacon(*facts: dict[str, object], **more: object) -> dict[str, object]:
    page = f"{SITE}/cart?x=1"
    return {"unit": "unit-0001", "kept": True, "page": page, "facts": list(facts), **more}


async def test_facts_of_known_rules_and_purchases_are_kept(house: House) -> None:
    told = beacon(
        {"kind": "shown", "rule": "cart"},
        {"kind": "shown", "rule": "invented"},
        {"kind": "purchase", "id": "MV-1", "amount": 5_800, "currency": "EUR"},
    )
    assert (await house.tell(told)).status_code == 204
    assert house.notebook.noted == [
        InvitationFact("shown", "unit-0001", True, "cart", page=f"{SITE}/cart"),
        InvitationFact("purchase", "unit-0001", True, None, "MV-1", 5_800, "EUR", f"{SITE}/cart"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"nonsense", 422),
        (beacon(), 422),
        (beacon({"kind": "shown"}), 422),
        (beacon({"kind": "bought", "rule": "cart"}), 422),
        (beacon({"kind": "shown", "rule": "cart"}, unit="x"), 422),
        (beacon({"kind": "purchase", "id": "1", "amount": -1}), 422),
        (beacon({"kind": "purchase", "id": "1", "amount": 1, "currency": "euro"}), 422),
        (beacon(*MANY), 422),
        (b"x" * (LONGEST + 1), 413),
    ],
)
async def test_facts_that_make_no_sense_are_refused_and_nothing_is_kept(
    house: House, body: object, status: int
) -> None:
    assert (await house.tell(body)).status_code == status
    assert house.notebook.noted == []


async def test_what_a_site_may_take_in_an_hour_has_an_end(house: House) -> None:
    house.meter.full = frozenset({"webchat_file_site", "webchat_fact_site"})
    told = await house.tell(beacon({"kind": "shown", "rule": "cart"}))
    for answer in (told, await house.upload(house.token())):
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1800")
        assert answer.json()["code"] == "too_many_on_this_site"
    assert (house.notebook.noted, house.shelf.taken) == ([], [])


async def test_the_browsers_question_before_a_request_is_answered(house: House) -> None:
    answer = await house.http.options("/visitor/site-key-1/facts", headers=PAGE)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "access-control-allow-credentials" not in answer.headers
