"""Signing in through a real provider, and every way it must not work."""

from datetime import timedelta
from typing import Any

import httpx

from guichet.accounts.members import invitations
from guichet.accounts.members.invitations import Wanted
from guichet.accounts.rights import Role
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.accounts.conftest import CORAIL, PASSWORD, Browser, World
from tests.accounts.oidc.conftest import CLIENT, PEOPLE, Company
from tests.conftest import Database


async def _refused(company: Company, who: str) -> str:
    browser, place = await company.sign_in(who)
    assert (await browser.get("/session")).status_code == 401
    return place


async def _identity_of(browser: httpx.AsyncClient) -> dict[str, Any]:
    answer = await browser.get("/session")
    assert answer.status_code == 200, answer.text
    seen: dict[str, Any] = answer.json()
    return seen


async def test_a_member_signs_in_and_lands_where_they_wanted(
    company: Company, world: World, browser: Browser
) -> None:
    await world.member(company.tenant, "ann@example.com", Role.AGENT)
    client = await browser(tenant=company.tenant)
    location = await company.start(client, next="/t/maison-vanille/desk")
    place = await company.come_back(client, company.provider.sign_in(location, "ann"))
    assert place == "/t/maison-vanille/desk"
    seen = await _identity_of(client)
    assert seen["user"]["email"] == "ann@example.com"
    again, place = await company.sign_in("ann")
    assert place == "/"
    assert (await _identity_of(again))["user"] == seen["user"]


async def test_somebody_neither_member_nor_invited_is_refused_and_provisioned_if_wished(
    company: Company,
) -> None:
    assert await _refused(company, "ann") == "/sign-in?problem=oidc_not_invited"
    await company.set(auto_provision=["agent"])
    browser, place = await company.sign_in("ann")
    assert place == "/"
    members = (await company.admin.get("/members")).json()["items"]
    assert [m["roles"] for m in members if m["email"] == "ann@example.com"] == [["agent"]]
    assert (await _identity_of(browser))["user"]["name"] == "Ann Hoarau"


async def test_an_invitation_is_accepted_by_signing_in(
    company: Company, world: World, ground: Ground
) -> None:
    async with world.works(tenant_id=company.tenant.id) as work:
        wanted = Wanted("ann@example.com", frozenset({Role.SUPERVISOR}), "fr", "Ada")
        await invitations.invite(work, ground.outbox, wanted, ground.settings.base_url)
    _, place = await company.sign_in("ann")
    assert place == "/"
    members = (await company.admin.get("/members")).json()["items"]
    assert [m["roles"] for m in members if m["email"] == "ann@example.com"] == [["supervisor"]]
    assert (await company.admin.get("/invitations")).json()["items"] == []


async def test_only_verified_addresses_of_the_providers_domains_get_in(company: Company) -> None:
    await company.set(auto_provision=["agent"])
    assert await _refused(company, "bob") == "/sign-in?problem=oidc_email_not_verified"
    assert await _refused(company, "nil") == "/sign-in?problem=oidc_email_not_verified"
    assert await _refused(company, "eve") == "/sign-in?problem=oidc_domain_not_allowed"


async def test_a_provider_cannot_reach_other_tenants_nor_the_account_itself(
    company: Company, world: World
) -> None:
    other = await world.tenant("atelier-corail", CORAIL)
    ann = await world.member(company.tenant, "ann@example.com", Role.AGENT)
    await world.join(ann, other, Role.ADMINISTRATOR)
    browser, _ = await company.sign_in("ann")
    seen = await _identity_of(browser)
    assert [t["slug"] for t in seen["tenants"]] == ["maison-vanille"]
    elsewhere = {"guichet-tenant": str(other.id)}
    assert (await browser.get("/members", headers=elsewhere)).status_code == 404
    answer = await browser.post("/me/passkeys/options", json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "limited_session")
    new = {"current_password": PASSWORD, "new_password": "another-long-one-97"}
    assert (await browser.post("/me/password", json=new)).status_code in {403, 422}


async def test_a_removed_member_stays_out_also_with_provisioning_on(company: Company) -> None:
    await company.set(auto_provision=["agent"])
    await company.sign_in("ann")
    members = (await company.admin.get("/members")).json()["items"]
    (ann,) = [m["id"] for m in members if m["email"] == "ann@example.com"]
    assert (await company.admin.delete(f"/members/{ann}")).status_code == 204
    assert await _refused(company, "ann") == "/sign-in?problem=oidc_not_member"


async def test_another_account_with_the_same_address_does_not_take_over(
    company: Company,
) -> None:
    await company.set(auto_provision=["agent"])
    await company.sign_in("ann")
    company.provider.know(accounts={**PEOPLE, "ann2": PEOPLE["ann"]})
    assert await _refused(company, "ann2") == "/sign-in?problem=oidc_other_identity"


