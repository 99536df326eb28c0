"""Which conversation what a person says belongs to, and what their speaking does to it."""

from dataclasses import replace
from uuid import UUID

from guichet.crm import service as crm
from guichet.crm.types import Contact
from guichet.gateway.types import Inbound, Medium
from guichet.intake.placing import SAME_AGENT_FIRST, Placed, place
from guichet.intake.threading import media_of
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.states import UNASSIGNED, Action, State
from guichet.interactions.types import Interaction, Person, Preferred, Way
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def thread(
    work: Work, arrival: Arrival, inbound: Inbound, contact: Contact
) -> tuple[Interaction, Placed | None]:
    """The conversation that goes on with ``inbound``, for change, or a new one and how it was
    placed.
    """
    going_on = await _meant(work, arrival, inbound, contact)
    if going_on is not None:
        spoken = await _spoken(work, going_on)
        named = _named(spoken, contact)
        medium = inbound.medium or arrival.medium
        return await _by_this_way(work, spoken, named, _way(arrival, inbound), medium), None
    placed = await place(work, arrival, inbound, contact)
    return opened(work, arrival, inbound, contact, placed), placed


def opened(
    work: Work, arrival: Arrival, inbound: Inbound, contact: Contact, placed: Placed
) -> Interaction:
    """The conversation that begins with ``inbound``."""
    return interactions.open_with(
        work,
        inbound.medium or arrival.medium,
        _way(arrival, inbound),
        person=Person(contact.id, contact.name, contact.code),
        language=inbound.language or contact.language or arrival.language,
        page=inbound.page,
        subject=inbound.subject,
        subject_name=inbound.subject_name,
        placement=placed.placement,
    )


async def _meant(
    work: Work, arrival: Arrival, inbound: Inbound, contact: Contact
) -> Interaction | None:
    """The one the peer names, else the one that is going on, unless it begins one of its own."""
    if inbound.conversation is not None:
        return await _continued(work, arrival, inbound, inbound.conversation)
    if inbound.apart:
        return None
    medium = inbound.medium or arrival.medium
    return await _going_on(work, arrival.entry_point_id, contact, medium)


async def _continued(
    work: Work, arrival: Arrival, inbound: Inbound, conversation_id: UUID
) -> Interaction:
    """A conversation of this sender at this entry point, or the one it was merged into; one that
    was over waits again, first for the agent who had it. Raises ``NotFound``.
    """
    one = await interactions.for_change(work, conversation_id)
    if (one.way.entry_point_id, one.way.address) != (arrival.entry_point_id, inbound.sender):
        raise NotFound
    if one.merged_into is not None:
        one = await interactions.for_change(work, one.merged_into)
    if one.state is not State.CLOSED:
        return one
    waiting = await interactions.move(work, one, Action.REOPEN)
    if one.agent is None:
        return waiting
    first = Preferred(one.agent.id, work.now + SAME_AGENT_FIRST)
    return await interactions.prefer(work, waiting, first)


async def _going_on(
    work: Work, entry_point_id: UUID, contact: Contact, medium: Medium
) -> Interaction | None:
    """The open one at this entry point, or the open one its latest was merged into."""
    media = media_of(medium)
    people = await crm.people_of(work, contact.id)
    found = await interactions.open_of(work, people, entry_point_id, media)
    if found is not None:
        return found
    latest = await interactions.latest_of(work, people, entry_point_id)
    newest = next((one for one in latest if one.medium in media), None)
    if newest is None or newest.merged_into is None:
        return None
    target = await interactions.for_change(work, newest.merged_into)
    return target if target.state is not State.CLOSED else None


async def _spoken(work: Work, one: Interaction) -> Interaction:
    """A person who speaks brings back what was put aside or was being written up."""
    if one.state is State.SNOOZED and one.agent is not None:
        first = Preferred(one.agent.id, work.now + SAME_AGENT_FIRST)
        return await interactions.wake(work, one, first)
    if one.state is State.WRAP_UP:
        return await interactions.move(work, one, Action.RESUME)
    return one


def _named(one: Interaction, contact: Contact) -> Interaction:
    """Who began anonymously and has a name by now is called by it."""
    if one.person.name is not None or contact.name is None:
        return one
    return replace(one, person=replace(one.person, name=contact.name))


async def _by_this_way(
    work: Work, one: Interaction, named: Interaction, way: Way, medium: Medium
) -> Interaction:
    """Answers go where the person spoke last. Who leaves a message instead of waiting on waits for
    no live talk any more.
    """
    changed = named
    if (one.way.entry_point_id, one.way.address) != (way.entry_point_id, way.address):
        changed = replace(changed, way=way)
    if medium is not one.medium and (medium is Medium.CHAT or one.state in UNASSIGNED):
        changed = replace(changed, medium=medium)
    return await interactions.change(work, one, changed) if changed != one else one


def _way(arrival: Arrival, inbound: Inbound) -> Way:
    return Way(arrival.entry_point_id, arrival.channel, arrival.title, inbound.sender)
