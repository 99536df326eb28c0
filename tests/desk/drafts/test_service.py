"""What an agent began to write is there on every device until it is sent."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from guichet.desk import service as desk
from guichet.desk.drafts import service
from guichet.desk.drafts.types import Draft
from guichet.files import service as stored_files
from guichet.files.types import Owner
from guichet.gateway.types import Accepted
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Conflict, Invalid, NotFound
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, says


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@pytest.fixture
async def waiting(make_work: MakeWork, shop: Shop) -> Accepted:
    return await arrives(make_work, shop, says("Bonjour"))


async def test_each_agent_has_their_own_draft_and_the_newest_words_count(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        await service.keep(work, one, AMELIE.id, "Bon", note=False)
        await service.keep(work, one, AMELIE.id, "Bonjour, je", note=True)
        await service.keep(work, one, RAVI.id, "Salut", note=False)
        mine = await service.of(work, one, AMELIE.id)
        now = work.now
    assert mine == Draft("Bonjour, je", note=True, saved_at=now)


async def test_an_emptied_draft_is_gone(make_work: MakeWork, shop: Shop, waiting: Accepted) -> None:
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        await service.keep(work, one, AMELIE.id, "Bon", note=False)
        assert await service.keep(work, one, AMELIE.id, " \n", note=False) is None
        assert await service.of(work, one, AMELIE.id) is None
        with pytest.raises(Invalid):
            await service.keep(work, one, AMELIE.id, "x" * 8_001, note=False)


async def _uploaded(make_work: MakeWork, shop: Shop, name: str, owner: UUID) -> UUID:
    async with make_work(shop.tenant_id) as work:
        file = await stored_files.expect(work, name, Owner("user", str(owner)))
        there = replace(file, media_type="application/pdf", size=10, sha256="0" * 64, state="clean")
        return (await stored_files.arrived(work, there)).id


async def test_files_sent_for_an_answer_wait_with_it_as_long_as_they_are_the_agents_and_unused(
    make_work: MakeWork, shop: Shop, waiting: Accepted
) -> None:
    one = waiting.interaction_id
    bill, terms = [await _uploaded(make_work, shop, name, AMELIE.id) for name in ("b.pdf", "t.pdf")]
    foreign = await _uploaded(make_work, shop, "x.pdf", RAVI.id)
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, ability(shop), one, AMELIE)
        wished = [terms, foreign, bill, UUID(int=9)]
        kept = await service.keep(work, one, AMELIE.id, "", note=False, files=wished)
        shown = await service.of(work, one, AMELIE.id)
    assert kept == shown
    assert shown is not None
    assert [file.name for file in shown.files] == ["t.pdf", "b.pdf"]
    async with make_work(shop.tenant_id) as work:
        await stored_files.attach(work, [bill], Owner("user", str(AMELIE.id)), one)
        left = await service.of(work, one, AMELIE.id)
        assert left is not None
        assert [file.name for file in left.files] == ["t.pdf"]
        assert await service.keep(work, one, AMELIE.id, "", note=False) is None


async def test_what_was_sent_does_not_come_back_as_a_draft(
    make_work: MakeWork, shop: Shop, waiting: Accepted, clock: ManualClock
) -> None:
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        await desk.take(work, ability(shop), one, AMELIE)
        await service.keep(work, one, AMELIE.id, "Oui", note=False)
    clock.advance(timedelta(seconds=1))
    async with make_work(shop.tenant_id) as work:
        await desk.answer(work, one, AMELIE, "Oui", None)
        assert await service.of(work, one, AMELIE.id) is None
    clock.advance(timedelta(seconds=1))
    async with make_work(shop.tenant_id) as work:
        await service.keep(work, one, AMELIE.id, "Et aussi", note=False)
        again = await service.of(work, one, AMELIE.id)
    assert again is not None
    assert again.text == "Et aussi"


async def test_who_was_too_late_to_answer_keeps_the_draft(
    make_work: MakeWork, shop: Shop, waiting: Accepted, clock: ManualClock
) -> None:
    one = waiting.interaction_id
    async with make_work(shop.tenant_id) as work:
        await service.keep(work, one, RAVI.id, "Je m’en occupe", note=False)
        await desk.take(work, ability(shop), one, AMELIE)
    clock.advance(timedelta(seconds=1))
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(Conflict, match="not_yours"):
            await desk.answer(work, one, RAVI, "Je m’en occupe", None)
        kept = await service.of(work, one, RAVI.id)
    assert kept is not None
    assert kept.text == "Je m’en occupe"


async def test_there_is_no_draft_of_what_is_not_there(make_work: MakeWork, shop: Shop) -> None:
    async with make_work(shop.tenant_id) as work:
        with pytest.raises(NotFound):
            await service.keep(work, UUID(int=1), AMELIE.id, "Bon", note=False)
        with pytest.raises(NotFound):
            await service.of(work, UUID(int=1), AMELIE.id)