async def test_what_another_browser_began_or_used_or_began_long_ago_is_refused(
    company: Company, browser: Browser, clock: ManualClock
) -> None:
    await company.set(auto_provision=["agent"])
    mine, theirs = await browser(), await browser()
    back = company.provider.sign_in(await company.start(mine), "ann")
    unknown = "/sign-in?problem=oidc_flow_unknown"
    await company.start(theirs)
    assert await company.come_back(theirs, back) == unknown
    assert await company.come_back(mine, back) == "/"
    assert await company.come_back(mine, back) == unknown
    late = company.provider.sign_in(await company.start(theirs), "ann")
    clock.advance(timedelta(minutes=10))
    assert await company.come_back(theirs, late) == unknown
    assert await company.come_back(theirs, late.copy_set_param("state", "guess")) == unknown


async def test_the_code_of_another_flow_is_refused(company: Company, browser: Browser) -> None:
    await company.set(auto_provision=["agent"])
    mine, theirs = await browser(), await browser()
    stolen = company.provider.sign_in(await company.start(theirs), "ann")
    back = company.provider.sign_in(await company.start(mine), "ann")
    mixed = back.copy_set_param("code", stolen.params["code"])
    assert await company.come_back(mine, mixed) == "/sign-in?problem=provider_unreachable"
    told = (await company.admin.get("/audit")).json()["items"][0]
    assert (told["action"], told["details"]["why"]) == (
        "accounts.oidc_sign_in.refused",
        "status_400",
    )


async def test_an_answer_in_the_name_of_another_issuer_is_refused(
    company: Company, browser: Browser
) -> None:
    await company.set(auto_provision=["agent"])
    mine = await browser()
    back = company.provider.sign_in(await company.start(mine), "ann")
    mixed = back.copy_set_param("iss", "https://evil.example")
    assert await company.come_back(mine, mixed) == "/sign-in?problem=provider_disbelieved"


async def test_a_wrong_nonce_is_disbelieved(
    company: Company, browser: Browser, database: Database
) -> None:
    await company.set(auto_provision=["agent"])
    mine = await browser()
    back = company.provider.sign_in(await company.start(mine), "ann")
    with database.connect_owner() as owner:
        owner.execute("UPDATE oidc_flow SET nonce = 'another'")
    assert await company.come_back(mine, back) == "/sign-in?problem=provider_disbelieved"
    told = (await company.admin.get("/audit")).json()["items"][0]
    assert told["details"]["why"] == "wrong_nonce"


async def test_a_token_that_is_too_old_by_our_clock_is_disbelieved(
    company: Company, browser: Browser, clock: ManualClock, database: Database
) -> None:
    await company.set(auto_provision=["agent"])
    mine = await browser()
    back = company.provider.sign_in(await company.start(mine), "ann")
    clock.advance(timedelta(hours=3))
    with database.connect_owner() as owner:
        owner.execute("UPDATE oidc_flow SET expires_at = expires_at + '4 hours'")
    assert await company.come_back(mine, back) == "/sign-in?problem=provider_disbelieved"


async def test_a_provider_that_changes_its_keys_goes_on_working(company: Company) -> None:
    await company.set(auto_provision=["agent"])
    _, before = await company.sign_in("ann")
    company.provider.know(rotate=True, accounts=PEOPLE, clients=[CLIENT])
    _, after = await company.sign_in("ann")
    assert (before, after) == ("/", "/")


async def test_cancelling_at_the_provider_leads_back_to_the_sign_in_page(
    company: Company,
) -> None:
    assert await _refused(company, "stranger") == "/sign-in?problem=oidc_cancelled"


async def test_a_switched_off_provider_is_not_there(company: Company, browser: Browser) -> None:
    mine = await browser()
    back = company.provider.sign_in(await company.start(mine), "ann")
    assert (await company.set(enabled=False)).json()["enabled"] is False
    gone = "/sign-in?problem=no_such_provider"
    assert await company.start(mine) == gone
    assert await company.come_back(mine, back) == gone


async def test_the_secret_is_encrypted_and_shown_nowhere(
    company: Company, database: Database
) -> None:
    shown = (await company.admin.get("/oidc-providers")).text
    with database.connect_owner() as owner:
        dump = owner.execute(
            "SELECT (SELECT string_agg(p::text, '') FROM oidc_provider p),"
            " (SELECT string_agg(e::text, '') FROM event_log e),"
            " (SELECT string_agg(a::text, '') FROM audit_entry a)"
        ).fetchone()
    secret = str(CLIENT["client_secret"])
    assert secret not in shown
    assert all(secret not in str(text) for text in dump or ())
    assert secret.encode().hex() not in str(dump)


async def test_a_provider_is_probed_and_its_faults_told(company: Company, ground: Ground) -> None:
    path = f"/oidc-providers/{company.provider_id}/probe"
    assert (await company.admin.post(path)).json() == {"ok": True, "detail": None}
    made = await company.admin.post(
        "/oidc-providers",
        json={
            "title": "Wrong",
            "issuer": company.provider.issuer + "/",
            "client_id": "x",
            "client_secret": "y",
            "domains": ["example.com"],
        },
    )
    other = await company.admin.post(f"/oidc-providers/{made.json()['id']}/probe")
    assert other.json()["ok"] is False
    assert "issuer_differs" in other.json()["detail"]
    assert (await company.admin.delete(f"/oidc-providers/{made.json()['id']}")).status_code == 204
    listed = (await company.admin.get("/oidc-providers")).json()["items"]
    assert [one["id"] for one in listed] == [company.provider_id]
