"""The demo company's routing rules: three that make sense at first sight."""

from uuid import UUID

from guichet.agents import service as agents
from guichet.agents.types import Queue, QueueRules, Skill
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.stored import By
from guichet.intake.rules.types import ForAgent, Group, Rule, Rules, SkillAt, Test, Then
from guichet.kit.work import Work

ORDERS, ENGLISH = "Commandes", "English"


async def seed_rules(work: Work, by: By) -> None:
    """Make the rules and publish them; who answers what is set up before."""
    orders, english = await _orders(work), await _english(work)
    draft = await routing_rules.draft(work)
    rules = _rules(work, orders.id, english.id)
    saved = await routing_rules.save_draft(work, draft.version, rules, by)
    await routing_rules.publish(work, saved.version, "", by)


async def _orders(work: Work) -> Queue:
    found = [one for one in await agents.queues(work) if one.name == ORDERS]
    return found[0] if found else await agents.create_queue(work, QueueRules(name=ORDERS))


async def _english(work: Work) -> Skill:
    found = [one for one in await agents.skills(work) if one.name == ENGLISH]
    return found[0] if found else await agents.create_skill(work, ENGLISH)


def _rules(work: Work, orders: UUID, english: UUID) -> Rules:
    speaks = Test("language", "one_of", values=("en",))
    delivery = Test("page", "matches", values=("*/delivery",))
    cart = Test("data", "more_than", "cart.total", (), (40,))
    returning = Test("known", "is")
    return (
        Rule(
            work.ids.new(),
            "En anglais",
            Group("all", (speaks,)),
            Then(require=(SkillAt(english, 2),), prefer=(SkillAt(english, 4),), go_on=True),
        ),
        Rule(
            work.ids.new(),
            "Livraisons et gros paniers",
            Group("any", (delivery, cart)),
            Then(queue_id=orders, priority=10, tags=("commande",)),
        ),
        Rule(
            work.ids.new(),
            "Clients connus",
            Group("all", (returning,)),
            Then(priority=3, agent=ForAgent("last", None, 5)),
        ),
    )
