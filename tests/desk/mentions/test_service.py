"""A note that calls an agent stands in their inbox until they saw it."""

import pytest

from guichet.desk import service as desk
from guichet.desk.mentions import live, service
from guichet.desk.mentions.types import Mention
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.errors import NotFound
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, arrives
from tests.gateway.scene import Shop, open_shop, says


async def unread(request_db: RequestDatabase, shop: Shop) -> list[Mention]:
    async with request_db.snapshot(shop.tenant_id) as session:
        return await live.unread(session, shop.tenant_id, RAVI.id)


async def test_who_is_called_by_a_note_has_it_until_they_saw_it(
    request_db: RequestDatabase, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    shop = await open_shop(make_tenant, make_work)
    waiting = await arrives(make_work, shop, says("Bonjour"))
    async with make_work(shop.tenant_id) as work:
        note = await desk.note(
            work, waiting.interaction_id, AMELIE, "Regarde " + "x" * 200, (RAVI, AMELIE)
        )
    (called,) = await unread(request_db, shop)
    assert (called.by, called.message_id, len(called.excerpt)) == (AMELIE, note.id, 160)
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(NotFound):
            await service.see(work, called.id, AMELIE)
        seen = await service.see(work, called.id, RAVI)
        assert await service.see(work, called.id, RAVI) == seen
    assert (seen.version, seen.read_at) == (2, work.now)
    assert await unread(request_db, shop) == []
