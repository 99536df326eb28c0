"""Whoever is erased leaves no number and no word in texts."""

from sqlalchemy import text as statement

from guichet.crm import service as crm
from guichet.desk.erasure import TextsErased, WordsErased
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Order, Recipient, Wording
from guichet.gateway.telephones import forgetting
from guichet.gateway.types import Identity
from guichet.interactions.erasure import RequestsErased
from guichet.kit.jobs import JobRun
from guichet.kit.upkeep.jobs import forget_person
from guichet.kit.work import SYSTEM, UnitOfWork
from tests.conftest import Database, MakeTenant
from tests.gateway.telephones.scene import LONG, PHONE, Platform

SECRET = "zebulon4711"
OTHER = "+262692999999"
_CARRIED = statement("UPDATE mass_chunk SET open = false")


def _places_of(database: Database, word: str) -> set[str]:
    """The tables that hold the word in any column."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.connect_owner() as owner:
        return {
            str(name)
            for (name,) in owner.execute(tables).fetchall()
            if owner.execute(
                f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s LIMIT 1'.encode(), (f"%{word}%",)
            ).fetchone()
        }


async def test_an_erased_person_is_in_no_text_any_more_and_the_others_are(
    post: Platform, database: Database, make_tenant: MakeTenant
) -> None:
    ground, tenant = post.ground, await make_tenant()
    await post.give(await post.number(LONG), tenant)
    await post.door(tenant, number=LONG)
    await post.says(f"Bonjour, ici {SECRET}", LONG)
    await post.read()
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    told = Wording(None, "Bonjour {name}", "service")
    to = [Recipient(PHONE, {"name": SECRET}, SECRET), Recipient(OTHER, {"name": "Ravi"})]
    async with open_work(tenant, SYSTEM) as work:
        ticket = await mass.send(work, Order(tenant, told, to))
    async with open_work(tenant, SYSTEM) as work:
        person = await crm.known(work, Identity("phone", PHONE))
        assert person is not None
        await crm.erase(work, person, [WordsErased(), RequestsErased(), TextsErased()])
        states = await mass.states_of(work, ticket.message_ids)
    assert [states[one] for one in ticket.message_ids] == ["cancelled", "accepted"]

    await forgetting.go_on(ground.system_db.transaction)
    assert "forgotten_number" in _places_of(database, PHONE)  # its text could still be on its way

    async with ground.system_db.transaction() as session:
        await session.execute(_CARRIED)
    await forgetting.go_on(ground.system_db.transaction)
    await forget_person.run(JobRun(ground, tenant, 1), person)
    assert _places_of(database, PHONE) | _places_of(database, SECRET) == set()
    assert [one[0] for one in await post.sent()] == ["", OTHER]
    assert await forgetting.go_on(ground.system_db.transaction) == 0
