"""Contacts over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.works import SystemWorks
from guichet.gateway.mass import service as texts
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from tests.crm.scene import browser


@pytest.fixture
async def http(ground: Ground, tenant_id: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(ground, tenant_id, Role.ADMINISTRATOR) as client:
        yield client


async def made(http: httpx.AsyncClient, **given: object) -> dict[str, object]:
    answered = await http.post("/contacts", json=given)
    assert answered.status_code == 201, answered.text
    found: dict[str, object] = answered.json()
    return found


ELO = {"name": "Éloïse Payet", "identities": [{"kind": "phone", "value": "0692 12 34 56"}]}


async def test_a_contact_is_written_down_found_changed_and_erased(http: httpx.AsyncClient) -> None:
    card = await made(http, **ELO)
    path = f"/contacts/{card['id']}"
    for question in ("elo pay", "3456", "+262 692", "0692 12"):
        found = (await http.get("/contacts", params={"search": question})).json()["items"]
        assert [one["id"] for one in found] == [card["id"]], question
    changed = await http.patch(path, json={"tags": ["vip"], "language": "en"})
    assert (changed.json()["tags"], changed.json()["name"]) == (["vip"], "Éloïse Payet")
    assert (await http.get("/contact-tags")).json()["items"] == [{"name": "vip"}]
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(path)).json()["erased"] is True
    assert (await http.get("/contacts")).json()["items"] == []


async def test_what_is_wrong_is_said_in_the_callers_language(http: httpx.AsyncClient) -> None:
    refused = await http.post(
        "/contacts",
        json={"identities": [{"kind": "phone", "value": "12"}], "attributes": {"x": 1}},
        headers={"Accept-Language": "fr"},
    )
    assert refused.status_code == 422
    assert {fault["pointer"] for fault in refused.json()["faults"]} == {
        "identities/0/value",
        "attributes/x",
    }
    assert "comme on le compose" in refused.text


async def test_an_identity_of_somebody_else_names_them(http: httpx.AsyncClient) -> None:
    elo, paul = await made(http, **ELO), await made(http, name="Paul")
    path = f"/contacts/{paul['id']}/identities"
    refused = await http.post(path, json={"kind": "phone", "value": "+262692123456"})
    assert refused.status_code == 409
    assert refused.json()["params"] == {"contact": elo["id"], "name": "Éloïse Payet"}
    added = await http.post(path, json={"kind": "email", "value": "Paul@Shop.example"})
    (identity,) = added.json()["identities"]
    verified = await http.post(f"{path}/{identity['id']}/verify")
    assert verified.json()["identities"][0]["verified"]["by"]["name"] == "Amélie Payet"
    removed = await http.delete(f"{path}/{identity['id']}")
    assert removed.json()["identities"] == []


async def test_consents_are_appended_and_what_counts_stands_on_the_card(
    http: httpx.AsyncClient,
) -> None:
    card = await made(http, **ELO)
    path = f"/contacts/{card['id']}"
    identity = card["identities"][0]["id"]  # type: ignore[index]  # a card's identities
    told = {"identity_id": identity, "purpose": "marketing", "medium": "sms"}
    for decision in ("granted", "withdrawn"):
        answered = await http.post(f"{path}/consents", json={**told, "decision": decision})
        assert answered.status_code == 201, answered.text
    history = (await http.get(f"{path}/consents")).json()["items"]
    assert [one["decision"] for one in history] == ["withdrawn", "granted"]
    (now,) = (await http.get(path)).json()["consents"]
    assert (now["decision"], now["by"]["name"]) == ("withdrawn", "Amélie Payet")


async def test_duplicates_are_proposed_merged_and_the_merge_is_undone(
    http: httpx.AsyncClient,
) -> None:
    a, b, c = [
        await made(http, name=name, identities=[{"kind": "email", "value": mail}])
        for name, mail in (
            ("Elo", "elo@mail.example"),
            ("Éloïse", "elo+1@mail.example"),
            ("E.", "elo+2@mail.example"),
        )
    ]
    path = f"/contacts/{a['id']}"
    assert len((await http.get("/contact-duplicates")).json()["items"]) == 3
    proposed = (await http.get(f"{path}/duplicates")).json()["items"]
    assert {one["contact"]["id"] for one in proposed} == {b["id"], c["id"]}
    dismissed = await http.post(f"{path}/duplicates/{c['id']}/dismiss")
    assert dismissed.status_code == 204
    merged = await http.post(
        f"{path}/merge", json={"other_id": b["id"], "reason": "Même boîte", "take": ["name"]}
    )
    assert merged.json()["name"] == "Éloïse"
    assert (await http.get(f"/contacts/{b['id']}")).json()["id"] == a["id"]
    (merge,) = merged.json()["merges"]
    undone = await http.post(f"/contact-merges/{merge['id']}/undo")
    assert undone.json()["id"] == b["id"]
    assert (await http.get(path)).json()["name"] == "Elo"


async def test_the_timeline_holds_notes_consents_and_merges_page_by_page(
    http: httpx.AsyncClient,
) -> None:
    a, b = await made(http, **ELO), await made(http, name="Paul")
    path = f"/contacts/{a['id']}"
    for text in ("un", "deux"):
        await http.post(f"{path}/notes", json={"text": text})
    await http.post(f"/contacts/{b['id']}/notes", json={"text": "de Paul"})
    await http.post(f"{path}/merge", json={"other_id": b["id"], "reason": "Même"})
    seen: list[dict[str, object]] = []
    params: dict[str, str | int] = {"limit": 2}
    while True:
        page = (await http.get(f"{path}/timeline", params=params)).json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert [one["kind"] for one in seen] == ["merge", "note", "note", "note"]
    only = (await http.get(f"{path}/timeline", params={"kind": ["merge"]})).json()["items"]
    assert [one["value"]["reason"] for one in only] == ["Même"]


async def test_texts_sent_to_a_persons_telephones_belong_to_their_history(
    http: httpx.AsyncClient, ground: Ground, tenant_id: TenantId
) -> None:
    card = await made(http, **ELO)
    wording = Wording("VANILLE", "Votre commande est prête.", "service")
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    async with works(tenant_id=tenant_id) as work:
        for number in ("+262692123456", "+262692999999"):
            await texts.send(work, Order(tenant_id, wording, [Recipient(number)]))
        answer = replace(wording, about="answer")
        await texts.send(work, Order(tenant_id, answer, [Recipient("+262692123456")]))
    told = (await http.get(f"/contacts/{card['id']}/timeline")).json()["items"]
    assert [(one["kind"], one["value"]["to"]) for one in told] == [("text", "+262692123456")]
    assert told[0]["value"]["state"] == "accepted"


async def test_numbers_are_told_whose_they_are(http: httpx.AsyncClient) -> None:
    card = await made(http, **ELO)
    asked = {"phones": ["+262692123456", "+262692999999"]}
    found = (await http.post("/contacts/look-up", json=asked)).json()["items"]
    assert [(one["phone"], one["contact_id"]) for one in found] == [("+262692123456", card["id"])]


async def test_a_note_is_edited_and_keeps_what_it_said(http: httpx.AsyncClient) -> None:
    card = await made(http, **ELO)
    path = f"/contacts/{card['id']}/notes"
    note = (await http.post(path, json={"text": "Rapeler"})).json()
    edited = await http.put(f"{path}/{note['id']}", json={"text": "Rappeler"})
    assert edited.json()["text"] == "Rappeler"
    before = (await http.get(f"/contact-notes/{note['id']}/editions")).json()["items"]
    assert [one["text"] for one in before] == ["Rapeler"]
    assert len((await http.get(path)).json()["items"]) == 1
    assert (await http.delete(f"{path}/{note['id']}")).status_code == 204
    assert (await http.get(path)).json()["items"] == []


async def test_companies_and_attributes_are_kept_over_http(http: httpx.AsyncClient) -> None:
    company = (await http.post("/companies", json={"name": "Hôtel Créolia"})).json()
    definition = {
        "key": "points",
        "label": {"fr": "Points", "en": "Points"},
        "type": "number",
    }
    attribute = (await http.post("/contact-attributes", json=definition)).json()
    card = await made(
        http, name="Paul", company_id=company["id"], attributes={"points": 3}, tags=["pro"]
    )
    assert card["company"] == {"id": company["id"], "name": "Hôtel Créolia"}
    people = await http.get("/contacts", params={"company_id": company["id"], "tag": "pro"})
    assert [one["name"] for one in people.json()["items"]] == ["Paul"]
    path = f"/contact-attributes/{attribute['id']}"
    assert (await http.patch(path, json={"place": 4})).json()["place"] == 4
    assert (await http.delete(path)).status_code == 204
    assert (await http.get("/contact-attributes")).json()["items"] == []
    path = f"/companies/{company['id']}"
    assert (await http.put(path, json={"name": "Créolia"})).json()["name"] == "Créolia"
    assert (await http.get(path)).json()["name"] == "Créolia"
    found = await http.get("/companies", params={"search": "creo"})
    assert [one["id"] for one in found.json()["items"]] == [company["id"]]
    assert (await http.delete(path)).status_code == 204
    assert (await http.get(path)).status_code == 404


async def test_cards_lead_into_another_system(http: httpx.AsyncClient) -> None:
    card = await made(http, **ELO)
    link = f"/contacts/{card['id']}/handoff"
    assert (await http.get(link)).json()["code"] == "no_handoff"
    template = {"title": "CRM", "template": "https://crm.example/?tel={phone}"}
    first = (await http.put("/contact-handoff", json=template)).json()
    again = (await http.put("/contact-handoff", json=template)).json()
    assert len(first["secret"]) > 40
    assert again["secret"] is None
    assert (await http.get("/contact-handoff")).json()["version"] == 2
    url = (await http.get(link)).json()["url"]
    assert url.startswith("https://crm.example/?tel=%2B262692123456&guichet_expires=")
    bad = await http.put("/contact-handoff", json={**template, "template": "http://crm.example"})
    assert bad.json()["faults"][0]["code"] == "not_a_safe_address"
    assert (await http.delete("/contact-handoff")).status_code == 204
    assert (await http.delete("/contact-handoff")).status_code == 204


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        (Role.CAMPAIGN_AUTHOR, "POST", "/contacts", 403),
        (Role.AUDITOR, "POST", "/contacts", 403),
        (Role.AGENT, "POST", "/contacts", 201),
        (Role.AGENT, "DELETE", "/contacts/0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a", 403),
        (Role.AGENT, "POST", "/contact-attributes", 403),
        (Role.ADMINISTRATOR, "DELETE", "/contacts/0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a", 404),
    ],
)
async def test_rights_decide_who_may_do_what(
    ground: Ground, tenant_id: TenantId, role: Role, method: str, path: str, status: int
) -> None:
    async with browser(ground, tenant_id, role) as client:
        body = {"key": "a", "label": {"fr": "a", "en": "a"}, "type": "text"}
        json = body if path == "/contact-attributes" else {"name": "Paul"}
        answered = await client.request(method, path, json=json if method == "POST" else None)
    assert answered.status_code == status
