"""Who may do what with a request now. Pure: passes, or raises the refusal to show."""

from collections.abc import Collection
from datetime import datetime, timedelta

from guichet.interactions.states import ANSWERABLE, HELD_BY_AGENT, Action, State, after
from guichet.interactions.types import Agent, Interaction
from guichet.kit.errors import Conflict, FieldFault, Invalid

LONGEST_SNOOZE = timedelta(days=366)
MOST_CONSULTED = 5


def must_move(one: Interaction, action: Action, agent: Agent) -> bool:
    """Whether ``action`` changes anything: false when it is already as wanted. Raises when
    somebody else has it or is offered it, or it is over.
    """
    if one.state is State.CLOSED and action is Action.CLOSE:
        return False
    _refuse_if_closed(one)
    if one.agent is not None and one.agent.id != agent.id:
        raise Conflict("already_taken", agent=one.agent.name)
    if one.offer is not None and one.offer.agent.id != agent.id:
        raise Conflict("offered_to", agent=one.offer.agent.name)
    return after(one.state, action) is not None


def refuse_unless_held_by(one: Interaction, agent: Agent) -> None:
    """Raises unless this agent has it."""
    _refuse_if_closed(one)
    if one.state not in HELD_BY_AGENT or one.agent is None:
        raise Conflict("not_taken")
    if one.agent.id != agent.id:
        raise Conflict("not_yours", agent=one.agent.name)


def refuse_unless_answerable(one: Interaction, agent: Agent) -> None:
    """Raises unless this agent may write to the person now: has it, or was let in by who has."""
    if one.state in ANSWERABLE and agent.id in one.joined:
        return
    refuse_unless_held_by(one, agent)
    if one.state not in ANSWERABLE:
        raise Conflict("already_closed")


def refuse_unless_offered_to(one: Interaction, agent: Agent) -> None:
    """Raises unless it is offered to this agent."""
    _refuse_if_closed(one)
    if one.agent is not None:
        raise Conflict("already_taken", agent=one.agent.name)
    if one.offer is None:
        raise Conflict("offer_over")
    if one.offer.agent.id != agent.id:
        raise Conflict("offered_to", agent=one.offer.agent.name)


def refuse_unless_may_hand_on(one: Interaction, agent: Agent, *, supervises: bool) -> None:
    """Raises unless this agent has it, put it aside, or may move what is anybody's."""
    _refuse_if_closed(one)
    if supervises:
        return
    if one.agent is None:
        raise Conflict("not_taken")
    if one.agent.id != agent.id:
        raise Conflict("not_yours", agent=one.agent.name)


def refuse_unless_involved(one: Interaction, agent: Agent, *, supervises: bool) -> None:
    """Raises unless this agent may change what describes it: nobody has it, they have it or are
    consulted, or they supervise.
    """
    if supervises or one.agent is None or one.agent.id == agent.id:
        return
    if agent.id not in {guest.id for guest in one.consulted}:
        raise Conflict("not_yours", agent=one.agent.name)


def refuse_unless_reopenable(one: Interaction) -> None:
    """Raises unless it is over and nothing goes on in its place."""
    if one.state is not State.CLOSED:
        raise Conflict("still_open")
    if one.merged_into is not None:
        raise Conflict("merged_away")


def refuse_unless_mergeable(source: Interaction, target: Interaction) -> None:
    """Raises unless ``source`` can become part of ``target``."""
    if source.id == target.id or source.person.id != target.person.id:
        raise Invalid(None, (FieldFault("into", "other_contact"),))
    if source.merged_into is not None:
        raise Conflict("merged_away")
    if target.state in (State.CLOSED, State.NEW):
        raise Conflict("target_closed")


def checked_until(until: datetime, now: datetime) -> datetime:
    """When to wake. Raises ``Invalid`` for the past and for the far future."""
    if until <= now:
        raise Invalid(None, (FieldFault("until", "in_the_past"),))
    if until > now + LONGEST_SNOOZE:
        raise Invalid(None, (FieldFault("until", "too_far", {"days": LONGEST_SNOOZE.days}),))
    return until


def refuse_if_crowded(guests: Collection[Agent]) -> None:
    """Raises when nobody more can be consulted."""
    if len(guests) >= MOST_CONSULTED:
        raise Conflict("too_many_consulted")


def _refuse_if_closed(one: Interaction) -> None:
    if one.state is State.CLOSED:
        raise Conflict("already_closed")
