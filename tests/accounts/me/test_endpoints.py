"""The signed-in user over HTTP."""

from guichet.accounts.rights import Role, rights_of
from tests.accounts.conftest import CORAIL, Browser, World


async def test_who_signs_in_sees_their_tenants_with_roles_and_rights(
    world: World, browser: Browser
) -> None:
    vanille = await world.tenant()
    corail = await world.tenant("atelier-corail", CORAIL)
    amelie = await world.user("amelie@example.com")
    await world.join(amelie, vanille, Role.AGENT)
    await world.join(amelie, corail, Role.AUDITOR, Role.CAMPAIGN_AUTHOR)

    client = await browser("amelie@example.com")
    answer = (await client.get("/session")).json()

    assert answer["user"]["email"] == "amelie@example.com"
    assert [(place["slug"], place["roles"]) for place in answer["tenants"]] == [
        ("maison-vanille", ["agent"]),
        ("atelier-corail", ["auditor", "campaign_author"]),
    ]
    assert answer["tenants"][0]["rights"] == sorted(rights_of([Role.AGENT]))
    assert answer["platform_rights"] == []


async def test_without_a_session_the_answer_is_401(browser: Browser) -> None:
    client = await browser()
    answer = await client.get("/session")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_after_signing_out_the_session_is_over_also_for_a_copied_cookie(
    world: World, browser: Browser
) -> None:
    await world.user("amelie@example.com")
    client, thief = await browser("amelie@example.com"), await browser()
    thief.cookies.update(client.cookies)

    assert (await client.delete("/session")).status_code == 204

    assert (await thief.get("/session")).json()["code"] == "session_over"
    assert not client.cookies
