"""What is known of numbers: asked of carriers once, kept for a while, shown with its age."""

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar, cast

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.rights import Role
from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.gateway.carriers import service
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.types import Draft
from guichet.gateway.deps import ChannelsAtHand
from guichet.gateway.mass.contract import AnyLink, CannotCheck, NumberFact
from guichet.gateway.reach import service as numbers
from guichet.gateway.reach.service import Asking
from guichet.gateway.registry import Registry
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work
from tests.accounts.conftest import Browser, World
from tests.channels.fronts import tools_of
from tests.gateway.carriers.lines import LineLink
from tests.gateway.quiet import Silence

RAVI, NADIA = "+262692112233", "+262693112233"


class AskedLink(LineLink):
    """Says that everybody can be reached, or nothing."""

    asked: ClassVar[list[Sequence[str]]] = []
    away: ClassVar[bool] = False

    @property
    def checks(self) -> bool:
        return True

    async def check(self, numbers: Sequence[str]) -> Sequence[NumberFact]:
        if type(self).away:
            raise CannotCheck("500")
        type(self).asked.append(list(numbers))
        return [NumberFact(one, "reachable", "64710", False) for one in numbers]


@pytest.fixture
async def asking(app: FastAPI, ground: Ground, clock: ManualClock, ids: IdMaker) -> Asking:
    """A route can be asked about numbers of La Réunion."""
    AskedLink.asked, AskedLink.away = [], False
    kinds = LinkKinds({"line": cast(type[AnyLink], AskedLink)}, ground.cipher)
    app.state.link_kinds = kinds
    app.state.channels = ChannelsAtHand(Registry({}), tools_of(clock, ids, Silence()))
    async with ground.system_db.transaction() as session:
        work = Work(session, PLATFORM, clock, ids, SYSTEM)
        carrier = await service.create_carrier(work, "Océan")
        settings = {"carrier": "near", "password": "open sesame"}
        draft = Draft("Océan, 1", settings, prefixes=("262",))
        await service.create_route(work, kinds, carrier.id, "line", draft)
    works = SystemWorks(ground.system_db, clock, ids)
    return Asking(works, kinds, tools_of(clock, ids, Silence()))


@pytest.fixture
async def boss(asking: Asking, world: World, browser: Browser) -> httpx.AsyncClient:
    """An administrator's browser."""
    del asking
    tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


async def test_a_number_is_asked_about_once_until_the_answer_is_too_old(
    boss: httpx.AsyncClient, clock: ManualClock
) -> None:
    body = {"numbers": ["0692 11 22 33", "0692 11 22 33", "+44 7700 900123", "douze"]}
    answer = await boss.post("/numbers/check", json=body)
    first, again, foreign, wrong = answer.json()["items"]
    assert (first["number"], first["state"], first["network"]) == (RAVI, "reachable", "64710")
    assert again == first
    assert (foreign["state"], foreign["checked_at"]) == ("unknown", None)
    assert (wrong["number"], wrong["state"]) == (None, "invalid")
    assert AskedLink.asked == [[RAVI]]
    clock.advance(timedelta(minutes=5))
    known, fresh = (await boss.post("/numbers/check", json={"numbers": [RAVI, NADIA]})).json()[
        "items"
    ]
    assert known["checked_at"] < fresh["checked_at"]
    assert AskedLink.asked[1:] == [[NADIA]]
    await boss.post("/numbers/check", json={"numbers": [RAVI], "max_age_days": 0})
    assert AskedLink.asked[2:] == [[RAVI]]


async def test_a_carrier_that_is_away_leaves_the_number_unknown(boss: httpx.AsyncClient) -> None:
    AskedLink.away = True
    answer = await boss.post("/numbers/check", json={"numbers": [RAVI]})
    assert answer.json()["items"][0]["state"] == "unknown"
    AskedLink.away = False
    answer = await boss.post("/numbers/check", json={"numbers": [RAVI]})
    assert answer.json()["items"][0]["state"] == "reachable"


async def test_what_was_said_is_believed_as_long_as_asked_and_forgotten_after_a_month(
    asking: Asking, ground: Ground, clock: ManualClock
) -> None:
    week, long = timedelta(days=7), timedelta(days=400)
    await numbers.check(asking, [RAVI], week)
    clock.advance(timedelta(days=8))
    await numbers.check(asking, [RAVI, NADIA], long)
    assert AskedLink.asked == [[RAVI], [NADIA]]
    clock.advance(timedelta(days=23))
    async with ground.system_db.transaction() as session:
        assert await numbers.forget_old(session, clock.now()) == 1
    async with ground.system_db.transaction() as session:
        assert await numbers.forget_old(session, clock.now()) == 0
    await numbers.check(asking, [NADIA], week)
    assert AskedLink.asked[2:] == [[NADIA]]
