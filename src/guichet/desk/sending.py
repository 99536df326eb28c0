"""How words of the desk get into the timeline, and to the person."""

from guichet.desk.types import Ability
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import Capability, Line, Notice, Outbound
from guichet.interactions import service as interactions
from guichet.interactions.types import LONGEST_TEXT, Agent, Author, Interaction, Message, Words
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work

SYSTEM_AUTHOR = Author("system")


def checked(text: str, *, field: str = "text") -> str:
    """The text without blanks around it. Raises ``Invalid`` when nothing or too much is left."""
    trimmed = text.strip()
    if not trimmed:
        raise Invalid(None, (FieldFault(field, "required"),))
    if len(trimmed) > LONGEST_TEXT:
        raise Invalid(None, (FieldFault(field, "too_long", {"limit": LONGEST_TEXT}),))
    return trimmed


def author_of(agent: Agent) -> Author:
    """Who says it."""
    return Author("agent", agent.id, agent.name)


async def tell(work: Work, ability: Ability, one: Interaction, notice: Notice) -> Interaction:
    """Note a small fact in the timeline; the person is told where the medium can."""
    words = Words(SYSTEM_AUTHOR, notice=notice)
    if Capability.NOTICES in ability(one.way.channel):
        told, _ = await say(work, one, words)
    else:
        told, _ = await interactions.add(work, one, words)
    return told


async def note_fact(work: Work, one: Interaction, notice: Notice) -> Interaction:
    """Note a small fact in the timeline, for agents only."""
    noted, _ = await interactions.add(work, one, Words(SYSTEM_AUTHOR, notice=notice, internal=True))
    return noted


async def write_note(
    work: Work, one: Interaction, agent: Agent, text: str, mentions: tuple[Agent, ...] = ()
) -> tuple[Interaction, Message]:
    """Words between agents, which the person never sees."""
    words = Words(author_of(agent), text, mentions=mentions, note=True)
    return await interactions.add(work, one, words)


async def say(work: Work, one: Interaction, words: Words) -> tuple[Interaction, Message]:
    """Words to the person: they stand in the timeline and are sent, or neither."""
    outbound_id = work.ids.new()
    sent = Words(
        words.author,
        words.text,
        words.notice,
        words.client_id,
        outbound_id=outbound_id,
        files=words.files,
        quick=words.quick,
    )
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
        files=message.files,
        quick=message.quick,
    )
    await outbound.enqueue(work, grown.way.entry_point_id, grown.way.channel, to_send)
    return grown, message
