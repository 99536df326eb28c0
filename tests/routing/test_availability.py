"""Whether somebody would answer now, as visitors are told."""

from datetime import timedelta

import pytest

from guichet.gateway.types import Availability
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.routing.availability import STALE, AvailabilitySpeaker, KnownAvailability
from tests.kit.events.conftest import running
from tests.routing.conftest import Floor, MakeRunner, Watched
from tests.waiting import eventually


@pytest.fixture
def known(bus: Bus, clock: ManualClock) -> KnownAvailability:
    return KnownAvailability(bus, clock)


async def test_a_visitor_is_told_whether_somebody_is_free(
    floor: Floor, known: KnownAvailability, make_runner: MakeRunner, watched: Watched, bus: Bus
) -> None:
    runner = make_runner("one", watched(AvailabilitySpeaker(bus.publish)))

    async def state() -> str:
        return (await known.of(floor.shop.door)).state

    async def told(wanted: str) -> bool:
        return await state() == wanted

    async with running(runner, known):
        await eventually(lambda: told("away"), what="asking begins it; nobody is there")
        await floor.is_ready(floor.amelie)
        await eventually(lambda: told("open"))
        for number in range(3):
            await floor.says(number)
        await eventually(lambda: told("busy"))

        async def counted() -> bool:
            found = await known.of(floor.shop.door)
            assert found.wait is None, "nobody estimated it"
            return (found.waiting, found.agents_ready, found.agents_free) == (2, 1, 0)

        await eventually(counted)


async def test_what_was_said_long_ago_says_nothing(
    floor: Floor,
    known: KnownAvailability,
    make_runner: MakeRunner,
    watched: Watched,
    bus: Bus,
    clock: ManualClock,
) -> None:
    async def away() -> bool:
        return (await known.of(floor.shop.door)).state == "away"

    async with running(known):
        async with running(make_runner("one", watched(AvailabilitySpeaker(bus.publish)))):
            await eventually(away)
        clock.advance(STALE + timedelta(seconds=1))
        assert await known.of(floor.shop.door) == Availability("open", clock.now())
