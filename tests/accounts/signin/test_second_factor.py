"""The second factor: turning it on, signing in with it, codes that count once."""

from dataclasses import dataclass
from datetime import timedelta

import httpx
import pyotp
import pytest

from guichet.kit.clock import ManualClock
from tests.accounts.conftest import PASSWORD, Browser, World
from tests.conftest import Database

EMAIL = "amelie@example.com"


@dataclass
class Phone:
    """The user's authenticator."""

    secret: str
    clock: ManualClock

    def code(self, step: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now() + timedelta(seconds=30 * step))


@dataclass
class Enrolled:
    """A user with the second factor on, and their browser."""

    browser: httpx.AsyncClient
    phone: Phone
    recovery_codes: list[str]


@pytest.fixture
async def enrolled(world: World, browser: Browser, clock: ManualClock) -> Enrolled:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    begun = (await client.post("/me/totp")).json()
    phone = Phone(begun["secret"], clock)
    answer = await client.post("/me/totp/confirm", json={"code": phone.code()})
    assert answer.status_code == 200, answer.text
    clock.advance(timedelta(minutes=5))
    return Enrolled(client, phone, answer.json()["recovery_codes"])


async def half_way(browser: Browser, address: str = "192.0.2.7") -> httpx.AsyncClient:
    client = await browser(address=address)
    answer = await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert answer.json() == {"next": "second_factor", "methods": ["totp", "recovery_code"]}
    return client


async def prove(client: httpx.AsyncClient, code: str) -> str:
    answer = await client.post("/session/second-factor", json={"code": code})
    return str(answer.json().get("code") or answer.json().get("next"))


async def test_half_way_nothing_is_open_and_with_the_code_everything(
    enrolled: Enrolled, browser: Browser
) -> None:
    client = await half_way(browser)
    assert (await client.get("/session")).status_code == 401
    before = dict(client.cookies)

    assert await prove(client, enrolled.phone.code()) == "done"

    assert dict(client.cookies) != before, "the token changes with the privilege"
    assert (await client.get("/session")).json()["user"]["totp"] is True


async def test_a_code_counts_once_also_in_another_browser(
    enrolled: Enrolled, browser: Browser
) -> None:
    code = enrolled.phone.code()
    assert await prove(await half_way(browser), code) == "done"
    assert await prove(await half_way(browser), code) == "wrong_code"


async def test_a_code_before_one_that_was_used_does_not_count_any_more(
    enrolled: Enrolled, browser: Browser
) -> None:
    client = await half_way(browser)
    assert await prove(client, enrolled.phone.code(step=1)) == "done"
    assert await prove(await half_way(browser), enrolled.phone.code()) == "wrong_code"


@pytest.mark.parametrize(
    ("step", "outcome"), [(-2, "wrong_code"), (-1, "done"), (1, "done"), (2, "wrong_code")]
)
async def test_a_clock_one_step_off_is_forgiven_and_no_more(
    enrolled: Enrolled, browser: Browser, step: int, outcome: str
) -> None:
    assert await prove(await half_way(browser), enrolled.phone.code(step)) == outcome


async def test_a_recovery_code_opens_once_however_it_is_typed(
    enrolled: Enrolled, browser: Browser
) -> None:
    code = enrolled.recovery_codes[0]
    typed = code.upper().replace("-", " ")
    assert await prove(await half_way(browser), typed) == "done"
    assert await prove(await half_way(browser), code) == "wrong_code"
    assert await prove(await half_way(browser), enrolled.recovery_codes[1]) == "done"


async def test_guessing_codes_is_braked_for_the_user_wherever_the_guesses_come_from(
    enrolled: Enrolled, browser: Browser
) -> None:
    for number in range(5):
        client = await half_way(browser, f"198.51.100.{number}")
        assert await prove(client, "000000") == "wrong_code"
    client = await half_way(browser)
    assert await prove(client, enrolled.phone.code()) == "sign_in_paused"


async def test_the_half_way_session_lapses_after_ten_minutes(
    enrolled: Enrolled, browser: Browser, clock: ManualClock
) -> None:
    client = await half_way(browser)
    clock.advance(timedelta(minutes=10))
    assert await prove(client, enrolled.phone.code()) == "session_over"


async def test_new_recovery_codes_void_the_old_ones(enrolled: Enrolled, browser: Browser) -> None:
    answer = await enrolled.browser.post("/me/recovery-codes", json={"code": enrolled.phone.code()})
    fresh = answer.json()["recovery_codes"]
    assert len(set(fresh)) == 10
    assert await prove(await half_way(browser), enrolled.recovery_codes[0]) == "wrong_code"
    assert await prove(await half_way(browser), fresh[0]) == "done"


async def test_turning_it_off_needs_a_code_and_then_the_password_is_enough(
    enrolled: Enrolled, browser: Browser
) -> None:
    client = enrolled.browser
    refused = await client.request("DELETE", "/me/totp", json={"code": "000000"})
    assert refused.json()["faults"][0]["pointer"] == "code"

    gone = await client.request("DELETE", "/me/totp", json={"code": enrolled.phone.code()})

    assert gone.status_code == 204
    assert (await (await browser(EMAIL)).get("/session")).json()["user"]["totp"] is False


async def test_it_cannot_be_begun_again_while_it_is_on(enrolled: Enrolled) -> None:
    answer = await enrolled.browser.post("/me/totp")
    assert (answer.status_code, answer.json()["code"]) == (409, "totp_on")


async def test_the_database_holds_the_secret_and_the_codes_in_no_readable_form(
    enrolled: Enrolled, database: Database
) -> None:
    with database.connect_owner() as owner:
        rows = owner.execute("SELECT t::text FROM totp_secret t").fetchall()
        rows += owner.execute("SELECT r::text FROM recovery_code r").fetchall()
        rows += owner.execute("SELECT e::text FROM event_log e").fetchall()
        rows += owner.execute("SELECT a::text FROM audit_entry a").fetchall()
    stored = str(rows)
    assert enrolled.phone.secret not in stored
    assert enrolled.phone.secret.encode().hex() not in stored
    assert not [code for code in enrolled.recovery_codes if code in stored]


async def test_the_picture_is_an_image_of_the_secrets_address(
    world: World, browser: Browser
) -> None:
    await world.user(EMAIL)
    begun = (await (await browser(EMAIL)).post("/me/totp")).json()
    assert begun["uri"].startswith("otpauth://totp/Guichet:amelie%40example.com?")
    assert f"secret={begun['secret']}" in begun["uri"]
    assert begun["qr_svg"].startswith("<svg ")
    assert "<script" not in begun["qr_svg"]
