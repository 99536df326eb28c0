"""A person's requests stand in their history, with what they began with."""

from datetime import timedelta

import pytest

from guichet.desk import service as desk
from guichet.interactions.history import RequestsOfPeople
from guichet.kit.clock import ManualClock
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, ability, arrives
from tests.gateway.scene import Shop, open_shop, says, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def test_requests_come_newest_first_with_their_first_words_and_page_by_page(
    make_work: MakeWork, shop: Shop, clock: ManualClock
) -> None:
    for number in range(3):
        arrived = await arrives(make_work, shop, says(f"Demande {number}"))
        clock.advance(timedelta(minutes=5))
        async with make_work(shop.tenant_id) as work:
            one = await desk.close(work, ability(shop), arrived.interaction_id, AMELIE)
        clock.advance(timedelta(days=2))
    await arrives(make_work, shop, says("Quelqu’un d’autre", who=visitor(2)))
    source = RequestsOfPeople()
    async with make_work(shop.tenant_id) as work:
        newest = await source.before(work, [one.person.id], None, 2)
        older = await source.before(work, [one.person.id], newest[-1].id, 2)
    assert [entry.value["first"] for entry in newest] == ["Demande 2", "Demande 1"]
    assert [entry.value["first"] for entry in older] == ["Demande 0"]
    assert {entry.kind for entry in (*newest, *older)} == {"interaction"}
