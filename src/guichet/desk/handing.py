"""A request changes hands, or more hands help: transferred, taken over, moved, consulted about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from guichet.desk import rules
from guichet.desk.mentions import service as mentions
from guichet.desk.sending import checked, note_fact, tell, write_note
from guichet.desk.types import Ability
from guichet.gateway.types import Notice
from guichet.interactions import service as interactions
from guichet.interactions.states import UNASSIGNED, Action
from guichet.interactions.types import Agent, Interaction, Preferred, QueueRef
from guichet.kit.errors import Conflict
from guichet.kit.work import Work

NAMED_AGENT_FIRST = timedelta(minutes=5)
"""How long a request handed to an agent waits for them, before others of its queue get it."""


@dataclass(frozen=True, slots=True)
class By:
    """Who does it, and whether they may do it to what others have."""

    agent: Agent
    supervises: bool = False


@dataclass(frozen=True, slots=True)
class Towards:
    """To an agent, to a queue, or to an agent through a queue."""

    agent: Agent | None = None
    queue: QueueRef | None = None


async def transfer(
    work: Work, ability: Ability, interaction_id: UUID, by: By, *, to: Towards, note: str | None
) -> Interaction:
    """Hand it on with a note: it waits in the queue, in its old place, for the named agent first.
    Raises ``Conflict`` unless this agent has it or supervises.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_may_hand_on(one, by.agent, supervises=by.supervises)
    if to.agent is not None and one.agent is not None and to.agent.id == one.agent.id:
        raise Conflict("already_taken", agent=one.agent.name)
    noted = await _noted(work, one, by.agent, note)
    told = await note_fact(work, noted, _handed(by.agent, to))
    first = Preferred(to.agent.id, work.now + NAMED_AGENT_FIRST) if to.agent else None
    queue = to.queue or told.queue
    if told.state in UNASSIGNED:
        return await _moved(work, told, queue, first)
    left = await interactions.transfer(work, told, queue, first)
    if one.agent is None:
        return left
    return await tell(work, ability, left, Notice("agent_left", {"agent": one.agent.name}))


async def take_over(
    work: Work, ability: Ability, interaction_id: UUID, supervisor: Agent
) -> Interaction:
    """A supervisor takes it from who has it or is asked. Taking what one has changes nothing."""
    one = await interactions.for_change(work, interaction_id)
    if one.agent is not None and one.agent.id == supervisor.id:
        return one
    asked = one.offer.agent if one.offer else None
    held = one.agent or asked
    if held is None:
        raise Conflict("not_taken")
    taken = await interactions.move(work, one, Action.TAKE_OVER, supervisor)
    params = {"agent": supervisor.name, "other": held.name}
    noted = await note_fact(work, taken, Notice("taken_over", params))
    return await tell(work, ability, noted, Notice("agent_joined", {"agent": supervisor.name}))


async def consult(
    work: Work, interaction_id: UUID, agent: Agent, other: Agent, note: str | None
) -> Interaction:
    """Ask another agent for help: they see it in their inbox and write notes. Asking again only
    adds the note. Raises ``Conflict`` unless this agent has it.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    if other.id == agent.id:
        raise Conflict("already_taken", agent=agent.name)
    noted = await _noted(work, one, agent, note)
    if other.id in {guest.id for guest in one.consulted}:
        return noted
    rules.refuse_if_crowded(one.consulted)
    params = {"agent": agent.name, "other": other.name}
    told = await note_fact(work, noted, Notice("consulted", params))
    return await interactions.consult(work, told, (*told.consulted, other), told.joined)


async def let_in(
    work: Work, ability: Ability, interaction_id: UUID, agent: Agent, other_id: UUID, *, on: bool
) -> Interaction:
    """Whether a consulted agent may also answer the person; the person sees them come. Raises
    ``Conflict`` unless this agent has it and the other is consulted.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    other = _guest(one.consulted, other_id)
    if (other_id in one.joined) is on:
        return one
    joined = (*one.joined, other_id) if on else _without(one.joined, other_id)
    changed = await interactions.consult(work, one, one.consulted, joined)
    code = "agent_joined" if on else "agent_left"
    return await tell(work, ability, changed, Notice(code, {"agent": other.name}))


async def end_consult(
    work: Work, ability: Ability, interaction_id: UUID, agent: Agent, other_id: UUID
) -> Interaction:
    """The help is over, by who asked or by who was asked. Repeating changes nothing."""
    one = await interactions.for_change(work, interaction_id)
    if other_id not in {guest.id for guest in one.consulted}:
        return one
    if other_id != agent.id:
        rules.refuse_unless_held_by(one, agent)
    other = _guest(one.consulted, other_id)
    guests = tuple(guest for guest in one.consulted if guest.id != other_id)
    left = await interactions.consult(work, one, guests, _without(one.joined, other_id))
    noted = await note_fact(work, left, Notice("consult_ended", {"other": other.name}))
    if other_id not in one.joined:
        return noted
    return await tell(work, ability, noted, Notice("agent_left", {"agent": other.name}))


async def _moved(
    work: Work, one: Interaction, queue: QueueRef | None, first: Preferred | None
) -> Interaction:
    moved = await interactions.requeue(work, one, queue, None)
    return await interactions.prefer(work, moved, first)


async def _noted(work: Work, one: Interaction, agent: Agent, note: str | None) -> Interaction:
    if note is None:
        return one
    noted, message = await write_note(work, one, agent, checked(note, field="note"))
    await mentions.call(work, noted, message, agent)
    return noted


def _handed(agent: Agent, to: Towards) -> Notice:
    if to.agent is not None:
        return Notice("handed_to_agent", {"agent": agent.name, "other": to.agent.name})
    name = to.queue.name if to.queue else ""
    return Notice("handed_to_queue", {"agent": agent.name, "queue": name})


def _guest(guests: Sequence[Agent], other_id: UUID) -> Agent:
    for guest in guests:
        if guest.id == other_id:
            return guest
    raise Conflict("not_consulted")


def _without(ids: Sequence[UUID], gone: UUID) -> tuple[UUID, ...]:
    return tuple(one for one in ids if one != gone)
