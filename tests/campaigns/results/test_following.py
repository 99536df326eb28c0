"""What becomes of a campaign's messages is counted as it happens, once, whoever dies."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.marks import service as marks
from guichet.campaigns.marks.types import Mark
from guichet.campaigns.results import repository, service
from guichet.campaigns.results.counts import by_reason, by_state
from guichet.campaigns.results.following import ResultsFollower
from guichet.campaigns.results.repository import figures
from guichet.campaigns.results.service import Wanted
from guichet.campaigns.results.types import Figures
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass import campaigns as mass_campaigns
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.contract import CarrierReceipt, Parcel, PartSent
from guichet.gateway.mass.repository import LeasedChunk, StoredMessage
from guichet.gateway.mass.searching import Search
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Wording
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.money import Money
from guichet.usage import service as usage
from tests.campaigns.results.scene import PRICE, Sent, become, campaign, priced, sending
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.mass.line import Everybody, House, Line, house, numbers
from tests.waiting import eventually

ROUTE = UUID(int=1)
GONE = Failure("number_refused", Retry.NEVER, Fault.RECIPIENT, peer_code="ESME_RINVDSTADR")


class SomeStop(Everybody):
    """Numbers that end with 7 told us to stop; those with 8 wait, if any do."""

    def __init__(self, waiting: str = "8") -> None:
        self._waiting = waiting

    async def judge(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Mapping[UUID, Stay]:
        stays: dict[UUID, Stay] = {}
        for one, _ in messages:
            if one.address.endswith("7"):
                stays[one.id] = Stay("denied", "told_to_stop", {})
            elif self._waiting and one.address.endswith(self._waiting):
                stays[one.id] = Stay("held", "closed_hours", {}, now + timedelta(hours=3))
        return stays


def answer(parcel: Parcel) -> Sequence[PartSent]:
    """Numbers that end with 6 are refused; the others are taken under their own name."""
    if parcel.to.endswith("6"):
        return (PartSent(parcel.id, 1, 1, failure=GONE),)
    return (PartSent(parcel.id, 1, 1, parcel.to),)


async def carried(one: House, line: Line, taken: int) -> None:
    await eventually(lambda: len(line.taken) >= taken)
    await one.store.writer.written()


async def known(db: SystemDatabase, tenant: TenantId, sent: Sent) -> Figures:
    async with db.transaction() as session:
        return (await figures(session, tenant, [sent.id]))[sent.id]


async def test_the_sums_the_recipients_and_the_list_of_messages_say_the_same(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant, people = await make_tenant(), numbers(40)
    follower = ResultsFollower(system_db.transaction, clock, ids)
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, people, each=15, offer_ends_at=work.now + timedelta(days=1))
    async with house(system_db, clock, ids, [ROUTE], SomeStop()) as one:
        line = one.line(ROUTE, answer)
        await carried(one, line, 32)
        assert await follower.follow() == 40
        heard = [CarrierReceipt(to, "delivered") for to in people if to[-1] in "0123"]
        heard += [CarrierReceipt(to, "expired", None, "069") for to in people if to[-1] == "4"]
        await one.heard(line, *heard, *heard[:3])
        await one.store.writer.written()
        assert await follower.follow() == 20
        assert await follower.follow() == 0
    sums = await known(system_db, tenant, sent)
    assert by_state(sums.counts) == {
        "delivered": 16,
        "undelivered": 4,
        "handed": 8,
        "refused": 4,
        "denied": 4,
        "held": 4,
    }
    assert by_reason(sums.counts) == {
        ("undelivered", "carrier_expired"): 4,
        ("refused", "number_refused"): 4,
        ("denied", "told_to_stop"): 4,
        ("held", "closed_hours"): 4,
    }
    async with make_work(tenant) as work:
        listed, _ = await mass.look_for(work, Search(), None, 100)
        shown, rest = await service.recipients(work, sent.id, Wanted(), after=0, limit=100)
    assert rest is None
    assert [row.row.message_id for row in shown] == list(sent.messages)
    assert [row.address for row in shown] == people
    states = {one.id: one.state for one in listed}
    assert {row.row.message_id: row.row.state for row in shown} == states
    assert Counter(states.values()) == by_state(sums.counts)


async def test_the_price_shown_is_billed_or_has_a_reason_and_the_ledger_agrees(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant, people = await make_tenant(), numbers(20)
    async with sending(system_db, tenant, clock, ids) as work:
        await priced(work)
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, people, each=7)
    async with house(system_db, clock, ids, [ROUTE], SomeStop("")) as one:
        line = one.line(ROUTE, answer)
        await carried(one, line, 18)

        async def settled() -> bool:
            async with system_db.transaction() as session:
                account = await usage.account(session, tenant)
            return account is not None and account.reserved == 0

        await eventually(settled)
    async with system_db.transaction() as session:
        booked = await usage.charged_since(session, tenant, clock.now() - timedelta(days=1))
    assert (booked.micros, booked.count) == (16 * PRICE, 16)
    await ResultsFollower(system_db.transaction, clock, ids).follow()
    async with make_work(tenant) as work:
        cost = (await service.results(work, sent.id)).cost
    assert cost is not None
    assert cost.reserved == Money(20 * PRICE, "EUR")
    assert cost.charged == Money(16 * PRICE, "EUR")
    assert {(each.reason, each.amount.micros) for each in cost.not_charged} == {
        ("told_to_stop", 2 * PRICE),
        ("number_refused", 2 * PRICE),
    }
    assert cost.undecided == Money(0, "EUR")


async def test_a_follower_that_dies_counts_nothing_twice_and_forgets_nothing(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tenant, people = await make_tenant(), numbers(10)
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, people)
    async with house(system_db, clock, ids, [ROUTE]) as one:
        await carried(one, one.line(ROUTE, answer), 10)
    follower = ResultsFollower(system_db.transaction, clock, ids)

    async def falls(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr(repository, "keep", falls)
        with pytest.raises(ConnectionResetError):
            await follower.follow()
    assert await follower.follow() == 10
    assert by_state((await known(system_db, tenant, sent)).counts) == {"handed": 9, "refused": 1}


async def test_what_people_do_counts_once_for_each_and_a_stranger_for_nothing(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, numbers(3))
        did = [
            Mark(2, "clicked", work.now),
            Mark(2, "clicked", work.now + timedelta(seconds=5)),
            Mark(2, "replied", work.now),
            Mark(2, "replied", work.now),
            Mark(3, "opted_out", work.now),
            Mark(99, "clicked", work.now),
        ]
        await marks.add(work.session, tenant, ids, [(sent.id, one) for one in did])
    assert await ResultsFollower(system_db.transaction, clock, ids).follow() == 2
    async with make_work(tenant) as work:
        found = await service.results(work, sent.id)
        clicked, _ = await service.recipients(
            work, sent.id, Wanted(did="clicked"), after=0, limit=10
        )
    assert (found.replied, found.clicked, found.clicks, found.opted_out) == (1, 1, 2, 1)
    assert [(one.row.n, one.row.clicks) for one in clicked] == [(2, 2)]
    assert found.waiting == 3


async def test_what_is_called_back_is_counted_like_what_became_of_it_otherwise(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    follower = ResultsFollower(system_db.transaction, clock, ids)
    async with sending(system_db, tenant, clock, ids) as work:
        sent = await campaign(work, numbers(8), only=6, each=4)
    async with make_work(tenant) as work:
        await mass.cancel(work, sent.messages[0])
    await follower.follow()
    async with make_work(tenant) as work:
        assert (await service.results(work, sent.id)).failed == 1
        await mass_campaigns.cancel(work, sent.id)
        await become(work, sent.id, "cancelled")
    await follower.follow()
    async with make_work(tenant) as work:
        found = await service.results(work, sent.id)
    assert (found.failed, found.waiting) == (8, 0)
    assert [(one.reason, one.count) for one in found.failed_for] == [("called_back", 8)]
