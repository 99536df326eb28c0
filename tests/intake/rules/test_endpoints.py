"""Routing rules over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Draft as NewAttribute
from guichet.crm.attributes.types import Label
from guichet.gateway.context import Context
from guichet.kit.ground import Ground
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, Callers, application, arrives, client_of, principal
from tests.gateway.scene import says
from tests.intake.rules.scene import RuledShop, ruled_shop

RULE_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


@pytest.fixture
async def ruled(make_tenant: MakeTenant, make_work: MakeWork) -> RuledShop:
    return await ruled_shop(make_tenant, make_work)


@pytest.fixture
async def callers(ruled: RuledShop) -> Callers:
    return Callers(principal(AMELIE, ruled.tenant_id, Role.SUPERVISOR))


@pytest.fixture
async def http(ground: Ground, callers: Callers) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(application(ground, callers)) as client:
        yield client


def a_rule(queue_id: object, **more: Any) -> dict[str, Any]:
    cart = {"kind": "test", "fact": "data", "op": "more_than", "key": "cart.total"}
    when = {"kind": "group", "how": "all", "of": [{**cart, "numbers": [100]}]}
    return {
        "id": RULE_ID,
        "name": "Big carts",
        "when": when,
        "then": {"queue_id": str(queue_id), "priority": 10},
        **more,
    }


async def draft(http: httpx.AsyncClient, *rules: dict[str, Any], version: int = 0) -> Any:
    body = {"version": version, "rules": list(rules)}
    return await http.put("/routing-rules/draft", json=body)


async def test_rules_are_drafted_published_listed_and_gone_back_to(
    http: httpx.AsyncClient, ruled: RuledShop
) -> None:
    saved = await draft(http, a_rule(ruled.orders.id))
    assert (saved.status_code, saved.json()["version"], saved.json()["faults"]) == (200, 1, [])
    published = await http.post("/routing-rules/publish", json={"version": 1, "note": "carts"})
    assert (published.status_code, published.json()["number"]) == (201, 1)
    shown = (await http.get("/routing-rules")).json()
    assert shown["published"]["rules"] == shown["draft"]["rules"] == saved.json()["rules"]
    assert shown["published"]["by"]["name"] == "Amélie Payet"
    back = await http.post("/routing-rules/versions/0/restore")
    assert (back.status_code, back.json()["rules"]) == (201, [])
    listed = (await http.get("/routing-rules/versions", params={"limit": 1})).json()
    assert [one["number"] for one in listed["items"]] == [2]
    rest = await http.get("/routing-rules/versions", params={"cursor": listed["next_cursor"]})
    assert [one["note"] for one in rest.json()["items"]] == ["carts"]


async def test_faults_name_rule_and_word_in_the_readers_language(
    http: httpx.AsyncClient, ruled: RuledShop
) -> None:
    faulty = a_rule(RULE_ID)
    saved = (await draft(http, faulty)).json()
    assert [fault["pointer"] for fault in saved["faults"]] == ["rules/0/then/queue_id"]
    french = {"Accept-Language": "fr"}
    refused = await http.post("/routing-rules/publish", json={"version": 1}, headers=french)
    assert refused.status_code == 422
    (fault,) = refused.json()["faults"]
    assert fault["detail"].startswith("Big carts : cette file n’existe plus")
    discarded = await http.post("/routing-rules/draft/discard", json={"version": 1})
    assert (discarded.json()["rules"], discarded.json()["differs"]) == ([], False)


async def test_groups_too_deep_to_read_are_refused(http: httpx.AsyncClient) -> None:
    group: dict[str, Any] = {"kind": "group", "how": "all", "of": []}
    for _ in range(400):
        group = {"kind": "group", "how": "all", "of": [group]}
    refused = await draft(http, a_rule(RULE_ID, when=group))
    assert refused.status_code == 422


async def test_rules_are_tried_with_a_made_up_request(
    http: httpx.AsyncClient, ruled: RuledShop
) -> None:
    rules = [a_rule(ruled.orders.id), a_rule(ruled.orders.id, when={"how": "all", "of": []})]
    request = {"data": {"cart": {"total": "120,50"}}, "page": "https://shop.example/a"}
    tried = await http.post("/routing-rules/try", json={"rules": rules, "request": request})
    found = tried.json()
    assert [(one["place"], one["reasons"][0]["seen"]) for one in found["matches"]] == [
        (1, "120,50")
    ]
    assert found["decided"]["priority"] == 10
    assert found["marks"] == {
        "rules/0/when": True,
        "rules/0/when/of/0": True,
        "rules/1/when": True,
    }
    draft_tried = await http.post("/routing-rules/try", json={"request": request})
    assert draft_tried.json()["matches"] == []


async def test_the_vocabulary_names_what_there_is_and_what_was_seen(
    http: httpx.AsyncClient, ruled: RuledShop
) -> None:
    context = Context(data={"cart": {"total": 5, "lines": [{"sku": 1}]}}, form={"order": "A7"})
    inbound = says("Bonjour")
    await arrives(
        ruled.make_work,
        ruled.shop,
        type(inbound)(
            inbound.peer_id, inbound.sender, inbound.text, subject="orders", context=context
        ),
    )
    async with ruled.make_work(ruled.tenant_id) as work:
        label = Label(fr="Visites", en="Visits")
        await attributes.define(work, NewAttribute("visits", label, "number"))
    found = (await http.get("/routing-rules/vocabulary")).json()
    assert found["seen"]["attribute.key"] == ["visits"]
    assert {"value": str(ruled.orders.id), "label": "Commandes"} in found["queues"]
    assert [one["label"] for one in found["skills"]] == ["fr"]
    assert [one["label"] for one in found["entry_points"]] == ["Boutique"]
    assert found["seen"]["data.key"] == ["cart.lines.sku", "cart.total"]
    assert (found["seen"]["form.key"], found["seen"]["subject"]) == (["order"], ["orders"])
    facts = {one["fact"]: one for one in found["facts"]}
    assert facts["page"]["operators"][0] == "under"
    assert (facts["data"]["keyed"], facts["page"]["keyed"]) == (True, False)


async def test_an_agent_reads_why_a_request_waits_where_it_waits(
    http: httpx.AsyncClient, callers: Callers, ruled: RuledShop
) -> None:
    await draft(http, a_rule(ruled.orders.id, when={"how": "all", "of": []}))
    await http.post("/routing-rules/publish", json={"version": 1})
    accepted = await arrives(ruled.make_work, ruled.shop, says("Bonjour"))
    callers.who = principal(AMELIE, ruled.tenant_id, Role.AGENT)
    placed = await http.get(f"/interactions/{accepted.interaction_id}/placement")
    assert placed.json() == {
        "number": 1,
        "matches": [{"place": 1, "name": "Big carts", "reasons": []}],
    }
    assert (await http.get(f"/interactions/{RULE_ID}/placement")).status_code == 404


async def test_rights_are_asked_for(
    http: httpx.AsyncClient, callers: Callers, ruled: RuledShop
) -> None:
    callers.who = principal(AMELIE, ruled.tenant_id, Role.AUDITOR)
    assert (await http.get("/routing-rules")).status_code == 200
    assert (await draft(http)).status_code == 403
    assert (await http.post("/routing-rules/publish", json={"version": 0})).status_code == 403
    assert (await http.post("/routing-rules/versions/1/restore")).status_code == 403
    callers.who = principal(AMELIE, ruled.tenant_id, Role.AGENT)
    assert (await http.get("/routing-rules")).status_code == 403
    assert (await http.get("/routing-rules/vocabulary")).status_code == 403
