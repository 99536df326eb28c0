"""Where a new request is to wait, and for whom: the one place rules are asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.agents import service as agents
from guichet.agents.types import Queue
from guichet.crm.companies import service as companies
from guichet.crm.types import Contact
from guichet.gateway.types import Inbound
from guichet.intake.rules import service as rules
from guichet.intake.rules.askers import asker_of
from guichet.intake.rules.calendars import open_at
from guichet.intake.rules.engine import Program
from guichet.intake.rules.facts import NO_CONTEXT, Asker, Request, facts_of, zone_of
from guichet.intake.rules.stored import Match
from guichet.intake.rules.trying import matches_of
from guichet.intake.rules.types import Facts, ForAgent, Outcome, SkillAt
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.types import Interaction, Need, Needs, Placement, Preferred, QueueRef, Why
from guichet.kit.work import Work

BY_RULE = "placed_by_rule"
"""Code of the reason an interaction carries; ``rules`` names them."""
REMEMBERED = timedelta(hours=24)
"""How long after their last talk a person is brought back to the same agent, unless a rule says
for whom they are.
"""
SAME_AGENT_FIRST = timedelta(minutes=5)
"""How long they wait for that agent, before others get it."""
_LOOKED_BACK = 10
"""Conversations of the person in which their last agent and rating are looked for."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a request waits, and the rules that said so."""

    placement: Placement
    number: int = 0
    """The version of the rules."""
    matches: Sequence[Match] = ()


async def place(
    work: Work, arrival: Arrival, inbound: Inbound, contact: Contact, *, stranger: bool = False
) -> Placed:
    """The placement of what ``inbound`` opens. Without a rule that holds: the queue the entry point
    suggests, else the default one. A ``stranger`` never had a conversation.
    """
    number, program = await rules.program(work)
    if not program.rules:
        queue = _ref(await _usual_queue(work, inbound))
        preferred = None if stranger else await _preferred(work, None, contact)
        return Placed(Placement(queue=queue, preferred=preferred))
    facts = await _facts(work, program, arrival, inbound, contact)
    outcome = program.decide(facts)
    matches = matches_of(program, facts, outcome)
    placement = await _placement(work, outcome, inbound, contact, matches)
    return Placed(placement, number, matches)


async def _facts(
    work: Work, program: Program, arrival: Arrival, inbound: Inbound, contact: Contact
) -> Facts:
    tenant = await tenants.get(work, work.tenant_id)
    request = Request(
        at=work.now,
        medium=inbound.medium or arrival.medium,
        entry_point=str(arrival.entry_point_id),
        address=inbound.sender,
        language=inbound.language or contact.language or arrival.language,
        page=inbound.page.url if inbound.page else None,
        subject=inbound.subject,
        context=inbound.context or NO_CONTEXT,
    )
    asker = await _asker(work, program, contact)
    calendars = await open_at(work, program.calendars, work.now)
    return facts_of(request, asker, zone_of(tenant.settings.zone), calendars)


async def _asker(work: Work, program: Program, contact: Contact) -> Asker:
    rating = await _last_rating(work, contact) if "rating" in program.facts else None
    company = None
    if contact.company_id is not None and "company" in program.facts:
        names = await companies.names_of(work, (contact.company_id,))
        company = names.get(contact.company_id)
    return asker_of(contact, company, rating)


async def _last_rating(work: Work, contact: Contact) -> float | None:
    latest = await interactions.latest_of_contact(work, contact.id, _LOOKED_BACK)
    return next((float(one.rating.stars) for one in latest if one.rating), None)


async def _placement(
    work: Work, outcome: Outcome, inbound: Inbound, contact: Contact, matches: Sequence[Match]
) -> Placement:
    if outcome.queue_id is not None:
        queue = await agents.living_queue(work, outcome.queue_id)
    else:
        queue = await _usual_queue(work, inbound)
    return Placement(
        queue=_ref(queue),
        needs=await _needs(work, outcome),
        priority=outcome.priority,
        preferred=await _preferred(work, outcome.agent, contact),
        tags=outcome.tags,
        why=why_of(matches),
    )


def why_of(matches: Sequence[Match]) -> Why | None:
    """What the interaction says of its place; none when no rule held."""
    names = ", ".join(one.name or f"#{one.place}" for one in matches)
    return Why(BY_RULE, {"rules": names}) if matches else None


async def _usual_queue(work: Work, inbound: Inbound) -> Queue:
    if inbound.queue:
        for queue in await agents.queues(work):
            if queue.key == inbound.queue:
                return queue
    return await agents.default_queue(work)


def _ref(queue: Queue) -> QueueRef:
    return QueueRef(queue.id, queue.name)


async def _needs(work: Work, outcome: Outcome) -> Needs:
    """What was removed since the rules were published is asked for no longer."""
    if not (outcome.require or outcome.prefer or outcome.forbid):
        return Needs()
    names = {skill.id: skill.name for skill in await agents.skills(work)}
    lists = (outcome.require, outcome.prefer, outcome.forbid)
    return Needs(*(tuple(_named(skills, names)) for skills in lists))


def _named(skills: Sequence[SkillAt], names: Mapping[UUID, str]) -> Iterable[Need]:
    for one in skills:
        if one.skill_id in names:
            yield Need(one.skill_id, one.level, names[one.skill_id])


async def _preferred(work: Work, wish: ForAgent | None, contact: Contact) -> Preferred | None:
    if wish is not None and wish.whom == "agent" and wish.agent_id is not None:
        return Preferred(wish.agent_id, _until(work, wish))
    latest = await interactions.latest_of_contact(work, contact.id, _LOOKED_BACK)
    if wish is None:
        return last_agent(latest, work.now)
    agent_id = next((one.agent.id for one in latest if one.agent), None)
    return Preferred(agent_id, _until(work, wish)) if agent_id else None


def _until(work: Work, wish: ForAgent) -> datetime | None:
    return work.now + timedelta(minutes=wish.minutes) if wish.minutes else None


def last_agent(latest: Sequence[Interaction], now: datetime) -> Preferred | None:
    """The agent of the newest conversation an agent had, if that is not long ago."""
    for one in latest:
        if one.agent is not None and one.last_message_at is not None:
            recent = now - one.last_message_at <= REMEMBERED
            return Preferred(one.agent.id, now + SAME_AGENT_FIRST) if recent else None
    return None
