"""An erased person leaves requests to be counted, and no word."""

from uuid import UUID

import pytest

from guichet.crm import service as crm
from guichet.desk import service
from guichet.desk.drafts import service as drafts
from guichet.desk.erasure import WordsErased
from guichet.gateway.context import Context
from guichet.gateway.types import Inbound
from guichet.insight.figures.facts import interaction_fact
from guichet.interactions import service as interactions
from guichet.interactions.erasure import RequestsErased
from guichet.kit.events import log
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun
from guichet.kit.upkeep.jobs import forget_person
from tests.conftest import Database, MakeTenant, MakeWork
from tests.desk.scene import AMELIE, RAVI, ability, arrives
from tests.gateway.scene import Shop, open_shop, visitor
from tests.live.replay import give_positions

SECRET = "zebulon4711"
"""In everything that was said, named or noted."""


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


async def _talk(make_work: MakeWork, shop: Shop) -> tuple[UUID, UUID]:
    """A conversation in which the secret is everywhere; its id and its person's."""
    context = Context(referrer=f"https://{SECRET}.example", data={"cart": SECRET})
    words = f"Je suis {SECRET}"
    said = Inbound("one", visitor(), words, name=SECRET, subject=SECRET, context=context)
    arrived = await arrives(make_work, shop, said)
    async with make_work(shop.tenant_id) as work:
        one = await service.take(work, ability(shop), arrived.interaction_id, AMELIE)
        await service.answer(work, one.id, AMELIE, f"Bonjour {SECRET}", None)
        await service.note(work, one.id, AMELIE, f"{SECRET} est pressé", (RAVI,))
        await drafts.keep(work, one.id, AMELIE.id, f"Cher {SECRET}", note=False)
    return one.id, one.person.id


async def test_nothing_said_named_or_noted_is_left_anywhere(
    database: Database, ground: Ground, make_work: MakeWork, shop: Shop
) -> None:
    interaction_id, person = await _talk(make_work, shop)
    assert _places_of(database) > set()
    async with make_work(shop.tenant_id) as work:
        await crm.erase(work, person, [WordsErased(), RequestsErased()])
        left = await interactions.get(work, interaction_id)
    assert (left.state, left.person.name, left.agent) == ("closed", None, AMELIE)
    for _ in range(2):
        await forget_person.run(JobRun(ground, shop.tenant_id, 1), person)
    assert _places_of(database) == set()


async def test_figures_count_the_same_from_what_is_left(
    database: Database, ground: Ground, make_work: MakeWork, shop: Shop
) -> None:
    _, person = await _talk(make_work, shop)
    async with make_work(shop.tenant_id) as work:
        await crm.erase(work, person, [WordsErased(), RequestsErased()])
    give_positions(database)
    async with ground.system_db.transaction() as session:
        before = await log.read_after(session, log.START, 100, shop.tenant_id)
    await forget_person.run(JobRun(ground, shop.tenant_id, 1), person)
    async with ground.system_db.transaction() as session:
        after = await log.read_after(session, log.START, 100, shop.tenant_id)
    assert [one.payload for one in before] != [one.payload for one in after]
    assert [interaction_fact(one) for one in before] == [interaction_fact(one) for one in after]


def _places_of(database: Database) -> set[str]:
    """The tables that hold the secret in any column."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.connect_owner() as owner:
        names = [str(name) for (name,) in owner.execute(tables).fetchall()]
        return {
            name
            for name in names
            if owner.execute(
                f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s LIMIT 1'.encode(),
                (f"%{SECRET}%",),
            ).fetchone()
        }
