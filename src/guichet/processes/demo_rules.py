"""The demo company's queues, skills and routing rules: three that make sense at first sight."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.agents import service as agents
from guichet.agents.types import ProfileRules, Queue, QueueMembership, QueueRules, Skill
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.stored import By
from guichet.intake.rules.types import ForAgent, Group, Rule, Rules, SkillAt, Test, Then
from guichet.interactions.types import Agent
from guichet.kit.ids import UserId
from guichet.kit.work import Work

ORDERS, ENGLISH = "Commandes", "English"


async def seed_rules(work: Work, people: Sequence[Agent], by: By) -> None:
    """Make them, and publish the rules. Every agent answers both queues; every second one speaks
    English well.
    """
    orders, english = await _orders(work), await _english(work)
    default = await agents.default_queue(work)
    both = (QueueMembership(default.id), QueueMembership(orders.id))
    for number, person in enumerate(people):
        profile = await agents.profile(work, UserId(person.id))
        skills = {**profile.skills, english.id: 4 if number % 2 == 0 else 2}
        decided: ProfileRules = replace(profile.decided, queues=both, skills=skills)
        await agents.change_profile(work, profile.id, profile.version, decided)
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
            "English first",
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
