"""People put themselves on a list: nothing goes before they confirm, and each step is proved."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text as statement

from guichet.campaigns.signups.upkeep import forget_old
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.crm import service as contacts
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM
from tests.campaigns.signups.street import _LINK, _SHOWN, AGREED, PAGE, WORDS, Street
from tests.gateway.telephones.scene import LONG, PHONE


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
    street.scene.clock.advance(timedelta(hours=49))
    assert "C’est fait" in (await street.http.get(link)).text


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
    gone = await street.http.post(link)
    assert gone.status_code == 410
    assert f'href="/s/{street.page["code"]}"' in gone.text
    await street.says("Oui")
    assert await street.post.words() == ["Oui"]
    async with street.scene.ground.system_db.transaction() as session:
        assert await forget_old(session, street.scene.clock.now()) == 0
        later = street.scene.clock.now() + timedelta(days=1)
        assert await forget_old(session, later) == 1
    assert await street.allowed() is None


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
    assert f"/<wbr>s/<wbr>{street.page['code']}<" in poster.text
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


async def test_a_mail_address_beside_a_telephone_is_asked_about_by_a_letter_of_its_own(
    street: Street, ground: Ground
) -> None:
    body = {key: street.page[key] for key in (*PAGE, "list_id")}
    body["asks"] = {**body["asks"], "email": "optional"}
    changed = await street.boss.put(f"/signup-pages/{street.page['id']}", json=body)
    assert changed.status_code == 200, changed.text
    await street.fill_in(email="Ada@Example.com")
    assert await letters(ground, "ada@example.com") == []
    done = await street.http.post(await street.link())
    assert "adresse e-mail" in done.text
    assert (await street.allowed(), await by_mail(street)) == (True, None)
    (asked,) = await letters(ground, "ada@example.com")
    link = _LINK.search(asked)
    assert link is not None
    assert "C’est fait" in (await street.http.post(link[1])).text
    assert await by_mail(street) is True
    one = await street.who()
    assert one is not None
    card = (await street.boss.get(f"/contacts/{one.id}")).json()
    verified = {held["kind"]: held["verified"] is not None for held in card["identities"]}
    assert verified == {"phone": True, "email": True}
    assert await street.figures() == (1, 1, 1)


async def letters(ground: Ground, to: str) -> list[str]:
    """What was written to a mail address."""
    async with ground.system_db.transaction() as session:
        return [one.mail.text for one in await ground.outbox.newest(session) if one.mail.to == to]


async def by_mail(street: Street) -> bool | None:
    """Whether offers may go to the mail address."""
    scene = street.scene
    async with scene.open_work(scene.tenant.id, SYSTEM) as work:
        digest = await digest_of(work, scene.ground.cipher, "email", "ada@example.com")
        return await consents.allowed(work, "marketing", digest, "mail")
