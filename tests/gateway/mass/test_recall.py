"""What lies ready is taken back when somebody says stop, or the platform does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from guichet.accounts.types import PLATFORM
from guichet.accounts.works import SystemWorks
from guichet.consent import service as consents
from guichet.consent.addresses import digester, platform_digester
from guichet.consent.service import Address
from guichet.consent.types import Recorder
from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.recall import STOPPED_FOR
from guichet.gateway.mass.types import Order
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from guichet.usage import service as usage
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.mass.line import House, house, numbers, order, takes
from tests.gateway.mass.test_carrying import states
from tests.waiting import eventually

CIPHER = Cipher("s" * 32)
ROUTE = UUID(int=1)
OFFERS = 2
"""The lane of offers."""


def offer(tenant: TenantId, *addresses: str) -> Order:
    plain = order(tenant, *addresses, purpose="marketing")
    return replace(plain, wording=replace(plain.wording, consent="optin"))


async def ready(one: House, asked: Order) -> Sequence[UUID]:
    """Accepted, and laid ready on a route whose link takes nothing yet."""
    one.store.shelves.opened(ROUTE)
    ticket = await one.acceptor.accept(asked)
    await eventually(lambda: one.store.shelves.lying(OFFERS) == len(asked.recipients))
    return ticket.message_ids


async def test_who_says_stop_gets_nothing_of_what_lies_ready_already(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant, people = await make_tenant(), numbers(4)
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        messages = await ready(one, offer(tenant, *people))
        async with make_work(tenant) as work:
            own = await digester(work.session, tenant, CIPHER)
            said_stop = Address("phone", own.of("phone", people[1]))
            await consents.stop(work, [said_stop], "STOP", Recorder("system", None, None))
        async with SystemWorks(system_db, clock, ids)(tenant_id=PLATFORM) as work:
            everywhere = await platform_digester(work.session, CIPHER)
            listed = [everywhere.of("phone", people[2])]
            await consents.block_everywhere(
                work, listed, blocked=True, reason="letter", by_name=None
            )
        clock.advance(timedelta(milliseconds=500))
        await eventually(lambda: one.store.shelves.lying(OFFERS) == 2)
        line = one.line(ROUTE, takes())
        await eventually(lambda: len(line.taken) == 2)
        assert {parcel.to for parcel in line.taken} == {people[0], people[3]}

        async def told() -> bool:
            found = await states(system_db, messages)
            return [found[one] for one in messages] == ["handed", "denied", "denied", "handed"]

        await eventually(told)


async def test_a_company_the_platform_stops_is_held_with_all_that_lies_ready(
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
    make_tenant: MakeTenant,
    make_work: MakeWork,
) -> None:
    tenant = await make_tenant()
    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        messages = await ready(one, offer(tenant, *numbers(3)))
        async with make_work(tenant) as work:
            await usage.stop_sending(work, "phishing")
        clock.advance(timedelta(milliseconds=500))
        await eventually(lambda: one.store.shelves.lying(OFFERS) == 0)

        async def held() -> bool:
            return set((await states(system_db, messages)).values()) == {"held"}

        await eventually(held)
        async with make_work(tenant) as work:
            await usage.resume_sending(work)
        line = one.line(ROUTE, takes())
        clock.advance(STOPPED_FOR + timedelta(seconds=1))
        await eventually(lambda: len(line.taken) == 3)
