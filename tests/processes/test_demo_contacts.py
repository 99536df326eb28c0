"""What the demo company knows of its people."""

from uuid import UUID

from guichet.crm import service as crm
from guichet.crm.duplicates import service as duplicates
from guichet.crm.occurrences import service as occurrences
from guichet.crm.segments import service as segments
from guichet.crm.segments.language import stored
from guichet.crm.segments.service import Question
from guichet.crm.types import Wanted
from guichet.gateway.registry import discover
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo_contacts import seed_contacts
from guichet.processes.demo_history import Scene, seed_history
from tests.conftest import MakeTenant

EXAMPLE = stored(
    {
        "kind": "all",
        "of": [
            {"kind": "sex", "one_of": ["female"]},
            {"kind": "age", "maximum": 29},
            {"kind": "place", "postcodes": ["97400", "97417", "97490", "97438", "97441"]},
            {
                "kind": "event",
                "type": "purchase",
                "window": {"kind": "last", "count": 30, "unit": "days"},
                "where": [
                    {"property": "category", "of": {"test": "same_as", "parameter": "category"}}
                ],
            },
        ],
    }
)
"""Women under 30 in the north of the island who bought an article of the same category within the
last 30 days.
"""
AGENTS = (Agent(UUID(int=1), "Amélie Payet"), Agent(UUID(int=2), "Ravi Hoareau"))


async def test_who_wrote_keeps_their_card_and_one_person_stands_on_two(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    tenant_id = await make_tenant()
    scene = Scene(tenant_id, "Indian/Reunion", AGENTS, discover(cipher=ground.cipher))
    await seed_history(ground, scene)
    await seed_contacts(ground, tenant_id, AGENTS)
    async with UnitOfWork(ground.request_db, ground.clock, ground.ids)(tenant_id, SYSTEM) as work:
        (found,) = await crm.page(work, Wanted("Élodie Bègue"), None, 5)
        card = await crm.card(work, found[1].id)
        pairs = await duplicates.page(work, None, 10)
        bought = await occurrences.of_type(work, "purchase", None, 500)
    assert {one.kind for one in card.identities} == {"visitor", "phone", "email"}
    assert card.contact.attributes["loyalty"] == "gold"
    assert {one.given.decision for one in card.consents} == {"granted", "withdrawn"}
    assert len(pairs) == 1
    assert {one.properties["category"] for one in bought} == {"épices", "boissons", "artisanat"}
    for category in ("épices", "boissons", "artisanat"):
        question = Question(EXAMPLE, {"category": category})
        async with UnitOfWork(ground.request_db, ground.clock, ground.ids)(
            tenant_id, SYSTEM
        ) as work:
            of = await segments.asked(work, question)
            counted = await segments.count(ground.reader_db, work, question, of)
        assert 2 <= counted.people <= 12, category
