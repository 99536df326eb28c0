"""Who may do what with a request now. Pure: passes, or raises the refusal to show."""

from guichet.interactions.states import ANSWERABLE, HELD_BY_AGENT, Action, State, after
from guichet.interactions.types import Agent, Interaction
from guichet.kit.errors import Conflict


def must_move(one: Interaction, action: Action, agent: Agent) -> bool:
    """Whether ``action`` changes anything: false when it is already as wanted. Raises when
    somebody else has it, or it is over.
    """
    if one.state is State.CLOSED and action is Action.CLOSE:
        return False
    _refuse_if_closed(one)
    if one.agent is not None and one.agent.id != agent.id:
        raise Conflict("already_taken", agent=one.agent.name)
    return after(one.state, action) is not None


def refuse_unless_held_by(one: Interaction, agent: Agent) -> None:
    """Raises unless this agent has it."""
    _refuse_if_closed(one)
    if one.state not in HELD_BY_AGENT or one.agent is None:
        raise Conflict("not_taken")
    if one.agent.id != agent.id:
        raise Conflict("not_yours", agent=one.agent.name)


def refuse_unless_answerable(one: Interaction, agent: Agent) -> None:
    """Raises unless this agent may write to the person now."""
    refuse_unless_held_by(one, agent)
    if one.state not in ANSWERABLE:
        raise Conflict("already_closed")


def _refuse_if_closed(one: Interaction) -> None:
    if one.state is State.CLOSED:
        raise Conflict("already_closed")
