"""What people do with their accounts, in a browser: mails, codes, passkeys, help, proofs."""

import re
import time
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import pyotp
import pytest
from playwright.async_api import APIRequestContext, Page, expect

from scripts.screens import ADMIN, OPERATOR, Look, settled
from tests.flows.asking import headers_in_the_shop
from tests.flows.conftest import OpenPage, People
from tests.flows.people import WITHIN
from tests.waiting import eventually

pytestmark = pytest.mark.browser

SPACE: Final = "/t/maison-vanille"
DESK: Final = re.compile(f"{SPACE}/desk")
SECURITY: Final = "/account/security"
FIRST: Final = "a first good sentence"
SECOND: Final = "another good sentence"


@dataclass(frozen=True)
class Colleague:
    """Somebody who joined Maison Vanille for one test."""

    email: str
    password: str = FIRST


async def _mailed_link(asking: APIRequestContext, to: str, path: str) -> str:
    """The address in the mail ``to`` got; waits until the mail is there."""

    async def _link() -> str:
        answer = await asking.get("/api/v1/demo/outbox")
        mails = (await answer.json())["items"]
        found = (
            re.search(rf"\S*{path}\?token=\S+", one["text"]) for one in mails if one["to"] == to
        )
        return next((link.group() for link in found if link), "")

    return await eventually(_link, what=f"a mail to {to} with a link to {path}")


async def _invite(admin: Page, email: str) -> None:
    await admin.goto(f"{SPACE}/settings/members")
    await settled(admin)
    await admin.get_by_role("button", name="Invite somebody").click()
    await admin.get_by_label("E-mail address").fill(email)
    await admin.get_by_role("button", name="Send the invitation").click()
    await expect(admin.get_by_role("listitem").filter(has_text=email)).to_be_visible(timeout=WITHIN)


async def _accept(page: Page, link: str, name: str) -> None:
    await page.goto(link)
    await page.get_by_label("Your name").fill(name)
    await page.get_by_label("Choose a password").fill(FIRST)
    await page.get_by_role("button", name="Accept and enter").click()
    await expect(page).to_have_url(DESK, timeout=WITHIN)


@pytest.fixture
async def colleague(people: People, house: str) -> Colleague:
    """A new agent, made without a browser's help."""
    page = await people.page(ADMIN, Look("en"))
    asking, joined = page.context.request, Colleague(f"{uuid4().hex[:12]}@example.com")
    headers = await headers_in_the_shop(asking, house)
    invitation = {"email": joined.email, "roles": ["agent"], "language": "en"}
    assert (await asking.post("/api/v1/invitations", data=invitation, headers=headers)).ok
    token = (await _mailed_link(asking, joined.email, "/invitation")).partition("token=")[2]
    known = {"token": token, "name": "Nadia Técher", "password": joined.password}
    accepted = await asking.post("/api/v1/invitations/accept", data=known, headers=headers)
    assert accepted.ok, await accepted.text()
    await page.close()
    return joined


async def _sign_in(page: Page, who: Colleague) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("E-mail").fill(who.email)
    await page.get_by_label("Password", exact=True).fill(who.password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def _enter(page: Page, who: Colleague) -> None:
    await _sign_in(page, who)
    await expect(page).to_have_url(DESK, timeout=WITHIN)


async def _sign_out(page: Page) -> None:
    await page.get_by_role("button", name="Your account:").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page).to_have_url(re.compile("/sign-in"), timeout=WITHIN)


async def test_a_mailed_invitation_lets_somebody_choose_a_password_and_come_in_once(
    open_page: OpenPage, fresh_page: OpenPage
) -> None:
    email = f"{uuid4().hex[:12]}@example.com"
    admin, page = await open_page(ADMIN, Look("en")), await fresh_page()
    await _invite(admin, email)
    link = await _mailed_link(page.context.request, email, "/invitation")
    await _accept(page, link, "Nadia Técher")
    await settled(page)
    await expect(page.get_by_role("button", name="Nadia Técher")).to_be_visible()
    await admin.reload()
    await expect(
        admin.get_by_role("listitem").filter(has_text="Nadia Técher").first
    ).to_be_visible()


async def test_a_forgotten_password_is_replaced_through_a_mail(
    fresh_page: OpenPage, colleague: Colleague
) -> None:
    page = await fresh_page()
    await page.goto("/sign-in")
    await page.get_by_role("link", name="Forgotten password?").click()
    await expect(page.get_by_role("heading", name="Forgotten password")).to_be_visible()
    await page.get_by_label("E-mail").fill(colleague.email)
    await page.get_by_role("button", name="Send the link").click()
    await expect(page.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    await page.goto(await _mailed_link(page.context.request, colleague.email, "/reset-password"))
    await page.get_by_label("New password").fill(SECOND)
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_role("heading", name="Password changed")).to_be_visible(timeout=WITHIN)
    await _sign_in(page, colleague)
    await expect(page.get_by_role("alert")).to_be_visible(timeout=WITHIN)
    await _enter(page, Colleague(colleague.email, SECOND))


async def _set_up_totp(page: Page) -> tuple[pyotp.TOTP, list[str]]:
    """Turn the second step on; the app's generator, and the recovery codes."""
    await page.goto(SECURITY)
    await page.get_by_role("button", name="Set up the app").click()
    dialog = page.get_by_role("dialog")
    secret = await dialog.get_by_role("group", name="Secret for the app").inner_text()
    app = pyotp.TOTP(secret.strip())
    # Of the step before, which counts as well: the code of this step is for signing in. Not at the
    # end of one, when it would be of two steps before by the time it is read.
    await eventually(lambda: time.time() % 30 < 20, what="a step that goes on")
    await dialog.get_by_label("Six-digit code").fill(app.at(int(time.time()) - 30))
    await dialog.get_by_role("button", name="Confirm").click()
    await expect(dialog.get_by_text("Your recovery codes")).to_be_visible(timeout=WITHIN)
    codes = await dialog.get_by_role("listitem").all_inner_texts()
    await dialog.get_by_role("button", name="I have put them aside").click()
    await expect(page.get_by_role("button", name="New recovery codes")).to_be_visible()
    return app, codes


