"""People put themselves on a list: nothing goes before they confirm, and each step is proved."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text as statement
from starlette.applications import Starlette

from guichet.accounts.tenants.types import Tenant
from guichet.campaigns.signups.erasure import SignUpsErased
from guichet.campaigns.signups.upkeep import forget_old
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.crm import service as contacts
from guichet.crm.deps import People
from guichet.crm.types import Contact
from guichet.gateway.types import Identity
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM
from guichet.processes.campaigns import listening, sign_ups
from tests.campaigns.scene import Scene
from tests.gateway.telephones.scene import LONG, PHONE, Platform, platform

AGREED = "J’accepte de recevoir les offres de Vanille par SMS."
WORDS = {"fr": {"title": "Nos offres", "intro": "Une par mois.", "consent": AGREED}}
PAGE: dict[str, Any] = {
    "name": "Vitrine",
    "words": WORDS,
    "asks": {"phone": "required", "first_name": "optional", "postcode": "optional"},
    "territories": ["RE", "FR"],
    "tags": ["vitrine"],
    "sender": LONG,
}
IPHONE = {"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"}
_LINK = re.compile(r"https?://[^/\s]+(/s/c/\w+)")
_SHOWN = re.compile(r'name="shown" value="([^"]+)"')


@dataclass
class Street:
    """A company with a number and a page, and somebody in front of it."""

    scene: Scene
    post: Platform
    http: httpx.AsyncClient
    page: dict[str, Any]
    boss: httpx.AsyncClient

    async def fill_in(self, **written: str) -> httpx.Response:
        """Read the page, and send what is written a moment later."""
        return await self.send(await self.look(), **written)

    async def look(self) -> str:
        """What the form holds once the page was read."""
        seen = await self.http.get(f"/s/{self.page['code']}", headers=IPHONE)
        found = _SHOWN.search(seen.text)
        assert found is not None, seen.text
        self.scene.clock.advance(timedelta(seconds=3))
        return found[1]

    async def send(self, shown: str, **written: str) -> httpx.Response:
        """The form."""
        told = {"phone": "0692 12 34 56", "agreed": "1", "shown": shown, **written}
        return await self.http.post(f"/s/{self.page['code']}", data=told)

    async def says(self, text: str, sender: str = PHONE) -> None:
        """The telephone writes to the company, and is read."""
        await self.post.says(text, LONG, sender)
        await self.post.read()

    async def who(self) -> Contact | None:
        """The card of the telephone."""
        async with self.scene.open_work(self.scene.tenant.id, SYSTEM) as work:
            found = await contacts.known(work, Identity("phone", PHONE))
            return (await contacts.card(work, found)).contact if found else None

    async def allowed(self) -> bool | None:
        """Whether offers may go to the telephone."""
        async with self.scene.open_work(self.scene.tenant.id, SYSTEM) as work:
            digest = await digest_of(work, self.scene.ground.cipher, "phone", PHONE)
            return await consents.allowed(work, "marketing", digest, "sms")

    async def link(self) -> str:
        """That of the newest text."""
        found = _LINK.search((await self.post.sent())[-1][2])
        assert found is not None
        return found[1]

    async def figures(self) -> tuple[int, int, int]:
        """Seen, signed, confirmed."""
        told = (await self.boss.get(f"/signup-pages/{self.page['id']}")).json()["figures"]
        return told["seen"], told["signed"], told["confirmed"]


@pytest.fixture
async def street(
    app: FastAPI, ground: Ground, scene: Scene, tenant: Tenant, boss: httpx.AsyncClient
) -> AsyncIterator[Street]:
    app.state.people = People().with_((), (SignUpsErased(),))
    post = platform(ground, signs=listening(ground))
    await post.give(await post.number(LONG), tenant.id)
    await post.door(tenant.id, number=LONG)
    made = await boss.post("/lists", json={"name": "Clients de la vitrine"})
    assert made.status_code == 201, made.text
    page = await boss.post("/signup-pages", json={**PAGE, "list_id": made.json()["id"]})
    assert page.status_code == 201, page.text
    street = Starlette(routes=sign_ups(ground))
    transport = httpx.ASGITransport(street, client=("203.0.113.7", 5000))
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as http:
        http.headers["accept-language"] = "fr"
        yield Street(scene, post, http, page.json(), boss)


async def test_who_answers_yes_stands_in_the_list_and_has_agreed(street: Street) -> None:
    told = await street.fill_in(first_name="Éloïse", postcode="97400")
    assert told.status_code == 200
    assert "Regardez votre téléphone" in told.text
    (asked,) = await street.post.sent()
    assert (asked[0], asked[1]) == (PHONE, LONG)
    assert "OUI" in asked[2]
    assert (await street.who(), await street.allowed()) == (None, None)

    await street.says("Oui !")
    assert (await street.post.fates()) == [("Oui !", "confirmed", None)]
    assert await street.post.words() == []
    one = await street.who()
    assert one is not None
    assert (one.name, [*one.tags]) == ("Éloïse", ["vitrine"])
    assert one.attributes == {"postcode": "97400"}
    assert await street.allowed() is True
    listed = await street.boss.get(f"/lists/{street.page['list_id']}/contacts")
    assert [row["id"] for row in listed.json()["items"]] == [str(one.id)]
    assert await street.figures() == (1, 1, 1)


async def test_each_step_is_proved_on_the_card_and_goes_with_the_person(street: Street) -> None:
    await street.fill_in()
    await street.says("OUI")
    one = await street.who()
    assert one is not None
    (consent,) = (await street.boss.get(f"/contacts/{one.id}")).json()["consents"]
    assert AGREED in consent["proof"]
    assert consent["source"] == "form"
    path = f"/contacts/{one.id}/consents/{consent['id']}/evidence"
    signed, asked, confirmed = (await street.boss.get(path)).json()["steps"]
    assert (signed["agreed"], signed["version"], signed["network"]) == (AGREED, "1", "203.0.113.7")
    assert str(UUID(asked["message"])) == asked["message"]
    assert (confirmed["by"], confirmed["text"]) == ("reply", "OUI")
    erased = await street.boss.delete(f"/contacts/{one.id}")
    assert erased.status_code == 204, erased.text
    async with street.scene.ground.system_db.transaction() as session:
        left = (await session.execute(statement("SELECT count(*) FROM signup"))).scalar()
    assert left == 0
    async with street.scene.open_work(street.scene.tenant.id, SYSTEM) as work:
        assert await consents.evidence(work, [UUID(consent["id"])]) == {}


async def test_a_link_confirms_by_its_button_alone_and_again_changes_nothing(
    street: Street,
) -> None:
    await street.fill_in()
    link = await street.link()
    opened = await street.http.get(link)
    assert AGREED in opened.text
    assert await street.allowed() is None
    for _ in range(2):
        assert "C’est fait" in (await street.http.post(link)).text
    assert await street.allowed() is True
    assert (await street.figures())[2] == 1
    assert len(await street.post.decisions()) == 1


async def test_the_same_form_twice_asks_once(street: Street) -> None:
    shown = await street.look()
    first, again = [await street.send(shown) for _ in range(2)]
    assert first.text == again.text
    assert len(await street.post.sent()) == 1


async def test_a_strangers_number_is_asked_three_times_a_day_whatever_happens(
    street: Street,
) -> None:
    for _ in range(8):
        told = await street.fill_in()
        assert told.status_code == 200
        street.scene.clock.advance(timedelta(minutes=11))
    assert len(await street.post.sent()) == 3
    street.scene.clock.advance(timedelta(days=1))
    await street.fill_in()
    assert len(await street.post.sent()) == 4


async def test_the_answer_is_the_same_whether_somebody_is_known_or_not(street: Street) -> None:
    unknown = await street.fill_in()
    await street.says("oui")
    street.scene.clock.advance(timedelta(minutes=30))
    known = await street.fill_in()
    assert known.text == unknown.text


async def test_machines_ask_nobody(street: Street) -> None:
    shown = await street.look()
    assert "Regardez" in (await street.send(shown, website="http://spam.example")).text
    quick = _SHOWN.search((await street.http.get(f"/s/{street.page['code']}")).text)
    assert quick is not None
    again = await street.send(quick[1])
    assert "encore une fois" in again.text
    assert quick[1] in again.text
    assert "encore une fois" in (await street.send("made-up")).text
    assert (await street.send(shown, phone="0899 70 12 34")).status_code == 422
    assert (await street.send(shown, phone="0262 12 34 56")).status_code == 422
    assert await street.post.sent() == []


async def test_a_network_is_told_to_wait(street: Street) -> None:
    told = [await street.fill_in(phone=f"0692 10 00 {n:02d}") for n in range(25)]
    assert [one.status_code for one in told][-1] == 429
    assert "retry-after" in told[-1].headers
    assert len(await street.post.sent()) == 20


async def test_stop_after_signing_up_withdraws_what_was_asked_and_what_was_confirmed(
    street: Street,
) -> None:
    await street.fill_in()
    link = await street.link()
    await street.says("STOP")
    assert (await street.http.post(link)).status_code == 410
    assert await street.allowed() is False
    street.scene.clock.advance(timedelta(minutes=20))
    await street.fill_in()
    await street.says("oui")
    assert await street.allowed() is True
    street.scene.clock.advance(timedelta(minutes=1))
    await street.says("STOP")
    assert await street.allowed() is False


async def test_what_is_not_confirmed_in_two_days_is_forgotten(street: Street) -> None:
    await street.fill_in()
    link = await street.link()
    street.scene.clock.advance(timedelta(hours=49))
    assert (await street.http.post(link)).status_code == 410
    await street.says("Oui")
    assert await street.post.words() == ["Oui"]
    async with street.scene.ground.system_db.transaction() as session:
        assert await forget_old(session, street.scene.clock.now()) == 0
        later = street.scene.clock.now() + timedelta(days=1)
        assert await forget_old(session, later) == 1
    assert await street.allowed() is None


async def test_a_keyword_signs_up_and_yes_confirms_it(street: Street) -> None:
    code = street.page["code"]
    tenant = street.scene.tenant.id
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("soleil")
    await street.says("Soleil")
    (asked,) = await street.post.sent()
    assert (asked[0], asked[1], asked[3]) == (PHONE, LONG, "answer")
    await street.says("OUI")
    await street.says("oui")
    fates = [(fate, reason) for _, fate, reason in await street.post.fates()]
    assert fates == [
        ("signed_up", None),
        ("signed_up", "answered_enough"),
        ("confirmed", None),
        ("confirmed", None),
    ]
    assert await street.allowed() is True
    one = await street.who()
    assert one is not None
    (consent,) = (await street.boss.get(f"/contacts/{one.id}")).json()["consents"]
    assert "SOLEIL" in consent["proof"]
    assert await street.post.words() == []


async def test_words_after_a_keyword_sign_nobody_up(street: Street) -> None:
    tenant, code = street.scene.tenant.id, street.page["code"]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("SOLEIL")
    street.scene.clock.advance(timedelta(minutes=30))
    await street.says("Vous ouvrez quand ?")
    assert [fate for _, fate, _ in await street.post.fates()] == ["signed_up", "conversation"]
    assert len(await street.post.sent()) == 1


async def test_a_page_that_does_not_ask_again_takes_the_keyword_itself(street: Street) -> None:
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    path = f"/signup-pages/{street.page['id']}"
    changed = await street.boss.put(path, json={**body, "keyword_asks": False})
    assert changed.status_code == 200, changed.text
    tenant = street.scene.tenant.id
    code = street.page["code"]
    await street.post.door(tenant, number=LONG, keywords=["SOLEIL"], does="sign_up", page=code)
    await street.says("SOLEIL merci")
    assert await street.allowed() is True
    assert await street.post.sent() == []


async def test_a_yes_that_answers_something_else_goes_to_the_desk(street: Street) -> None:
    await street.says("oui")
    assert [fate for _, fate, _ in await street.post.fates()] == ["conversation"]


async def test_who_writes_a_strangers_mail_address_changes_nothing_of_them(
    street: Street,
) -> None:
    other = await street.scene.contact("Bob", "+262692999999")
    async with street.scene.open_work(street.scene.tenant.id, SYSTEM) as work:
        before = await contacts.card(work, other)
    await street.fill_in(phone="0692 99 99 99", first_name="Mallory", postcode="97410")
    await street.says("oui", "+262692999999")
    async with street.scene.open_work(street.scene.tenant.id, SYSTEM) as work:
        after = await contacts.card(work, other)
    assert (before.contact.name, after.contact.name) == ("Bob", "Bob")


async def test_by_mail_a_letter_is_sent_whose_link_confirms(street: Street, ground: Ground) -> None:
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    body["asks"] = {**body["asks"], "phone": "optional", "email": "optional"}
    changed = await street.boss.put(f"/signup-pages/{street.page['id']}", json=body)
    assert changed.status_code == 200, changed.text
    told = await street.fill_in(phone="", email="Ada@Example.com")
    assert "boîte de réception" in told.text
    async with ground.system_db.transaction() as session:
        (letter,) = [
            one.mail
            for one in await ground.outbox.newest(session)
            if one.mail.to == "ada@example.com"
        ]
    link = _LINK.search(letter.text)
    assert link is not None
    assert "C’est fait" in (await street.http.post(link[1])).text
    async with street.scene.open_work(street.scene.tenant.id, SYSTEM) as work:
        digest = await digest_of(work, ground.cipher, "email", "ada@example.com")
        assert await consents.allowed(work, "marketing", digest, "mail") is True


async def test_the_code_and_the_poster_are_made_here(street: Street) -> None:
    path = f"/s/{street.page['code']}"
    drawn = await street.http.get(f"{path}/qr.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert (await street.http.get(f"{path}/qr.png")).content.startswith(b"\x89PNG")
    poster = await street.http.get(f"{path}/poster?keyword=SOLEIL&number=38100")
    assert "SOLEIL" in poster.text
    assert "<script" not in poster.text


async def test_a_page_that_is_closed_is_gone_and_one_that_changed_is_read_again(
    street: Street,
) -> None:
    shown = await street.look()
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    words = {"fr": {**WORDS["fr"], "consent": "Autre chose."}}
    path = f"/signup-pages/{street.page['id']}"
    changed = (await street.boss.put(path, json={**body, "words": words})).json()
    assert changed["wording"] == 2
    assert "Autre chose." in (await street.send(shown)).text
    assert await street.post.sent() == []
    assert (await street.boss.delete(path)).status_code == 204
    assert (await street.http.get(f"/s/{street.page['code']}")).status_code == 404


async def test_a_page_says_what_is_wrong_with_it(street: Street) -> None:
    bad = {**PAGE, "words": {"fr": {"title": "", "consent": ""}}, "asks": {}, "sender": "36180"}
    told = await street.boss.post("/signup-pages", json=bad)
    assert told.status_code == 422
    assert {one["pointer"] for one in told.json()["faults"]} >= {"words/fr/consent", "sender"}


async def test_a_page_asks_no_more_than_its_company_wants_and_says_how_often_it_did_not(
    street: Street,
) -> None:
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    await street.boss.put(f"/signup-pages/{street.page['id']}", json={**body, "day_cap": 2})
    for n in range(4):
        told = await street.fill_in(phone=f"0692 10 00 {n:02d}")
        assert "Regardez" in told.text
    assert len(await street.post.sent()) == 2
    figures = (await street.boss.get(f"/signup-pages/{street.page['id']}")).json()["figures"]
    assert (figures["signed"], figures["unsent"]) == (2, 2)
