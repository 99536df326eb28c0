"""What an agent does with a request: take it, answer, hand it back, close it."""

from uuid import UUID

from guichet.desk import rules
from guichet.desk.types import Ability
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import Capability, Command, Directed, Line, Notice, Outbound
from guichet.interactions import service as interactions
from guichet.interactions.states import Action
from guichet.interactions.types import (
    LONGEST_TEXT,
    Agent,
    Author,
    Interaction,
    Message,
    Words,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work

SYSTEM_AUTHOR = Author("system")


async def take(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """The agent has it from now on. Two at once: one wins, the other gets ``Conflict``
    ``already_taken`` naming the winner. Taking what one has already changes nothing.
    """
    one = await interactions.for_change(work, interaction_id)
    if not rules.must_move(one, Action.TAKE, agent):
        return one
    moved = await interactions.move(work, one, Action.TAKE, agent)
    return await _tell(work, ability, moved, Notice("agent_joined", {"agent": agent.name}))


async def release(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """Hand it back to those who wait; it keeps its old place. Raises ``Conflict`` unless the agent
    has it.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    moved = await interactions.move(work, one, Action.RELEASE)
    return await _tell(work, ability, moved, Notice("agent_left", {"agent": agent.name}))


async def close(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """It is over. One that waits may be closed by any agent, one that somebody has only by them.
    Closing what is closed changes nothing.
    """
    one = await interactions.for_change(work, interaction_id)
    if not rules.must_move(one, Action.CLOSE, agent):
        return one
    told = await _tell(work, ability, one, Notice("closed", {"agent": agent.name}))
    return await interactions.close(work, told)


async def answer(
    work: Work, interaction_id: UUID, agent: Agent, text: str, client_id: str | None
) -> Message:
    """Say ``text`` to the person: it stands in the timeline and is sent, or neither. Raises
    ``Conflict`` unless the agent has it, ``Invalid`` for an empty text.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_answerable(one, agent)
    author = Author("agent", agent.id, agent.name)
    words = Words(author, _checked(text), client_id=client_id)
    _, message = await _say(work, one, words)
    return message


async def typing(work: Work, interaction_id: UUID, agent: Agent, *, on: bool) -> Directed:
    """What to tell the person's medium now, if it can show it. Raises as ``answer``."""
    one = await interactions.get(work, interaction_id)
    rules.refuse_unless_answerable(one, agent)
    command = Command("typing", one.way.address, {"on": on, "agent": agent.name})
    return Directed(one.way.entry_point_id, command)


def _checked(text: str) -> str:
    trimmed = text.strip()
    if not trimmed:
        raise Invalid(None, (FieldFault("text", "required"),))
    if len(trimmed) > LONGEST_TEXT:
        raise Invalid(None, (FieldFault("text", "too_long", {"limit": LONGEST_TEXT}),))
    return trimmed


async def _tell(work: Work, ability: Ability, one: Interaction, notice: Notice) -> Interaction:
    """Note a small fact in the timeline; the person is told where the medium can."""
    words = Words(SYSTEM_AUTHOR, notice=notice)
    if Capability.NOTICES in ability(one.way.channel):
        told, _ = await _say(work, one, words)
    else:
        told, _ = await interactions.add(work, one, words)
    return told


async def _say(work: Work, one: Interaction, words: Words) -> tuple[Interaction, Message]:
    outbound_id = work.ids.new()
    sent = Words(words.author, words.text, words.notice, words.client_id, outbound_id=outbound_id)
    grown, message = await interactions.add(work, one, sent)
    line = Line(grown.id, message.id, message.seq, message.at)
    to_send = Outbound(
        id=outbound_id,
        address=grown.way.address,
        text=message.text,
        notice=message.notice,
        author=words.author.name,
        language=grown.language,
        line=line,
    )
    await outbound.enqueue(work, grown.way.entry_point_id, grown.way.channel, to_send)
    return grown, message
