"""A company looks through what telephones wrote to it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.crm import service as crm
from guichet.gateway.context import Claims
from guichet.gateway.received import service
from guichet.gateway.received.service import ReceivedErased
from guichet.gateway.types import Identity
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from tests.accounts.conftest import CORAIL, Browser, World
from tests.conftest import MakeWork
from tests.gateway.telephones.scene import LONG, PHONE, SHORT, Platform

OTHER = "+262692999999"


@pytest.fixture
async def tenant(world: World, post: Platform) -> Tenant:
    made = await world.tenant()
    await world.member(made, "ada@example.com", Role.ADMINISTRATOR)
    await post.give(await post.number(LONG), made.id)
    await post.door(made.id, number=LONG)
    return made


@pytest.fixture
async def ada(tenant: Tenant, browser: Browser) -> httpx.AsyncClient:
    return await browser("ada@example.com", tenant)


async def asked(browser: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await browser.get("/received-texts", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_each_text_is_found_with_what_became_of_it(
    post: Platform, ada: httpx.AsyncClient
) -> None:
    for text, sender in (("Bonjour", PHONE), ("Êtes-vous ouverts ?", OTHER), ("STOP", OTHER)):
        await post.says(text, LONG, sender)
        await post.read()
    rows = await asked(ada)
    assert [(one["text"], one["from"], one["fate"]) for one in rows] == [
        ("STOP", OTHER, "stop"),
        ("Êtes-vous ouverts ?", OTHER, "conversation"),
        ("Bonjour", PHONE, "conversation"),
    ]
    assert [one["interaction_id"] is None for one in rows] == [True, False, False]
    assert all(one["contact_id"] for one in rows[1:])
    assert [one["text"] for one in await asked(ada, **{"from": "0692 12 34 56"})] == ["Bonjour"]
    assert [one["text"] for one in await asked(ada, text="etes")] == ["Êtes-vous ouverts ?"]
    assert len(await asked(ada, fate="stop", to=LONG)) == 1
    assert await asked(ada, keyword="VANILLE") == []
    wrong = await ada.get("/received-texts", params={"from": "nobody"})
    assert wrong.json()["faults"][0]["code"] == "not_a_phone"


async def test_pages_follow_one_another(
    post: Platform, ada: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await post.says(f"Texte {number}", LONG)
    await post.read()
    monkeypatch.setattr(service, "AT_A_TIME", 2)
    monkeypatch.setattr(service, "MOST_LOOKED_AT", 4)
    first = (await ada.get("/received-texts", params={"limit": 2})).json()
    assert [one["text"] for one in first["items"]] == ["Texte 4", "Texte 3"]
    found, cursor = [], first["next_cursor"]
    while cursor:
        page = (await ada.get("/received-texts", params={"cursor": cursor})).json()
        found += [one["text"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert found == ["Texte 2", "Texte 1", "Texte 0"]
    missing = (await ada.get("/received-texts", params={"text": "Texte 0"})).json()
    assert (missing["items"], missing["next_cursor"] is None) == ([], False)


async def test_what_came_by_a_shared_number_stands_in_the_list_of_the_company_it_named(
    post: Platform, world: World, browser: Browser
) -> None:
    number = await post.number(SHORT, shared=True)
    seen = []
    for slug, word in (("vanille", "VANILLE"), ("corail", "CORAIL")):
        made = await world.tenant(slug, CORAIL)
        await world.member(made, f"{slug}@example.com", Role.ADMINISTRATOR)
        await post.give(number, made.id, word)
        await post.door(made.id, number=SHORT, keywords=[word])
        seen.append(await browser(f"{slug}@example.com", made))
        await post.says(f"{word} Bonjour", SHORT)
        await post.read()
    for one in seen:
        (row,) = await asked(one)
        assert row["fate"] == "conversation"
        assert row["keyword"] in row["text"]


async def test_who_was_erased_and_what_is_old_stands_there_no_longer(
    post: Platform,
    tenant: Tenant,
    ada: httpx.AsyncClient,
    make_work: MakeWork,
    system_db: SystemDatabase,
) -> None:
    tenant_id = TenantId(tenant.id)
    async with make_work(tenant_id) as work:
        known = Claims(verified=True, phone=PHONE, name="Éloïse")
        person = await crm.meet(work, Identity("visitor", "v1"), None, "fr", known)
    await post.says("Bonjour", LONG, PHONE)
    await post.says("Allô ?", LONG, OTHER)
    await post.read()
    async with make_work(tenant_id) as work:
        await ReceivedErased().erase(work, [person.id])
    assert [one["text"] for one in await asked(ada)] == ["Allô ?"]
    async with system_db.transaction() as session:
        later = post.ground.clock.now() + timedelta(days=91)
        assert await service.forget_old(session, later) == 1
    assert await asked(ada) == []
