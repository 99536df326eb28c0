"""The story of the demo company."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import Draft
from guichet.gateway.registry import discover
from guichet.interactions import service as interactions
from guichet.interactions.service import Filter
from guichet.interactions.states import State
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo_history import Scene, dialogues, let_in, month, seed_history
from guichet.processes.demo_shop import SITE_KEY
from tests.conftest import MORNING, MakeTenant

AGENTS = (Agent(UUID(int=1), "Amélie Payet"), Agent(UUID(int=2), "Ravi Hoareau"))
ZONE = "Indian/Reunion"


async def test_the_demo_company_has_a_month_of_finished_requests_and_three_open_ones(
    ground: Ground, make_tenant: Callable[[], Awaitable[TenantId]]
) -> None:
    tenant_id = await make_tenant()
    await seed_history(ground, Scene(tenant_id, ZONE, AGENTS, discover(cipher=ground.cipher)))
    works = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with works(tenant_id, SYSTEM) as work:
        found = await interactions.page(work, Filter(), None, 500)
        said = [m for one in found for m in await interactions.messages(work, one.id, None, 100)]
    states = Counter(one.state for one in found)
    assert (states[State.ACTIVE], states[State.WAITING]) == (1, 2)
    assert states[State.CLOSED] >= 30
    begun = [one.created_at for one in found]
    assert max(begun) - min(begun) > timedelta(days=28)
    assert max(begun) <= ground.clock.now()
    answers = [message for message in said if message.author.kind == "agent"]
    assert {message.delivery.state for message in answers} == {"seen"}


async def test_a_shop_whose_demo_listens_elsewhere_is_let_in_and_nothing_else_changes(
    ground: Ground, make_tenant: MakeTenant
) -> None:
    tenant_id, registry = await make_tenant(), discover(cipher=ground.cipher)
    works = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    draft = Draft("Boutique", "fr", ("https://shop.example",), {"colour": "#1f5fbf"})
    async with works(tenant_id, SYSTEM) as work:
        made = await entry_points.create(work, registry, "webchat", draft, site_key=SITE_KEY)
    moved = replace(ground, settings=ground.settings.model_copy(update={"http_port": 9_470}))
    for _ in range(2):
        await let_in(moved, tenant_id, registry)
    async with works(tenant_id, SYSTEM) as work:
        shop = await entry_points.get(work, made.id)
    here = ("http://localhost:9470", "http://127.0.0.1:9470")
    assert shop.allowed_origins == ("https://shop.example", *here)
    assert (shop.version, shop.settings) == (made.version + 1, made.settings)


def test_the_story_is_told_in_order_and_during_opening_hours() -> None:
    told = month(MORNING, ZONE, dialogues("dialogues.json"))
    moments = [moment for moment, _ in told]
    assert moments == sorted(moments)
    assert all(8 <= moment.astimezone(ZoneInfo(ZONE)).hour < 18 for moment in moments)
