"""Health and dead letters: what is asked, what is judged, what can be done."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.platform.conditions import Engine
from guichet.accounts.platform.ports import Ports
from guichet.accounts.platform.verdicts import condition, disk_status
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events import dead_letters
from guichet.kit.events.dead_letters import NewLetter
from guichet.kit.events.types import Event, EventKind, NewEvent, Position
from guichet.kit.ids import IdMaker, TenantId
from tests.accounts.conftest import Browser, World
from tests.conftest import MORNING, MakeWork

POSTGRES = Engine("postgresql", "18.1", True, "ok", 0.4)
NATS_DOWN = Engine("nats", None, False, "down", None, "connection refused")


@pytest.fixture
async def operator(world: World, browser: Browser) -> httpx.AsyncClient:
    """The operator's browser."""
    await world.user("opal@example.com", operator=True, name="Opal")
    return await browser("opal@example.com")


@given(st.integers(1, 10**15), st.floats(0, 1))
def test_a_disk_is_never_better_with_less_left(total: int, share: float) -> None:
    order = ["full", "low", "ok"]
    free = int(total * share)
    assert order.index(disk_status(total, free)) >= order.index(disk_status(total, free // 2))


@pytest.mark.parametrize(
    ("total", "free", "status"),
    [
        (10**12, 9 * 10**10, "ok"),
        (10**10, 9 * 10**8, "low"),
        (10**11, 10**9, "low"),
        (10**12, 5 * 10**8, "full"),
    ],
)
def test_a_disk_is_judged_by_share_and_amount(total: int, free: int, status: str) -> None:
    assert disk_status(total, free) == status


@pytest.mark.parametrize(
    ("engines", "lag", "letters", "disk", "status"),
    [
        ([POSTGRES], 0.0, 0, "ok", "ok"),
        ([POSTGRES], 11.0, 0, "ok", "degraded"),
        ([POSTGRES], 0.0, 1, "ok", "degraded"),
        ([POSTGRES], 0.0, 0, "low", "degraded"),
        ([POSTGRES, NATS_DOWN], 0.0, 0, "ok", "degraded"),
        ([POSTGRES], 0.0, 0, "full", "down"),
        ([Engine("postgresql", None, True, "down", None)], 0.0, 0, "ok", "down"),
    ],
)
def test_the_whole_is_as_well_as_its_parts(
    engines: list[Engine], lag: float, letters: int, *, disk: str, status: str
) -> None:
    assert condition(engines, lag, letters, disk) == status


async def test_health_tells_lag_engines_disk_and_what_waits(
    operator: httpx.AsyncClient, make_work: MakeWork, app: FastAPI, clock: ManualClock
) -> None:
    async def nats() -> Engine:
        return NATS_DOWN

    app.state.platform_ports = Ports(probes=[nats])
    before = (await operator.get("/platform/health")).json()
    async with make_work(UUID(int=1)) as work:
        await work.record(NewEvent(EventKind("tests.thing.made"), "thing:1", 1, {}))
    clock.advance(timedelta(seconds=30))
    health = (await operator.get("/platform/health")).json()
    assert health["relay"]["lag_events"] == before["relay"]["lag_events"] + 1
    assert health["relay"]["lag_seconds"] >= 30
    assert health["status"] == "degraded"
    postgres, nats_told = health["engines"]
    assert (postgres["name"], postgres["version"].partition(".")[0]) == ("postgresql", "18")
    assert (nats_told["status"], nats_told["detail"]) == ("down", "connection refused")
    assert health["disk"]["total_bytes"] > health["disk"]["free_bytes"] > 0
    assert health["audit"]["waiting"] > 0
    assert health["dead_letters"] == {"count": 0}


@pytest.fixture
async def letters(system_db: SystemDatabase, world: World, ids: IdMaker) -> list[UUID]:
    """Three events put aside, newest first."""
    tenant = await world.tenant()
    made = [ids.new() for _ in range(3)]
    for number, letter_id in enumerate(made):
        event = _event(tenant.id, ids, number)
        async with system_db.transaction() as session:
            letter = NewLetter(letter_id, "hooks", event, 8, "refused")
            await dead_letters.add(session, letter, event.occurred_at)
    return made[::-1]


def _event(tenant: TenantId, ids: IdMaker, number: int) -> Event:
    return Event(
        Position(number + 1),
        tenant,
        ids.new(),
        EventKind("tests.thing.made"),
        f"thing:{number}",
        1,
        {},
        MORNING,
    )


async def test_dead_letters_are_listed_retried_and_discarded(
    operator: httpx.AsyncClient, letters: list[UUID]
) -> None:
    page = (await operator.get("/platform/dead-letters", params={"limit": 2})).json()
    assert [item["id"] for item in page["items"]] == [f"events-{one}" for one in letters[:2]]
    assert page["items"][0]["tenant"]["slug"] == "maison-vanille"
    cursor = {"cursor": page["next_cursor"]}
    rest = (await operator.get("/platform/dead-letters", params=cursor)).json()
    assert [item["id"] for item in rest["items"]] == [f"events-{letters[2]}"]

    first, second = (f"/platform/dead-letters/events-{one}" for one in letters[:2])
    assert (await operator.post(f"{first}/retry")).status_code == 204
    assert (await operator.post(f"{first}/retry")).status_code == 204
    assert (await operator.delete(second)).status_code == 204
    assert (await operator.delete(second)).status_code == 404
    shown = (await operator.get("/platform/dead-letters")).json()["items"]
    assert [item["retrying"] for item in shown] == [True, False]
    told = (await operator.get("/platform/audit")).json()["items"]
    assert [entry["action"] for entry in told[:3]] == [
        "platform.dead_letter.discarded",
        "platform.dead_letter.retried",
        "platform.dead_letter.retried",
    ]


@pytest.mark.parametrize(
    "junk", ["x", "events-", "events-7", "jobs-x", "jobs-²", "jobs-" + "9" * 30]
)
async def test_what_is_no_dead_letter_is_not_found(operator: httpx.AsyncClient, junk: str) -> None:
    assert (await operator.post(f"/platform/dead-letters/{junk}/retry")).status_code == 404
    assert (await operator.delete("/platform/dead-letters/jobs-12")).status_code == 404
