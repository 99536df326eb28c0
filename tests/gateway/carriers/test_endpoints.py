"""Carriers, routes and rules over HTTP."""

from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from guichet.accounts.audit.models import AuditEntry
from guichet.accounts.works import SystemWorks
from guichet.gateway.carriers import repository
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.types import Alarm, Fact
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.mass.contract import AnyLink
from guichet.gateway.registry import Registry
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from tests.accounts.conftest import Browser, World
from tests.channels.fronts import tools_of
from tests.gateway.carriers.lines import LineLink
from tests.gateway.quiet import Silence

SETTINGS = {"carrier": "near", "password": "open sesame"}


@pytest.fixture
async def operator(
    app: FastAPI, ground: Ground, world: World, browser: Browser, clock: ManualClock, ids: IdMaker
) -> httpx.AsyncClient:
    """The operator's browser, where links of kind ``line`` are installed."""
    app.state.link_kinds = LinkKinds({"line": cast(type[AnyLink], LineLink)}, ground.cipher)
    app.state.channels = ChannelsAtHand(Registry({}), tools_of(clock, ids, Silence()))
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


async def route(operator: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """A route to a carrier of its own."""
    carrier = await operator.post("/platform/carriers", json={"name": "Océan"})
    body = {"title": "Océan, 1", "settings": SETTINGS, "kind": "line", **more}
    answer = await operator.post(
        "/platform/routes", json={"carrier_id": carrier.json()["id"], **body}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_route_is_made_changed_isolated_and_joined_and_its_password_never_shown(
    operator: httpx.AsyncClient,
) -> None:
    made = await route(operator, abilities={"RE": {"answerable": True}}, prefixes=["262"])
    assert made["settings"] == {"carrier": "near", "password": "••••••••"}
    assert made["abilities"]["RE"]["answerable"]
    address = f"/platform/routes/{made['id']}"
    kept = {"carrier": "near", "password": "••••••••"}
    change = {"title": "Océan, A", "settings": kept, "binds": 2, "version": 1}
    changed = (await operator.put(address, json=change)).json()
    assert (changed["title"], changed["binds"], changed["version"]) == ("Océan, A", 2, 2)
    late = await operator.put(address, json=change)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    isolated = await operator.post(f"{address}/isolate", json={"reason": "No receipts"})
    assert isolated.json()["isolated_reason"] == "No receipts"
    joined = await operator.post(f"{address}/join")
    assert joined.json()["isolated_at"] is None
    assert (await operator.get(address)).json() == joined.json()
    assert [one["id"] for one in (await operator.get("/platform/routes")).json()["items"]] == [
        made["id"]
    ]
    assert (await operator.get(f"{address}/minutes")).json() == {"items": []}
    assert (await operator.post(f"{address}/test")).json()["ok"]
    assert (await operator.get(f"{address}/calls")).json() == {"addresses": {}}


@pytest.mark.parametrize(
    ("changes", "status", "fault"),
    [
        ({"kind": "pigeon"}, 422, "kind"),
        ({"settings": {"carrier": "near"}}, 422, "settings/password"),
        ({"settings": {**SETTINGS, "colour": "red"}}, 422, "settings/colour"),
    ],
    ids=["an unknown kind", "a setting is missing", "a setting too many"],
)
async def test_what_is_wrong_with_a_route_is_named(
    operator: httpx.AsyncClient, changes: dict[str, Any], status: int, fault: str
) -> None:
    carrier = (await operator.post("/platform/carriers", json={"name": "Océan"})).json()
    body = {
        "carrier_id": carrier["id"],
        "title": "Océan, 1",
        "settings": SETTINGS,
        "kind": "line",
        **changes,
    }
    answer = await operator.post("/platform/routes", json=body)
    assert answer.status_code == status
    assert fault in answer.text


async def test_rules_name_routes_that_exist_and_are_replaced_as_a_whole(
    operator: httpx.AsyncClient,
) -> None:
    made = await route(operator)
    rule = {"method": "share", "purpose": "otp", "routes": [{"route_id": made["id"], "share": 70}]}
    put = await operator.put("/platform/route-rules", json={"rules": [rule]})
    assert put.status_code == 200, put.text
    assert (await operator.get("/platform/route-rules")).json() == put.json()
    unknown = {**rule, "routes": [{"route_id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"}]}
    refused = await operator.put("/platform/route-rules", json={"rules": [unknown]})
    assert refused.status_code == 422
    assert "no_such_route" in refused.text
    await operator.put("/platform/route-rules", json={"rules": []})
    assert (await operator.get("/platform/route-rules")).json() == {"rules": []}


async def test_carriers_and_kinds_of_link_are_listed(operator: httpx.AsyncClient) -> None:
    await route(operator)
    names = [one["name"] for one in (await operator.get("/platform/carriers")).json()["items"]]
    assert names == ["Océan"]
    kinds = (await operator.get("/platform/link-kinds")).json()["items"]
    assert [one["kind"] for one in kinds] == ["line"]
    assert "password" in kinds[0]["settings_schema"]["properties"]
    assert kinds[0]["presets"] == []


async def test_a_carrier_is_renamed_a_route_removed_and_both_stand_in_the_trail(
    operator: httpx.AsyncClient, works: SystemWorks
) -> None:
    made = await route(operator)
    carrier, address = made["carrier_id"], f"/platform/routes/{made['id']}"
    renamed = await operator.put(f"/platform/carriers/{carrier}", json={"name": "Lagon"})
    assert (renamed.json()["name"], renamed.json()["version"]) == ("Lagon", 2)
    missing = await operator.put(f"/platform/carriers/{made['id']}", json={"name": "Lagon"})
    assert missing.json()["code"] == "no_such_carrier"
    rule = {"method": "order", "routes": [{"route_id": made["id"]}]}
    await operator.put("/platform/route-rules", json={"rules": [rule]})
    refused = await operator.delete(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "route_in_rules")
    assert "Océan, 1" in refused.json()["detail"]
    await operator.put("/platform/route-rules", json={"rules": []})
    assert (await operator.delete(address)).status_code == 204
    assert (await operator.get(address)).status_code == 404
    assert (await operator.delete(address)).status_code == 404
    async with works() as work:
        kinds = list(await work.session.scalars(select(AuditEntry.action)))
    for kind in ("gateway.carrier.created", "gateway.carrier.renamed", "gateway.route.removed"):
        assert kind in kinds


async def test_which_route_a_message_would_take_is_told_with_the_reason_against_the_others(
    operator: httpx.AsyncClient,
) -> None:
    plain = await route(operator, prefixes=["262"])
    mute = await route(operator, abilities={"*": {"named_senders": False}})
    rule = {"method": "order", "routes": [{"route_id": mute["id"]}, {"route_id": plain["id"]}]}
    await operator.put("/platform/route-rules", json={"rules": [rule]})
    asked = {"number": "+262692123456", "purpose": "marketing", "sender": "BOUTIQUE"}
    told = (await operator.post("/platform/route-rules/try", json=asked)).json()
    assert (told["rule"], told["lacking"], told["why"]) == (1, None, None)
    assert [(one["route_id"], one["looked"]) for one in told["looks"]] == [
        (plain["id"], "first"),
        (mute["id"], "unable"),
    ]
    elsewhere = {**asked, "number": "+33612345678"}
    refused = (await operator.post("/platform/route-rules/try", json=elsewhere)).json()
    assert refused["lacking"] == "no_route_for_names"
    assert "name" in refused["why"] or "nom" in refused["why"]
    otherwise = {**asked, "rules": [{"method": "order", "routes": [{"route_id": plain["id"]}]}]}
    draft = (await operator.post("/platform/route-rules/try", json=otherwise)).json()
    assert [one["looked"] for one in draft["looks"]] == ["first", "unnamed"]


async def test_routes_are_the_platform_s_alone(
    operator: httpx.AsyncClient, world: World, browser: Browser
) -> None:
    tenant = await world.tenant()
    await world.user("ada@example.com")
    ada = await browser("ada@example.com")
    assert (await ada.get("/platform/routes")).status_code == 403
    assert tenant.status == "active"


async def test_whom_alarms_are_told_is_decided_and_alarms_are_listed_in_words(
    operator: httpx.AsyncClient, works: SystemWorks
) -> None:
    nobody = (await operator.get("/platform/route-watch")).json()
    assert nobody == {"mails": [], "numbers": [], "language": "en"}
    wanted = {"mails": ["night@example.com"], "numbers": ["+262692123456"], "language": "fr"}
    assert (await operator.put("/platform/route-watch", json=wanted)).json() == wanted
    assert (await operator.get("/platform/route-watch")).json() == wanted
    wrong = await operator.put("/platform/route-watch", json={"mails": ["night"]})
    assert wrong.status_code == 422
    made = await route(operator)
    async with works() as work:
        fact = Fact("receipts", 0.31, 0.94, 1_200, None)
        alarm = Alarm(work.ids.new(), UUID(made["id"]), 1, work.now, None, (fact,), ())
        await repository.put_alarm(work.session, alarm)
    (shown,) = (await operator.get("/platform/route-alarms")).json()["items"]
    told = "Des accusés sont venus pour 31\u202f% de 1\u202f200 parties (d’habitude 94\u202f%)."
    assert shown["facts"][0]["words"] == told
