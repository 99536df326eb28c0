"""A shop with queues, a skill and rules in force."""

from dataclasses import dataclass
from uuid import UUID

from guichet.agents import service as agents
from guichet.agents.types import Queue, QueueRules, Skill
from guichet.intake.rules import service
from guichet.intake.rules.stored import By, Published
from guichet.intake.rules.types import Rules
from guichet.kit.ids import TenantId
from tests.conftest import MakeTenant, MakeWork
from tests.gateway.scene import Shop, open_shop

ZOE = By(UUID(int=5), "Zoé Rivière")


@dataclass(frozen=True)
class RuledShop:
    """The shop, and what its rules can name."""

    shop: Shop
    orders: Queue
    french: Skill
    make_work: MakeWork

    @property
    def tenant_id(self) -> TenantId:
        return self.shop.tenant_id

    async def publish(self, rules: Rules) -> Published:
        """Put rules in force."""
        async with self.make_work(self.tenant_id) as work:
            version = (await service.draft(work)).version
            saved = await service.save_draft(work, version, rules, ZOE)
            return await service.publish(work, saved.version, "", ZOE)


async def ruled_shop(make_tenant: MakeTenant, make_work: MakeWork) -> RuledShop:
    """A new tenant with a chat, a queue for orders and one skill."""
    shop = await open_shop(make_tenant, make_work)
    async with make_work(shop.tenant_id) as work:
        orders = await agents.create_queue(work, QueueRules(name="Commandes"))
        french = await agents.create_skill(work, "fr")
    return RuledShop(shop, orders, french, make_work)
