"""What signing in leaves behind is forgotten in time, and not before."""

from datetime import timedelta

from guichet.accounts.signin.jobs import forget
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from tests.accounts.conftest import PASSWORD, Browser, World
from tests.conftest import Database

TABLES = ("user_session", "sign_in_brake", "password_reset")
EMAIL = "amelie@example.com"


def rows(database: Database) -> dict[str, bool]:
    with database.connect_owner() as owner:
        return {t: bool(owner.execute(f"SELECT 1 FROM {t}").fetchall()) for t in TABLES}


async def test_only_what_is_long_over_is_forgotten(
    world: World, browser: Browser, ground: Ground, clock: ManualClock, database: Database
) -> None:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    await client.post("/password-resets", json={"email": EMAIL})
    await forget.run(ground)
    assert rows(database) == dict.fromkeys(TABLES, True)

    clock.advance(timedelta(days=110))
    await forget.run(ground)
    assert rows(database) == dict.fromkeys(TABLES, False)


async def test_signing_in_again_in_the_same_browser_leaves_one_session(
    world: World, browser: Browser
) -> None:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert len((await client.get("/me/sessions")).json()["items"]) == 1
