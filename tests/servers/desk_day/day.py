"""One working day: visitors come, agents answer, every process ends and comes back; the account."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from tests.servers.desk_day import browser as desk
from tests.servers.desk_day import visitors as people
from tests.servers.desk_day.account import Account, account_of
from tests.servers.desk_day.agents import Agent
from tests.servers.desk_day.browser import Browser
from tests.servers.desk_day.house import House, end_everything
from tests.servers.desk_day.scene import Scene, set_scene
from tests.servers.desk_day.visitors import Page, Visitor
from tests.waiting import eventually

SETTLES_WITHIN = 90.0
PATIENCE = 60.0
"""Seconds a visitor waits for an answer."""
RUSHES, RUSH, IN_A_RUSH = (0.2, 0.45, 0.7), 0.07, 0.6
"""When many come at once and have to wait; for how long (parts of the day); their part of all."""


@dataclass(frozen=True)
class Plan:
    """How long the day is, who comes, and the seed of everything drawn."""

    seconds: float
    agents: int
    visitors: int
    seed: int


async def live_through(house: House, plan: Plan) -> Account:
    """A day from the opening of the shop to the last goodbye."""
    await house.start_servers()
    scene = await set_scene(house, plan.agents)
    await house.start_programs()
    loop, chance = asyncio.get_running_loop(), random.Random(plan.seed)
    visitors_told, staff_told = people.Told(), desk.Told()
    staff = await _staff(house, scene, staff_told, plan.seed)
    pages = [
        Page(house, scene, number, visitors_told, plan.seed) for number in range(plan.visitors)
    ]
    working = [asyncio.create_task(one.work()) for one in staff]
    try:
        closing, ends = asyncio.Event(), loop.time() + plan.seconds
        async with asyncio.TaskGroup() as group:
            for page in pages:
                comes = _arrival(chance) * plan.seconds
                group.create_task(Visitor(page, PATIENCE).live(comes, closing))
            await end_everything(house, chance, loop.time() + plan.seconds * 0.92)
            await asyncio.sleep(max(0.0, ends - loop.time()))
            closing.set()
            for one in staff:
                one.closing = True
        unsettled = await _settle(house)
    finally:
        for task in working:
            task.cancel()
        left = await asyncio.gather(*working, return_exceptions=True)
    staff_told.wrong += [repr(one) for one in left if isinstance(one, Exception)]
    for page in pages:
        await page.look_again()
    account = await account_of(house, scene, pages, visitors_told, staff_told)
    account.must_be_nothing("kinds of work left undone", unsettled)
    return account


def _arrival(chance: random.Random) -> float:
    """When somebody comes, as a part of the day."""
    if chance.random() < IN_A_RUSH:
        return chance.choice(RUSHES) + chance.uniform(0.0, RUSH)
    return chance.uniform(0.0, 0.9)


async def _staff(house: House, scene: Scene, told: desk.Told, seed: int) -> Sequence[Agent]:
    browsers = [Browser(house, scene, email, told, seed) for email in scene.emails]
    for one in browsers:
        await one.sign_in()
    colleagues = [one.user_id for one in browsers]
    return [Agent(one, colleagues, scene) for one in browsers]


_LEFT = """
SELECT (SELECT count(*) FROM interaction WHERE state <> 'closed') AS "interactions not over",
       (SELECT count(*) FROM event_log WHERE position IS NULL) AS "events without a position",
       (SELECT count(*) FROM outbound WHERE state = 'queued') AS "things to send",
       (SELECT assigned FROM relay_state)
       - (SELECT position FROM event_consumer WHERE name = 'insight.counter') AS "events to count"
"""


async def _settle(house: House) -> list[str]:
    """Wait until nothing is open, on its way or not counted yet; gives what still is."""
    with suppress(AssertionError):
        await eventually(lambda: not _left(house), within=SETTLES_WITHIN, every=0.5)
    return _left(house)


def _left(house: House) -> list[str]:
    with house.connect_owner() as owner:
        found = owner.execute(_LEFT)
        row = found.fetchone()
        assert row is not None
        assert found.description is not None
        names = [column.name for column in found.description]
    return [f"{count} {name}" for name, count in zip(names, row, strict=True) if count]