async def _second_step(page: Page, label: str, code: str) -> None:
    await page.get_by_label(label).fill(code)
    await page.get_by_role("button", name="Continue").click()


async def test_after_the_password_comes_a_code_of_the_app_or_a_recovery_code_once(
    fresh_page: OpenPage, colleague: Colleague
) -> None:
    page, wrong = await fresh_page(), "This code is not right, or was used before."
    await _enter(page, colleague)
    app, codes = await _set_up_totp(page)
    assert len(set(codes)) == len(codes) >= 8
    await _sign_out(page)
    await _sign_in(page, colleague)
    await _second_step(page, "Six-digit code", "000000")
    await expect(page.get_by_text(wrong)).to_be_visible(timeout=WITHIN)
    await _second_step(page, "Six-digit code", app.now())
    await expect(page).to_have_url(DESK, timeout=WITHIN)
    await _sign_out(page)
    await _sign_in(page, colleague)
    await page.get_by_role("button", name="Use a recovery code").click()
    await _second_step(page, "Recovery code", codes[0])
    await expect(page).to_have_url(DESK, timeout=WITHIN)
    await _sign_out(page)
    await _sign_in(page, colleague)
    await page.get_by_role("button", name="Use a recovery code").click()
    await _second_step(page, "Recovery code", codes[0])
    await expect(page.get_by_text(wrong)).to_be_visible(timeout=WITHIN)


async def _with_authenticator(page: Page) -> None:
    """Give the browser a fingerprint reader that always agrees."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_a_passkey_once_added_signs_in_without_a_password(
    fresh_page: OpenPage, colleague: Colleague
) -> None:
    page = await fresh_page()
    await _with_authenticator(page)
    await _enter(page, colleague)
    await page.goto(SECURITY)
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name of the passkey").fill("Office laptop")
    await page.get_by_role("button", name="Continue").click()
    row = page.get_by_role("listitem").filter(has_text="Office laptop")
    await expect(row).to_be_visible(timeout=WITHIN)
    await _sign_out(page)
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page).to_have_url(DESK, timeout=WITHIN)


async def test_support_enters_only_when_agreed_and_knows_it_is_a_guest(
    open_page: OpenPage,
) -> None:
    reason = f"The chat is silent {uuid4().hex[:6]}"
    operator, admin = await open_page(OPERATOR, Look("en")), await open_page(ADMIN, Look("en"))
    await operator.goto("/platform/tenants")
    await operator.get_by_role("link", name="Maison Vanille").click()
    await operator.get_by_role("textbox", name="Why").fill(reason)
    await operator.get_by_role("button", name="Ask for access").click()
    await expect(operator.get_by_role("button", name="Ask for access")).to_be_hidden(timeout=WITHIN)
    await expect(operator.get_by_role("link", name="Open the company")).to_be_hidden()
    await admin.goto(f"{SPACE}/settings/support")
    asked = admin.get_by_role("listitem").filter(has_text=reason)
    await asked.get_by_role("button", name="Let in").click()
    await expect(asked.get_by_text("Has access")).to_be_visible(timeout=WITHIN)
    await operator.reload()
    await operator.get_by_role("link", name="Open the company").click()
    banner = operator.get_by_text(re.compile("You are in Maison Vanille as support"))
    await expect(banner).to_be_visible(timeout=WITHIN)
    await asked.get_by_role("button", name="End now").click()
    await expect(asked.get_by_text("Ended by you")).to_be_visible(timeout=WITHIN)
    await operator.reload()
    await expect(banner).to_be_hidden(timeout=WITHIN)


async def test_the_audit_log_is_checked_and_its_proof_holds_later(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SPACE}/settings/audit")
    await settled(page)
    await page.get_by_role("button", name="Check now").click()
    await expect(page.get_by_text("The log is intact")).to_be_visible(timeout=WITHIN)
    kept = page.get_by_role("group", name="Proof kept from an earlier check")
    proof = await kept.inner_text()
    await page.get_by_role("textbox", name="Proof kept from an earlier check").fill(proof)
    await page.get_by_role("button", name="Check now").click()
    await expect(page.get_by_text("The log is intact")).to_be_visible(timeout=WITHIN)
    number, seal = proof.strip().split(":")
    forged = f"{number}:{'0' * len(seal)}"
    await page.get_by_role("textbox", name="Proof kept from an earlier check").fill(forged)
    await page.get_by_role("button", name="Check now").click()
    await expect(page.get_by_text("The log was tampered with")).to_be_visible(timeout=WITHIN)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("oidc_cancelled", "The sign-in was cancelled at the provider."),
        ("oidc_not_invited", "Ask an administrator to invite you."),
        ("something_new", "did not succeed"),
    ],
)
async def test_who_comes_back_from_their_provider_in_vain_reads_why(
    fresh_page: OpenPage, code: str, sentence: str
) -> None:
    page = await fresh_page()
    await page.goto(f"/sign-in?problem={code}")
    await expect(page.get_by_role("alert")).to_contain_text(sentence, timeout=WITHIN)


async def test_a_sign_in_begun_nowhere_leads_back_with_a_sentence(fresh_page: OpenPage) -> None:
    page = await fresh_page()
    await page.goto("/api/v1/session/oidc/callback?state=none&code=none")
    await expect(page.get_by_role("alert")).to_contain_text("Start again", timeout=WITHIN)
