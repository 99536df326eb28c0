"""The story of the demo company."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.gateway.registry import discover
from guichet.interactions import service as interactions
from guichet.interactions.service import Filter
from guichet.interactions.states import State
from guichet.interactions.types import Agent
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork
from guichet.processes.demo_history import Scene, dialogues, month, seed_history
from tests.conftest import MORNING

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


def test_the_story_is_told_in_order_and_during_opening_hours() -> None:
    told = month(MORNING, ZONE, dialogues("dialogues.json"))
    moments = [moment for moment, _ in told]
    assert moments == sorted(moments)
    assert all(8 <= moment.astimezone(ZoneInfo(ZONE)).hour < 18 for moment in moments)
