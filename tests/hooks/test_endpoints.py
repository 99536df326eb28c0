"""Web hooks over HTTP, as a company's developer meets them."""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.hooks.alarms import HookAlarms
from guichet.hooks.outside import Outside
from guichet.hooks.published import ALL
from guichet.hooks.signing import headers, key_of
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.guarded import Address
from tests.accounts.conftest import Browser, World
from tests.accounts.mails import mails
from tests.hooks.conftest import Scene
from tests.hooks.receiver import LOOPBACK, answering, receiving

PUBLIC = "https://shop.example/guichet"


async def lookup(host: str, _port: int) -> list[Address]:
    """The names of these tests."""
    known = {
        "127.0.0.1": "127.0.0.1",
        "shop.example": "93.184.216.34",
        "inside.example": "10.0.0.7",
    }
    if host not in known:
        raise OSError("no such host")
    return [ip_address(known[host])]


@dataclass
class Office:
    """A company and its administrator."""

    tenant: Tenant
    client: httpx.AsyncClient
    browser: Browser

    async def create(self, address: str = PUBLIC, **more: object) -> dict[str, Any]:
        body = {"address": address, "kinds": ["contact.*"], **more}
        answer = await self.client.post("/hooks", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


@pytest.fixture
async def office(app: FastAPI, world: World, browser: Browser) -> Office:
    app.state.hooks_outside = Outside(LOOPBACK, lookup)
    tenant = await world.tenant()
    await world.member(tenant, "admin@example.com", Role.ADMINISTRATOR)
    return Office(tenant, await browser("admin@example.com", tenant), browser)


async def test_a_hook_is_made_shown_changed_and_removed(office: Office) -> None:
    made = await office.create(description="Shop", kinds=["contact.*", "message.delivered"])
    assert made["secret"].startswith("whsec_")
    one = made["hook"]
    assert (one["kinds"], one["enabled"], one["line"]["waiting"]) == (
        ["contact.*", "message.delivered"],
        True,
        0,
    )
    path = f"/hooks/{one['id']}"
    listed = (await office.client.get("/hooks")).json()["items"]
    assert listed == [one]
    assert "secret" not in json.dumps(listed).replace("old_secret_until", "")
    body = {"address": PUBLIC, "kinds": ["contact.created"], "enabled": False}
    changed = (await office.client.put(path, json=body)).json()
    assert (changed["version"], changed["off_why"]) == (2, "by_hand")
    assert (await office.client.put(path, json=body)).json() == changed
    assert (await office.client.delete(path)).status_code == 204
    assert (await office.client.get(path)).status_code == 404
    assert (await office.client.get("/hooks")).json()["items"] == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://inside.example/x", "hook_forbidden_address"),
        ("http://shop.example/x", "hook_not_https"),
        ("https://nowhere.example/x", "hook_no_such_host"),
        ("shop.example", "hook_bad_address"),
    ],
)
async def test_an_address_that_is_not_to_be_reached_is_refused_by_name(
    office: Office, address: str, code: str
) -> None:
    answer = await office.client.post("/hooks", json={"address": address, "kinds": ["contact.*"]})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["faults"]] == [("address", code)]


async def test_an_event_that_is_not_published_is_refused_by_name(office: Office) -> None:
    body = {"address": PUBLIC, "kinds": ["contact.*", "accounts.session.opened"]}
    answer = await office.client.post("/hooks", json=body)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["faults"]] == [
        ("kinds/0", "unknown_event")
    ]


async def test_the_published_list_is_told(office: Office) -> None:
    items = (await office.client.get("/hooks/events")).json()["items"]
    assert [one["name"] for one in items] == [one.name for one in ALL]
    assert all(one["about"] and one["version"] == 1 for one in items)


async def test_a_test_is_posted_signed_and_its_answer_shown(office: Office, ground: Ground) -> None:
    async with receiving(answering("500 Oops", b"broken")) as receiver:
        made = await office.create(receiver.address)
        answer = (await office.client.post(f"/hooks/{made['hook']['id']}/test")).json()
    one = receiver.received[0]
    assert (answer["ok"], answer["status"], answer["answer"]) == (False, 500, "broken")
    assert json.loads(one.body)["type"] == "hook.test"
    assert answer["body"].encode() == one.body
    keys = [key_of(made["secret"])]
    signed = headers(one.headers["webhook-id"], ground.clock.now(), one.body, keys)
    assert one.headers["webhook-signature"] == dict(signed)["webhook-signature"]


