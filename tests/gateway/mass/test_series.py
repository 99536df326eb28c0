"""What comes again and again may say the same each time; anything else said twice is a mistake."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from guichet.gateway.mass.care import Clearance
from guichet.gateway.mass.types import Order
from guichet.gateway.mass.wordings import read, stored
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import IdMaker, TenantId
from tests.conftest import MakeTenant
from tests.gateway.mass.line import house, numbers, order, takes
from tests.gateway.mass.test_reviews import CIPHER, ROUTE, accepted, many, stand


async def test_times_of_one_series_are_no_repeats_of_one_another(
    system_db: SystemDatabase, clock: ManualClock, ids: IdMaker, make_tenant: MakeTenant
) -> None:
    tenant, series, other = await make_tenant(), ids.new(), ids.new()
    plain = order(tenant, *numbers(2))

    def of(one: UUID) -> Order:
        return replace(plain, wording=replace(plain.wording, series=one))

    async with house(system_db, clock, ids, [ROUTE], Clearance(CIPHER)) as one:
        line = one.line(ROUTE, takes())
        await many(system_db, await accepted(one, of(series)), "handed")
        clock.advance(timedelta(minutes=2))
        await many(system_db, await accepted(one, of(series)), "handed")
        await stand(system_db, await accepted(one, of(other)), "denied", "denied")
        await stand(system_db, await accepted(one, plain), "denied", "denied")
        assert len(line.taken) == 4


def test_a_series_is_kept_with_the_wording(ids: IdMaker, clock: ManualClock) -> None:
    of = order(TenantId(ids.new()), *numbers(1))
    wording = replace(of.wording, series=ids.new())
    assert read(stored(wording)) == wording
    assert read(stored(replace(wording, series=None))).series is None
