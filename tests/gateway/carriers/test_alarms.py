"""A route that is not well raises an alarm, and people are told by mail and by text."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from guichet.accounts.users import service as users
from guichet.accounts.users.types import NewUser
from guichet.gateway.carriers import repository, service
from guichet.gateway.carriers.alarms import Telling, Watch, past_of
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.tally import Tally
from guichet.gateway.carriers.types import OWN_TEXTS, BindHealth, Minute, Route, WatchSettings
from guichet.gateway.carriers.watching import RECOVERED
from guichet.gateway.mass import own_texts
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.contract import LinkState, Parcel
from guichet.gateway.mass.depot import KnownIds, Store
from guichet.gateway.mass.models import MessageRow
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.mass.writing import Writer
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.models import EventRow
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from tests.gateway.carriers.lines import Rig, rig
from tests.gateway.mass.line import house, takes
from tests.waiting import eventually

CIPHER = Cipher("k" * 32)


class Looking:
    """A watch whose clock, parts and links the test moves."""

    def __init__(self, carriers: Rig, clock: ManualClock, ids: IdMaker) -> None:
        async def take_in(_route: UUID, _several: object) -> None:
            raise AssertionError("nobody writes to us here")

        across = carriers.db.transaction
        writer = Writer(across, clock)
        self.clock, self.carriers = clock, carriers
        self.store = Store(across, clock, Shelves(), writer, KnownIds(), take_in)
        self.standing, self.tally = Standing(), Tally()
        self.outbox = Outbox(CIPHER)
        self.watch = Watch(
            self.store, self.standing, Telling(ids, self.outbox, "https://guichet.test")
        )

    async def look(self, routes: list[Route], seconds: float, *, open_links: bool = True) -> None:
        """Time goes on, and the watch looks."""
        self.clock.advance(timedelta(seconds=seconds))
        now = self.clock.now()
        async with self.carriers.work() as work:
            await self.standing.refresh(work.session, now)
        state: LinkState = "open" if open_links else "closed"
        binds = [BindHealth(one.id, 1, "one", state, now, 10, 0, None, 0, None) for one in routes]
        await self.watch.look(self.tally, binds)

    async def mails(self) -> list[tuple[str, str]]:
        async with self.carriers.work() as work:
            found = await self.outbox.newest(work.session, 20)
        return [(one.mail.to, one.mail.subject) for one in found]


@pytest.fixture
def carriers(system_db: SystemDatabase, clock: ManualClock) -> Rig:
    return rig(system_db, CIPHER, clock)


@pytest.fixture
def looking(carriers: Rig, clock: ManualClock, ids: IdMaker) -> Looking:
    return Looking(carriers, clock, ids)


async def kinds(carriers: Rig) -> list[str]:
    async with carriers.work() as work:
        query = select(EventRow.kind).where(EventRow.kind.like("gateway.route_alarm.%"))
        return list(await work.session.scalars(query.order_by(EventRow.seq)))


async def test_within_a_minute_of_the_last_link_everybody_is_told_and_again_when_it_is_back(
    looking: Looking, carriers: Rig
) -> None:
    sick, sound = await carriers.route("sick"), await carriers.route("sound")
    async with carriers.work() as work:
        await users.create(work, NewUser("opal@example.com", "Opal", "fr", None, True))
        settings = WatchSettings(("night@example.com",), ("+262692123456",), "en")
        await service.put_watch_settings(work, settings)
    await looking.look([sick, sound], 0)
    for _ in range(5):
        await looking.look([sound], 5, open_links=True)
    assert await looking.mails() == []
    await looking.look([sound], 5)
    assert sorted(await looking.mails()) == [
        ("night@example.com", "“sick” is not well"),
        ("opal@example.com", "« sick » ne va pas bien"),
    ]
    async with carriers.work() as work:
        (alarm,) = await service.alarms(work.session, None, 10)
        texts = (await work.session.execute(select(MessageRow))).scalars().all()
    assert (alarm.route_id, alarm.closed_at, [one.sign for one in alarm.facts]) == (
        sick.id,
        None,
        ["links"],
    )
    assert alarm.told == ("opal@example.com", "night@example.com", "+262692123456")
    assert [(one.tenant_id, one.address) for one in texts] == [(OWN_TEXTS, "+262692123456")]
    parcel = Parcel(UUID(int=1), "+262692123456", None, "x", "service", "auto", False, None)
    assert looking.standing.choose(OWN_TEXTS, parcel).routes == [sound.id, sick.id]
    for _ in range(int(RECOVERED.total_seconds() / 5) + 2):
        await looking.look([sick, sound], 5)
    assert await kinds(carriers) == ["gateway.route_alarm.opened", "gateway.route_alarm.closed"]
    assert ("night@example.com", "“sick” is well again") in await looking.mails()


async def test_an_alarm_of_the_process_before_goes_on_and_is_told_once(
    looking: Looking, carriers: Rig, clock: ManualClock, ids: IdMaker
) -> None:
    sick = await carriers.route("sick")
    await looking.look([sick], 0)
    for _ in range(6):
        await looking.look([], 5)
    assert await kinds(carriers) == ["gateway.route_alarm.opened"]
    after = Looking(carriers, clock, ids)
    for _ in range(6):
        await after.look([], 5)
    assert await kinds(carriers) == ["gateway.route_alarm.opened"]
    for _ in range(int(RECOVERED.total_seconds() / 5) + 2):
        await after.look([sick], 5)
    assert (await kinds(carriers))[-1] == "gateway.route_alarm.closed"


async def test_a_stopped_route_is_no_alarm(looking: Looking, carriers: Rig) -> None:
    await carriers.route("off", enabled=False)
    for _ in range(8):
        await looking.look([], 5)
    assert await kinds(carriers) == []


async def test_the_past_is_that_of_the_same_hour_of_the_week_else_of_the_day(
    carriers: Rig, clock: ManualClock
) -> None:
    route, now = await carriers.route("near"), clock.now().replace(second=0, microsecond=0)

    async def count(ago: timedelta, handed: int) -> None:
        minute = Minute(route.id, now - ago, handed, mix={("delay", "44"): 3})
        async with carriers.work() as work:
            await repository.count(work.session, [minute])

    async def past() -> int | None:
        async with carriers.work() as work:
            found = await past_of(work.session, route.id, now)
        return found.handed if found else None

    assert await past() is None
    await count(timedelta(days=1), 400)
    await count(timedelta(days=2, minutes=20), 200)
    await count(timedelta(days=1, hours=2), 9_000)
    assert await past() == 600
    await count(timedelta(weeks=1), 500)
    await count(timedelta(weeks=3, minutes=-10), 100)
    assert await past() == 600
    async with carriers.work() as work:
        await service.forget_old(work.session, now + timedelta(weeks=5))
    assert await past() is None


async def test_the_platform_s_own_texts_leave_like_those_of_companies(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> None:
    route = UUID(int=1)
    async with house(system_db, clock, ids, [route], Clearance(CIPHER)) as one:
        line = one.line(route, takes())
        told = Order(OWN_TEXTS, Wording(None, "not well", "service"), [Recipient("+262692123456")])
        async with system_db.transaction() as session:
            await own_texts.add(session, told, clock.now(), ids)
        await eventually(lambda: [parcel.to for parcel in line.taken] == ["+262692123456"])