async def test_a_new_secret_is_shown_once_and_the_old_one_may_go_on_for_a_day(
    office: Office, clock: ManualClock
) -> None:
    made = await office.create()
    path = f"/hooks/{made['hook']['id']}/secret"
    kept = (await office.client.post(path, json={})).json()
    ended = (await office.client.post(path, json={"keep_old": False})).json()
    assert len({made["secret"], kept["secret"], ended["secret"]}) == 3
    assert kept["hook"]["old_secret_until"] == "2026-03-03T08:00:00Z"
    assert ended["hook"]["old_secret_until"] is None


async def test_what_was_told_is_listed_by_state_and_told_again(
    office: Office, scene: Scene
) -> None:
    async with receiving(answering("422 No", b"unknown")) as receiver:
        hook_id = (await office.create(receiver.address))["hook"]["id"]
        scene.tenant = office.tenant.id
        await scene.happen()
        await scene.tell()
        path = f"/hooks/{hook_id}/deliveries"
        listed = (await office.client.get(path, params={"state": "later"})).json()["items"]
        assert [(one["kind"], one["attempts"], one["body"]) for one in listed] == [
            ("contact.created", 1, None)
        ]
        assert listed[0]["tries"][0]["answer"] == "unknown"
        one = f"{path}/{listed[0]['id']}"
        assert (
            json.loads((await office.client.get(one)).json()["body"])["type"] == "contact.created"
        )
        receiver.say = answering("200 OK")
        assert (await office.client.post(f"{one}/again")).json()["state"] == "waiting"
        await scene.tell()
        assert (await office.client.get(one)).json()["state"] == "delivered"
        assert (await office.client.post(f"/hooks/{hook_id}/again")).json() == {"count": 0}
    shown = (await office.client.get(f"/hooks/{hook_id}")).json()["line"]
    assert (shown["delivered"], shown["waiting"], shown["last_status"]) == (1, 0, 200)


async def test_nothing_is_told_again_by_a_hook_that_is_off(office: Office) -> None:
    made = await office.create(enabled=False)
    answer = await office.client.post(f"/hooks/{made['hook']['id']}/again")
    assert (answer.status_code, answer.json()["code"]) == (409, "hook_is_off")


async def test_a_company_has_so_many_hooks_and_no_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guichet.hooks.service.MOST_HOOKS", 1)
    await office.create()
    answer = await office.client.post("/hooks", json={"address": PUBLIC, "kinds": ["contact.*"]})
    assert (answer.status_code, answer.json()["code"]) == (403, "quota_reached")


async def test_who_may_not_manage_hooks_sees_none(office: Office, world: World) -> None:
    await world.member(office.tenant, "agent@example.com", Role.AGENT)
    agent = await office.browser("agent@example.com", office.tenant)
    assert (await agent.get("/hooks")).status_code == 403


async def test_administrators_are_told_by_mail_once_that_a_hook_was_switched_off(
    office: Office, ground: Ground, works: SystemWorks
) -> None:
    made = await office.create()
    hook_id = made["hook"]["id"]
    alarms = HookAlarms(ground.clock, ground.ids, ground.outbox, "http://guichet.test")
    for _ in range(2):
        async with ground.system_db.transaction() as session:
            await alarms.switch_off(session, office.tenant.id, hook_id, "failing")
    sent = await mails(ground, works)
    assert [(one.to, one.subject) for one in sent] == [
        ("admin@example.com", "Maison Vanille : un webhook a été désactivé")
    ]
    assert f"http://guichet.test/t/maison-vanille/settings/hooks/{hook_id}" in sent[0].text
    assert PUBLIC in sent[0].text
    assert (await office.client.get(f"/hooks/{hook_id}")).json()["off_why"] == "failing"
