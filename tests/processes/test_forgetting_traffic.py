"""What passed through long ago is forgotten; what is still to be sent is not."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from guichet.gateway.inbound import service as inbound
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import Outbound
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.processes.jobs import forget_old_seen, forget_old_sent
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop, visitor


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def test_what_was_sent_is_forgotten_after_ninety_days_and_what_waits_is_not(
    make_work: MakeWork, shop: Shop, clock: ManualClock, ground: Ground
) -> None:
    async def left() -> set[str]:
        statement = text("SELECT text FROM outbound WHERE tenant_id = :tenant")
        async with ground.system_db.transaction() as session:
            found = await session.scalars(statement, {"tenant": shop.tenant_id})
            return set(found.all())

    async with make_work(shop.tenant_id) as work:
        for words in ("sent", "given up", "queued"):
            one = Outbound(work.ids.new(), visitor(), words)
            await outbound.enqueue(work, shop.door.id, "webchat", one)
    states = "UPDATE outbound SET state = :state WHERE tenant_id = :tenant AND text = :text"
    async with ground.system_db.transaction() as session:
        for words, state in (("sent", "seen"), ("given up", "failed")):
            values = {"tenant": shop.tenant_id, "text": words, "state": state}
            await session.execute(text(states), values)
    clock.advance(outbound.KEPT_FOR)
    await forget_old_sent.run(ground)
    assert await left() == {"sent", "given up", "queued"}
    clock.advance(timedelta(seconds=1))
    await forget_old_sent.run(ground)
    assert await left() == {"queued"}


async def test_a_peer_may_repeat_itself_for_ninety_days(
    make_work: MakeWork,
    shop: Shop,
    clock: ManualClock,
    ground: Ground,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbound, "FORGOTTEN_AT_ONCE", 1)

    async def known(peer_id: str, becomes: int) -> UUID | None:
        async with make_work(shop.tenant_id) as work:
            return await inbound.earlier(work, shop.door.id, peer_id, UUID(int=becomes))

    assert [await known(one, 1) for one in ("a", "b")] == [None, None]
    clock.advance(inbound.KEPT_FOR)
    await forget_old_seen.run(ground)
    assert [await known(one, 2) for one in ("a", "b")] == [UUID(int=1)] * 2
    clock.advance(timedelta(seconds=1))
    await forget_old_seen.run(ground)
    assert [await known(one, 3) for one in ("a", "b")] == [None, None]
