"""Sessions: listed, ended, lapsing, renewed with every change of privilege."""

from datetime import timedelta

import httpx
import pytest

from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.device import Device, device_of
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.kit.events import log
from guichet.kit.events.types import Event
from tests.accounts.conftest import PASSWORD, Browser, World
from tests.conftest import Database

EMAIL = "amelie@example.com"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"


async def listed(client: httpx.AsyncClient) -> list[dict[str, object]]:
    items: list[dict[str, object]] = (await client.get("/me/sessions")).json()["items"]
    return items


async def status(client: httpx.AsyncClient) -> int:
    return (await client.get("/session")).status_code


async def test_each_browser_is_listed_with_what_it_is_and_where(
    world: World, browser: Browser, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    elsewhere = await browser(address="198.51.100.9")
    elsewhere.headers["user-agent"] = CHROME
    await elsewhere.post("/session", json={"email": EMAIL, "password": PASSWORD})
    clock.advance(timedelta(minutes=5))
    here = await browser()
    here.headers["user-agent"] = FIREFOX
    await here.post("/session", json={"email": EMAIL, "password": PASSWORD})

    shown = [(one["device"], one["address"], one["current"]) for one in await listed(here)]
    assert shown == [
        ("Firefox, Linux", "192.0.2.7", True),
        ("Chrome, Android", "198.51.100.9", False),
    ]


async def test_one_session_can_be_ended_or_all_others(world: World, browser: Browser) -> None:
    await world.user(EMAIL)
    first, second, third = [await browser(EMAIL) for _ in range(3)]
    current = next(one["id"] for one in await listed(first) if one["current"])

    assert (await second.delete(f"/me/sessions/{current}")).status_code == 204
    assert [await status(one) for one in (first, second, third)] == [401, 200, 200]

    assert (await second.delete("/me/sessions")).status_code == 204
    assert [await status(one) for one in (second, third)] == [200, 401]


async def test_a_session_of_somebody_else_cannot_be_ended(world: World, browser: Browser) -> None:
    await world.user(EMAIL)
    await world.user("ravi@example.com")
    mine, other = await browser(EMAIL), await browser("ravi@example.com")
    theirs = (await listed(other))[0]["id"]
    assert (await mine.delete(f"/me/sessions/{theirs}")).status_code == 404
    assert await status(other) == 200


async def test_a_session_unused_for_twelve_hours_is_over(
    world: World, browser: Browser, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    clock.advance(timedelta(hours=11))
    assert await status(client) == 200
    clock.advance(timedelta(hours=11))
    assert await status(client) == 200, "use begins the time anew"
    clock.advance(timedelta(hours=12))
    assert await status(client) == 401


async def test_a_session_in_use_all_the_time_is_over_after_fourteen_days(
    world: World, browser: Browser, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    for _ in range(14 * 3 - 1):
        clock.advance(timedelta(hours=8))
        assert await status(client) == 200
    clock.advance(timedelta(hours=8))
    assert await status(client) == 401


async def test_another_password_renews_this_session_and_ends_all_others(
    world: World, browser: Browser
) -> None:
    await world.user(EMAIL)
    here, elsewhere, thief = await browser(EMAIL), await browser(EMAIL), await browser()
    thief.cookies.update(here.cookies)
    body = {"current": PASSWORD, "password": "une-phrase-assez-longue"}

    assert (await here.post("/me/password", json=body)).status_code == 204

    assert [await status(one) for one in (here, elsewhere, thief)] == [200, 401, 401]


async def test_another_password_needs_the_present_one(world: World, browser: Browser) -> None:
    await world.user(EMAIL)
    client = await browser(EMAIL)
    body = {"current": "not it", "password": "une-phrase-assez-longue"}
    answer = (await client.post("/me/password", json=body)).json()
    assert [(one["pointer"], one["code"]) for one in answer["faults"]] == [
        ("current", "wrong_password")
    ]


async def events(works: SystemWorks, database: Database, kind: str) -> list[Event]:
    with database.connect_owner() as owner:
        owner.execute("UPDATE event_log SET position = seq")
    async with works() as work:
        found = await log.read_after(work.session, log.START, 100)
    return [one for one in found if one.kind == kind]


async def test_an_ended_session_is_told_so_that_its_sockets_close(
    world: World, browser: Browser, works: SystemWorks, database: Database
) -> None:
    user = await world.user(EMAIL)
    client = await browser(EMAIL)
    session_id = (await listed(client))[0]["id"]
    await client.delete("/session")

    (told,) = await events(works, database, "accounts.session.ended")
    assert told.payload == {
        "user_id": str(user.id),
        "session_id": session_id,
        "reason": "signed_out",
    }


async def test_the_token_is_nowhere_in_the_database(
    world: World, browser: Browser, database: Database
) -> None:
    await world.user(EMAIL)
    (token,) = (await browser(EMAIL)).cookies.values()
    with database.connect_owner() as owner:
        rows = owner.execute("SELECT s::text, encode(token_digest, 'escape') FROM user_session s")
        stored = str(rows.fetchall())
        stored += str(owner.execute("SELECT e::text FROM event_log e").fetchall())
    assert token not in stored


async def test_sessions_long_over_are_forgotten(
    world: World, browser: Browser, works: SystemWorks, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    await browser(EMAIL)
    clock.advance(timedelta(days=14 + 91))
    async with works() as work:
        assert await sessions.forget_old(work) == 1


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (FIREFOX, Device("Firefox", "Linux")),
        (CHROME, Device("Chrome", "Android")),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
            Device("Safari", "iPhone"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0",
            Device("Edge", "Windows"),
        ),
        ("", Device(None, None)),
    ],
)
def test_a_browser_is_named_by_what_it_calls_itself(user_agent: str, device: Device) -> None:
    assert device_of(user_agent) == device
