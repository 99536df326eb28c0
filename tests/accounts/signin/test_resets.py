"""A lost password: a link by mail, usable once, which ends every session."""

from datetime import timedelta

import httpx

from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.accounts.conftest import Browser, World
from tests.accounts.mails import mails, token_in
from tests.conftest import Database

EMAIL = "amelie@example.com"
NEW = "une-phrase-assez-longue"


async def ask(client: httpx.AsyncClient, email: str = EMAIL) -> int:
    return (await client.post("/password-resets", json={"email": email})).status_code


async def confirm(client: httpx.AsyncClient, token: str, password: str = NEW) -> httpx.Response:
    body = {"token": token, "password": password}
    return await client.post("/password-resets/confirm", json=body)


async def signs_in(client: httpx.AsyncClient, password: str) -> bool:
    answer = await client.post("/session", json={"email": EMAIL, "password": password})
    return answer.status_code == 200


async def test_the_link_gives_another_password_once_and_signs_everybody_out(
    world: World, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    await world.user(EMAIL)
    signed_in, client = await browser(EMAIL), await browser()

    assert await ask(client, " AMELIE@example.com") == 202
    (mail,) = await mails(ground, works)
    assert (mail.to, mail.subject) == (EMAIL, "Choisissez un nouveau mot de passe")
    assert f"{ground.settings.base_url}/reset-password?token=" in mail.text

    assert (await confirm(client, token_in(mail))).status_code == 204
    assert (await signed_in.get("/session")).status_code == 401
    assert await signs_in(client, NEW)
    again = await confirm(client, token_in(mail), "encore-une-autre-phrase")
    assert (again.status_code, again.json()["code"]) == (404, "link_over")


async def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    assert await ask(await browser(), "nobody@example.com") == 202
    assert await mails(ground, works) == []


async def test_a_weak_password_is_refused_and_the_link_still_works(
    world: World, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    await world.user(EMAIL)
    client = await browser()
    await ask(client)
    token = token_in((await mails(ground, works))[0])

    for weak, code in (("court", "too_short"), ("motdepasse1", "easily_guessed")):
        refused = (await confirm(client, token, weak)).json()
        assert [(f["pointer"], f["code"]) for f in refused["faults"]] == [("password", code)]
    assert (await confirm(client, token)).status_code == 204


async def test_the_link_lapses_after_an_hour(
    world: World, browser: Browser, ground: Ground, works: SystemWorks, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    client = await browser()
    await ask(client)
    clock.advance(timedelta(hours=1))
    answer = await confirm(client, token_in((await mails(ground, works))[0]))
    assert answer.json()["code"] == "link_over"


async def test_a_used_link_voids_the_others_sent_before(
    world: World, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    await world.user(EMAIL)
    client = await browser()
    await ask(client)
    await ask(client)
    first, second = await mails(ground, works)
    assert (await confirm(client, token_in(second))).status_code == 204
    assert (await confirm(client, token_in(first))).json()["code"] == "link_over"


async def test_a_mailbox_is_not_flooded_and_the_answer_does_not_tell(
    world: World, browser: Browser, ground: Ground, works: SystemWorks
) -> None:
    await world.user(EMAIL)
    client = await browser()
    assert {await ask(client) for _ in range(6)} == {202}
    assert len(await mails(ground, works)) == 3


async def test_guessing_links_is_braked(browser: Browser) -> None:
    client = await browser()
    for _ in range(30):
        assert (await confirm(client, "a" * 43)).status_code == 404
    assert (await confirm(client, "a" * 43)).status_code == 429


async def test_no_secret_of_a_link_is_in_the_log_the_trail_or_the_tables(
    world: World, browser: Browser, ground: Ground, works: SystemWorks, database: Database
) -> None:
    await world.user(EMAIL)
    await ask(await browser())
    token = token_in((await mails(ground, works))[0])
    with database.connect_owner() as owner:
        rows = [
            owner.execute(f"SELECT t::text FROM {table} t").fetchall()
            for table in ("event_log", "audit_entry", "password_reset", "mail_outbox")
        ]
    assert all(rows)
    assert token not in str(rows)
