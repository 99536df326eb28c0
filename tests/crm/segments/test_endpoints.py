"""Segments and lists over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Choice, Draft, Label
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.conftest import MORNING, MakeWork
from tests.crm.scene import browser

NORTH = {"kind": "place", "postcodes": ["97400", "97438", "97441"]}
BOX = {"kind": "place", "zone": [[55.3, -20.95], [55.62, -20.95], [55.62, -20.8], [55.3, -20.8]]}
WOMAN = {"kind": "sex", "one_of": ["female"]}
YOUNG = {"kind": "age", "maximum": 29}
SAME = {"property": "category", "of": {"test": "same_as", "parameter": "category"}}
BOUGHT = {
    "kind": "event",
    "type": "purchase",
    "window": {"kind": "last", "count": 30, "unit": "days"},
    "where": [SAME],
}
EXAMPLE = {"kind": "all", "of": [WOMAN, YOUNG, NORTH, BOUGHT]}
"""Women under 30 in the north of the island who bought an article of the same category within the
last 30 days.
"""
HEELS = {"category": "escarpins"}
MEANT = (
    Draft("born", Label("Né(e) le", "Born on"), "date", meaning="birth_date"),
    Draft("zip", Label("Code postal", "Postcode"), "text", meaning="postcode"),
    Draft(
        "sex",
        Label("Sexe", "Sex"),
        "choice",
        (Choice("female", Label("Femme", "Woman")), Choice("male", Label("Homme", "Man"))),
        meaning="sex",
    ),
)
PEOPLE: dict[str, tuple[str, str, str]] = {
    "Anaïs": ("female", "1998-05-12", "97400"),
    "Bettina": ("female", "1996-03-02", "97438"),
    "Cécile": ("female", "1996-03-03", "97441"),
    "Dorothée": ("female", "2001-01-01", "97410"),
    "Émile": ("male", "2001-01-01", "97400"),
    "Fanny": ("female", "2000-07-14", "97400"),
    "Gaëlle": ("female", "1999-02-28", "97400"),
}


@pytest.fixture
async def http(
    ground: Ground, tenant_id: TenantId, make_work: MakeWork
) -> AsyncIterator[httpx.AsyncClient]:
    async with make_work(tenant_id) as work:
        for draft in MEANT:
            await attributes.define(work, draft)
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as client:
        yield client


async def write_everybody(http: httpx.AsyncClient) -> dict[str, str]:
    """Ids by name. Bettina turned 30 this morning, Cécile will tomorrow; Fanny bought bags, Gaëlle
    a second more than 30 days ago.
    """
    ids: dict[str, str] = {}
    for name, (sex, born, postcode) in PEOPLE.items():
        given = {"sex": sex, "born": born, "zip": postcode}
        made = await http.post("/contacts", json={"name": name, "attributes": given})
        assert made.status_code == 201, made.text
        ids[name] = made.json()["id"]
    late = {"Gaëlle": timedelta(days=30, seconds=1)}
    events = [
        {
            "id": f"order-{name}",
            "type": "purchase",
            "who": {"contact_id": ids[name]},
            "at": (MORNING - late.get(name, timedelta(days=30))).isoformat(),
            "properties": {"category": "sacs" if name == "Fanny" else "escarpins", "amount": 5_990},
        }
        for name in ids
    ]
    assert (await http.post("/events", json={"events": events})).status_code == 200
    return ids


async def asked(http: httpx.AsyncClient, condition: object, **more: Any) -> Any:
    answered = await http.post("/segments/count", json={"condition": condition, **more})
    assert answered.status_code == 200, answered.text
    return answered.json()


async def test_women_under_30_in_the_north_who_bought_of_the_same_category_within_30_days(
    http: httpx.AsyncClient, clock: ManualClock
) -> None:
    await write_everybody(http)
    found = await asked(http, EXAMPLE, parameters=HEELS)
    assert (found["people"], found["exact"]) == (2, True)
    shown = await http.post("/segments/sample", json={"condition": EXAMPLE, "parameters": HEELS})
    assert {one["name"] for one in shown.json()["items"]} == {"Anaïs", "Cécile"}
    by_zone = {"kind": "all", "of": [WOMAN, YOUNG, BOX, BOUGHT]}
    assert (await asked(http, by_zone, parameters=HEELS))["people"] == 2
    bags = await asked(http, EXAMPLE, parameters={"category": "sacs"}, estimate=True)
    assert bags["people"] == 1
    clock.advance(timedelta(seconds=1))
    assert (await asked(http, EXAMPLE, parameters=HEELS))["people"] == 0, "a second later"


async def test_a_segment_is_kept_said_changed_frozen_and_removed(
    http: httpx.AsyncClient, clock: ManualClock
) -> None:
    ids = await write_everybody(http)
    made = await http.post(
        "/segments",
        json={"name": "Nord", "condition": EXAMPLE},
        headers={"Accept-Language": "fr"},
    )
    assert made.status_code == 201, made.text
    assert made.json()["sentence"] == (
        "les femmes de moins de 30 ans habitant à Sainte-Marie, à Sainte-Suzanne ou au code postal"
        " 97400 qui ont acheté un article de la même catégorie dans les 30 derniers jours"
    )
    said = await http.post("/segments/sentence", json={"condition": EXAMPLE})
    assert said.json()["sentence"] == made.json()["sentence"]
    areas = (await http.get("/segments/areas")).json()["items"]
    assert [one["name"] for one in areas][:2] == ["le nord de l’île", "l’est de l’île"]
    found = await http.get(
        "/segments/areas", params={"query": "finis"}, headers={"Accept-Language": "fr"}
    )
    assert [one["name"] for one in found.json()["items"]] == [
        "le nord du Finistère",
        "l’est du Finistère",
        "l’ouest du Finistère",
        "le sud du Finistère",
    ]
    here = await http.get("/segments/areas", params={"postcodes": "97400,29000"})
    assert {one["key"] for one in here.json()["items"]} >= {"re_north", "29_south"}
    assert (await http.get("/segments/facts")).json()["items"] == [], "no room told of any here"
    path = f"/segments/{made.json()['id']}"
    frozen = await http.post(f"{path}/freeze", json={"name": "Nord, ce matin", "parameters": HEELS})
    assert frozen.json()["people"] == 2, frozen.text
    clock.advance(timedelta(days=1))
    members = await http.post(f"{path}/members", json={"parameters": HEELS})
    assert members.json()["items"] == []
    listed = f"/lists/{frozen.json()['id']}"
    kept = (await http.get(f"{listed}/contacts")).json()["items"]
    assert {one["name"] for one in kept} == {"Anaïs", "Cécile"}
    away = {"contacts": [ids["Anaïs"]]}
    assert (await http.post(f"{listed}/remove", json=away)).status_code == 200
    more = {"contacts": [ids["Émile"], ids["Émile"]]}
    assert (await http.post(f"{listed}/add", json=more)).json()["version"] == 3
    not_in_it = {"kind": "not", "of": {"kind": "list", "list_id": frozen.json()["id"]}}
    assert (await asked(http, not_in_it))["people"] == 5
    changed = await http.patch(path, json={"condition": WOMAN})
    assert changed.json()["version"] == 2
    page = await http.post(f"{path}/members", params={"limit": 4}, json={})
    rest = await http.post(
        f"{path}/members", params={"limit": 4, "cursor": page.json()["next_cursor"]}, json={}
    )
    assert len(page.json()["items"] + rest.json()["items"]) == 6
    assert (await http.patch(listed, json={"name": "Nord"})).json()["name"] == "Nord"
    assert (await http.delete(listed)).status_code == 204
    assert (await http.delete(path)).status_code == 204
    assert (await http.get("/segments")).json()["items"] == []
    assert (await http.get("/lists")).json()["items"] == []


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ({"kind": "attribute", "key": "points", "of": {"test": "known"}}, "no_such_attribute"),
        ({"kind": "place", "communes": ["Saint-Denis"]}, "no_such_meaning"),
        ({"kind": "fact", "source": "moon", "fact": "full"}, "no_such_fact"),
        (BOUGHT, "required"),
        ({"kind": "all", "of": [WOMAN] * 50}, "too_many_items"),
    ],
)
async def test_what_cannot_be_asked_is_named(
    http: httpx.AsyncClient, condition: object, code: str
) -> None:
    refused = await http.post("/segments/count", json={"condition": condition})
    assert refused.status_code == 422
    assert [fault["code"] for fault in refused.json()["faults"]] == [code]


async def test_conditions_are_put_into_one_another_only_so_deep(http: httpx.AsyncClient) -> None:
    condition: dict[str, Any] = WOMAN
    for _ in range(6):
        condition = {"kind": "not", "of": condition}
    refused = await http.post("/segments/count", json={"condition": condition})
    assert refused.json()["faults"][0]["code"] == "too_deep"


async def test_who_changes_segments_and_lists_is_written_down(http: httpx.AsyncClient) -> None:
    segment = (await http.post("/segments", json={"name": "Nord", "condition": WOMAN})).json()["id"]
    await http.patch(f"/segments/{segment}", json={"name": "Femmes"})
    await http.delete(f"/segments/{segment}")
    made = (await http.post("/lists", json={"name": "Invitées"})).json()["id"]
    await http.delete(f"/lists/{made}")
    entries = (await http.get("/audit")).json()["items"]
    told = [(one["action"], one["target"], one["details"]["name"]) for one in reversed(entries)]
    assert told == [
        ("crm.segment.changed", f"segment:{segment}", "Nord"),
        ("crm.segment.changed", f"segment:{segment}", "Femmes"),
        ("crm.segment.removed", f"segment:{segment}", "Femmes"),
        ("crm.list.changed", f"contact_list:{made}", "Invitées"),
        ("crm.list.removed", f"contact_list:{made}", "Invitées"),
    ]
