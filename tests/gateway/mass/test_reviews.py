"""First offers wait for a look, the same words go once, letters tell who has to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.works import SystemWorks
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.following import Post, SendingFollower
from guichet.gateway.mass.models import OutcomeRow
from guichet.gateway.mass.repeats import ASKED
from guichet.gateway.mass.reviews import service as reviews
from guichet.gateway.mass.reviews.events import REVIEW_ASKED, REVIEW_DECIDED, review_item
from guichet.gateway.mass.reviews.gate import ASK_AGAIN, Gate
from guichet.gateway.mass.reviews.types import Sample
from guichet.gateway.mass.states import state_of
from guichet.gateway.mass.types import Happening, Order
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.events.models import EventRow
from guichet.kit.events.types import Event, EventKind, Json, Position
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.mail.types import Mail
from guichet.kit.work import SYSTEM
from guichet.policies.presets import first_offers, repeats
from guichet.usage import service as usage
from guichet.usage.events import LOW, RESUMED, STOPPED, account_item
from guichet.usage.types import Caps, Terms
from guichet.usage.types import Order as Reservation
from tests.accounts.conftest import Browser, World
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.mass.line import House, house, numbers, order, takes
from tests.gateway.mass.test_recall import offer
from tests.waiting import eventually

CIPHER = Cipher("s" * 32)
ROUTE = UUID(int=1)
MOST = first_offers().recipients
SOLD = Terms("EUR", 50_000_000, None, Caps())


@pytest.fixture
def care(clock: ManualClock, ids: IdMaker) -> Clearance:
    """The whole of it."""
    return Clearance(CIPHER, Gate(clock, ids))


async def sold_to(make_work: MakeWork, tenant: TenantId) -> None:
    """The platform decided what the company may use."""
    async with make_work(tenant) as work:
        await usage.set_terms(work, SOLD)


def worded(asked: Order, text: str) -> Order:
    return replace(asked, wording=replace(asked.wording, text=text))


async def accepted(one: House, *orders: Order) -> list[UUID]:
    found: list[UUID] = []
    for asked in orders:
        found += (await one.acceptor.accept(asked)).message_ids
    return found


async def stand(db: SystemDatabase, messages: Sequence[UUID], *wanted: str) -> None:
    """Until they stand so, in their order."""

    async def stood() -> bool:
        async with db.transaction() as session:
            query = select(OutcomeRow).where(OutcomeRow.message_id.in_(list(messages)))
            rows = (await session.execute(query)).scalars().all()
        lives: dict[UUID, list[Happening]] = {one: [] for one in messages}
        for row in rows:
            lives[row.message_id].append(Happening(row.kind, row.at, row.part, row.parts))
        return [state_of(lives[one]) for one in messages] == list(wanted)

    await eventually(stood)


async def many(db: SystemDatabase, messages: Sequence[UUID], wanted: str) -> None:
    await stand(db, messages, *[wanted] * len(messages))


async def decided(
    db: SystemDatabase, clock: ManualClock, ids: IdMaker, tenant: TenantId, reason: str | None
) -> None:
    clock.advance(timedelta(seconds=40))
    async with SystemWorks(db, clock, ids)(SYSTEM, tenant) as work:
        (waiting,) = await reviews.in_state(work.session, "waiting", None, 10)
        assert waiting.tenant_id == tenant
        await reviews.decide(work, waiting.id, "Opal", approved=reason is None, reason=reason)
        await reviews.decide(work, waiting.id, "Opal", approved=reason is None, reason=reason)


async def test_first_offers_to_many_wait_for_a_look_and_then_nobody_looks_again(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    care: Clearance,
) -> None:
    tenant = await make_tenant()
    await sold_to(make_work, tenant)
    few, much = offer(tenant, *numbers(3)), offer(tenant, *numbers(MOST))
    async with house(system_db, clock, ids, [ROUTE], care) as one:
        line = one.line(ROUTE, takes())
        await many(system_db, await accepted(one, few), "handed")
        first = await accepted(one, worded(much, "Soldes ! STOP 36180"))
        second = await accepted(one, worded(few, "Encore ! STOP 36180"))
        await many(system_db, [*first, *second], "held")
        async with make_work(tenant) as work:
            (shown,) = await reviews.own(work.session, tenant)
        assert (shown.state, shown.recipients) == ("waiting", MOST + 3)
        # Two chunks come before the review in either order.
        assert {each.text[:6] for each in shown.samples} == {"Soldes", "Encore"}
        assert shown.expected_at - shown.asked_at == first_offers().answer_within
        async with make_work(tenant) as work:
            why = (await mass.get(work, first[0])).life[-1]
        assert (why.code, why.detail["expected"]) == ("first_campaign", "2026-03-03 12:00")
        await decided(system_db, clock, ids, tenant, None)
        await eventually(lambda: len(line.taken) == MOST + 6)
        third = await accepted(one, worded(much, "Merci ! STOP 36180"))
        await many(system_db, third, "handed")


async def test_what_is_refused_is_never_sent_and_the_next_campaign_waits_anew(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    care: Clearance,
) -> None:
    tenant = await make_tenant()
    await sold_to(make_work, tenant)
    much = offer(tenant, *numbers(MOST + 1))
    async with house(system_db, clock, ids, [ROUTE], care) as one:
        line = one.line(ROUTE, takes())
        first = await accepted(one, much)
        await many(system_db, first, "held")
        await decided(system_db, clock, ids, tenant, "No consent for this list")
        await many(system_db, first, "denied")
        again = await accepted(one, worded(much, "Corrigé. STOP 36180"))
        await many(system_db, again, "held")
        assert line.taken == []
    async with make_work(tenant) as work:
        newest, before = await reviews.own(work.session, tenant)
    assert (newest.state, before.state, before.reason) == (
        "waiting",
        "refused",
        "No consent for this list",
    )


async def test_who_writes_for_themselves_or_no_offers_is_not_looked_at(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    care: Clearance,
) -> None:
    own, sold = await make_tenant(), await make_tenant()
    await sold_to(make_work, sold)
    async with house(system_db, clock, ids, [ROUTE], care) as one:
        line = one.line(ROUTE, takes())
        offers = offer(own, *numbers(MOST + 1))
        news = order(sold, *numbers(MOST + 1))
        await many(system_db, await accepted(one, offers, news), "handed")
        assert len(line.taken) == 2 * (MOST + 1)


async def test_what_is_held_is_asked_again_and_said_once(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    care: Clearance,
) -> None:
    tenant = await make_tenant()
    await sold_to(make_work, tenant)
    async with house(system_db, clock, ids, [ROUTE], care) as one:
        one.line(ROUTE, takes())
        held = await accepted(one, offer(tenant, *numbers(MOST + 1)))
        await many(system_db, held, "held")
        clock.advance(ASK_AGAIN + timedelta(seconds=1))
        urgent = await accepted(one, order(tenant, "+262692999999", purpose="otp"))
        await many(system_db, urgent, "handed")
        clock.advance(ASK_AGAIN + timedelta(seconds=1))
        urgent = await accepted(one, order(tenant, "+262692999999", purpose="otp"))
        await many(system_db, urgent, "handed")
        await one.store.writer.written()
    async with system_db.transaction() as session:
        lines = select(func.count()).where(OutcomeRow.message_id == held[0])
        assert await session.scalar(lines) == 1
    async with make_work(tenant) as work:
        (shown,) = await reviews.own(work.session, tenant)
        assert shown.recipients == MOST + 1


async def test_the_same_words_to_the_same_number_go_once(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
) -> None:
    tenant, (number, other) = await make_tenant(), numbers(2)
    twice = worded(order(tenant, number, other), "Votre commande est prête.")
    code = worded(order(tenant, number, purpose="otp"), "Code 1234")
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        line = one.line(ROUTE, takes())
        first = await accepted(one, twice, worded(twice, "Autre chose."), code, code)
        await many(system_db, first, "handed")
        again = await accepted(one, order(tenant, number), worded(order(tenant, number), "{name}"))
        await many(system_db, again, "handed")
        await stand(system_db, await accepted(one, twice), "denied", "denied")
        in_one = worded(order(tenant, *numbers(3), number), "Une fois.")
        await stand(system_db, await accepted(one, in_one), *["handed"] * 3, "denied")
        clock.advance(repeats().within["service"] + timedelta(seconds=1))
        await many(system_db, await accepted(one, twice), "handed")
        assert len(line.taken) == 6 + 2 + 3 + 2


async def test_a_list_sent_twice_is_found_by_a_few_of_it(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant = await make_tenant()
    people = numbers(ASKED * 3)
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        line = one.line(ROUTE, takes())
        await many(system_db, await accepted(one, order(tenant, *people)), "handed")
        again = await accepted(one, order(tenant, *people, "+262693000000"))
        await stand(system_db, again, *["denied"] * len(people), "handed")
        assert len(line.taken) == len(people) + 1


async def test_who_was_never_written_to_may_be_written_to_again(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    news = order(tenant, *numbers(1))
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        first = await accepted(one, news)
        async with make_work(tenant) as work:
            await mass.cancel(work, first[0])
        again = await accepted(one, news)
        line = one.line(ROUTE, takes())
        await stand(system_db, [*first, *again], "cancelled", "handed")
        assert [parcel.id for parcel in line.taken] == again


def told(kind: EventKind, tenant: TenantId, item: Mapping[str, Json], at: datetime) -> Event:
    """An event as a consumer is given it."""
    payload: dict[str, Json] = {"item": {**item}}
    return Event(Position(1), tenant, UUID(int=7), kind, "subject", 1, payload, at)


@dataclass
class Follow:
    """Somebody who hears of sending, and reads the letters that come of it."""

    ground: Ground
    follower: SendingFollower
    tenant: Tenant

    async def hears(self, kind: EventKind, item: Mapping[str, Json]) -> list[Mail]:
        at = self.ground.clock.now()
        async with self.ground.system_db.transaction() as session:
            await self.follower.handle(session, told(kind, self.tenant.id, item, at))
        async with self.ground.system_db.transaction() as session:
            return [one.mail for one in await self.ground.outbox.newest(session)]


@pytest.fixture
async def follow(ground: Ground, world: World) -> Follow:
    tenant, operators = await world.tenant(), await world.tenant("exploitant")
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    await world.member(tenant, "ravi@example.com", Role.AGENT)
    await world.member(operators, "opal@example.com", Role.ADMINISTRATOR)
    post = Post(ground.outbox, "https://guichet.example", "exploitant")
    return Follow(ground, SendingFollower(ground.clock, ground.ids, post), tenant)


async def test_who_may_send_again_does_so_at_once(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_work: MakeWork,
    follow: Follow,
) -> None:
    tenant = follow.tenant.id
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        line = one.line(ROUTE, takes())
        async with make_work(tenant) as work:
            stopped = await usage.stop_sending(work, "Hameçonnage")
        (mail,) = await follow.hears(STOPPED, account_item(stopped))
        assert (mail.to, "Hameçonnage" in mail.text) == ("ada@example.com", True)
        await many(system_db, await accepted(one, order(tenant, *numbers(2))), "held")
        async with make_work(tenant) as work:
            resumed = await usage.resume_sending(work)
        await follow.hears(RESUMED, account_item(resumed))
        await eventually(lambda: len(line.taken) == 2)


async def test_little_money_is_told_once_with_what_is_left(
    make_work: MakeWork, follow: Follow, clock: ManualClock
) -> None:
    tenant = follow.tenant.id
    async with make_work(tenant) as work:
        await usage.set_terms(work, Terms("EUR", 10_000_000, 8_000_000, Caps()))
        for key in ("a", "b"):
            asked = Reservation(key, 2_500_000, 1, "EUR", clock.now().date())
            await usage.reserve(work, asked)
        account = await usage.account(work.session, tenant)
        events = await work.session.scalars(select(EventRow.kind).where(EventRow.kind == LOW))
        assert list(events) == [LOW]
    assert account is not None
    (mail,) = await follow.hears(LOW, account_item(account))
    assert mail.to == "ada@example.com"
    assert "5,00\xa0€" in mail.text


async def test_the_platform_is_asked_and_the_company_told(
    follow: Follow, make_work: MakeWork, clock: ManualClock, ids: IdMaker
) -> None:
    works = SystemWorks(follow.ground.system_db, clock, ids)
    async with works(SYSTEM, follow.tenant.id) as work:
        asked = await reviews.join(work, [Sample("Soldes ! STOP 36180", "VANILLE")], 250)
    (mail,) = await follow.hears(REVIEW_ASKED, review_item(asked))
    assert (mail.to, "Soldes ! STOP 36180" in mail.text) == ("opal@example.com", True)
    refused = replace(asked, state="refused", reason="Liste sans accord")
    mails = await follow.hears(REVIEW_DECIDED, review_item(refused))
    assert {one.to for one in mails} == {"ada@example.com", "opal@example.com"}
    assert any("Liste sans accord" in one.text for one in mails)
    approved = replace(asked, state="approved")
    assert len(await follow.hears(REVIEW_DECIDED, review_item(approved))) == 3


async def test_the_platform_decides_over_http_and_the_company_sees_why(
    follow: Follow, world: World, browser: Browser, clock: ManualClock, ids: IdMaker
) -> None:
    await world.user("odile@example.com", operator=True, name="Odile")
    operator = await browser("odile@example.com")
    boss = await browser("ada@example.com", follow.tenant)
    async with SystemWorks(follow.ground.system_db, clock, ids)(SYSTEM, follow.tenant.id) as work:
        await reviews.join(work, [Sample("Soldes ! STOP 36180", None)], 250)
    (one,) = (await operator.get("/platform/sending-reviews")).json()["items"]
    assert (one["tenant_name"], one["recipients"]) == (follow.tenant.settings.name, 250)
    address = f"/platform/tenants/{one['tenant_id']}/sending-reviews/{one['id']}/decide"
    assert (await boss.post(address, json={"approved": True})).status_code == 403
    assert (await operator.post(address, json={"approved": False})).status_code == 422
    no = {"approved": False, "reason": "Liste sans accord"}
    for _ in range(2):
        assert (await operator.post(address, json=no)).json()["state"] == "refused"
    assert (await operator.post(address, json={"approved": True})).json()["code"] == (
        "review_decided"
    )
    unknown = address.replace(one["id"], str(UUID(int=9)))
    assert (await operator.post(unknown, json=no)).status_code == 404
    (mine,) = (await boss.get("/sending-reviews")).json()["items"]
    assert (mine["state"], mine["reason"]) == ("refused", "Liste sans accord")
    assert "by_name" not in mine
    assert (await operator.get("/platform/sending-reviews")).json()["items"] == []
