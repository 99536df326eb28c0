"""A request comes in: who is it, which conversation, and it waits. Committed by the caller, who
acknowledges to the peer afterwards.
"""

from uuid import UUID

from guichet.crm import service as crm
from guichet.files import service as stored_files
from guichet.files.visitors import owner_of
from guichet.gateway.inbound import service as inbound_log
from guichet.gateway.types import Accepted, History, Identity, Inbound, Line, Said, Since
from guichet.intake import threads
from guichet.intake.rules import service as rules
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import (
    LONGEST_TEXT,
    Author,
    Message,
    Words,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work


async def receive(work: Work, arrival: Arrival, inbound: Inbound) -> Accepted:
    """Take in what a person said. The same ``inbound.peer_id`` again changes nothing and gives the
    same answer. Raises ``Invalid`` for what no repeat will make acceptable.
    """
    text = _checked(inbound.text, bare=bool(inbound.files))
    message_id = work.ids.new()
    before = await inbound_log.earlier(work, arrival.entry_point_id, inbound.peer_id, message_id)
    if before is not None:
        return accepted(await interactions.message(work, before), repeat=True)
    claims = inbound.context.claims if inbound.context else None
    contact = await crm.meet(work, inbound.sender, inbound.name, inbound.language, claims)
    interaction, placed = await threads.thread(work, arrival, inbound, contact)
    author = Author("contact", contact.id, contact.name)
    sender = owner_of(arrival.entry_point_id, inbound.sender.value)
    files = await stored_files.attach(work, inbound.files, sender, interaction.id)
    words = Words(author, text, client_id=inbound.client_id, message_id=message_id, files=files)
    grown, message = await interactions.add(work, interaction, words)
    if placed is not None and placed.matches:
        await rules.add_match(work, grown.id, placed.number, placed.matches)
    if inbound.context is not None:
        await interactions.learn(work, grown, inbound.context)
    return accepted(message, repeat=False)


async def history(
    work: Work, entry_point_id: UUID, person: Identity, since: Since | None, limit: int
) -> History:
    """What a returning person had said and been told at this entry point."""
    people = await crm.known_people(work, person)
    if not people:
        return NOTHING_SAID
    latest = await interactions.latest_of(work, people, entry_point_id)
    if not latest:
        return NOTHING_SAID
    ids = [one.id for one in latest]
    found = list(await interactions.messages_of(work, ids, since, limit + 1))
    newest = latest[0]
    is_open = newest.state not in OVER_FOR_PERSON
    return History(
        said=[_said(message) for message in reversed(found[:limit])],
        more=len(found) > limit,
        open=is_open,
        interaction_id=newest.id,
        agent=newest.agent.name if newest.agent and is_open else None,
        address=newest.way.address,
    )


OVER_FOR_PERSON = frozenset({State.WRAP_UP, State.CLOSED})
"""Its agent may still write it up; the person begins anew, or goes on with it by speaking."""
NOTHING_SAID = History((), more=False, open=False, interaction_id=None, agent=None)


def _checked(text: str, *, bare: bool) -> str | None:
    """The text without its margins; none when files say it all (``bare``)."""
    trimmed = text.replace("\x00", "").strip()
    if bare and not trimmed:
        return None
    if not trimmed:
        raise Invalid(None, (FieldFault("text", "required"),))
    if len(trimmed) > LONGEST_TEXT:
        raise Invalid(None, (FieldFault("text", "too_long", {"limit": LONGEST_TEXT}),))
    return trimmed


def accepted(message: Message, *, repeat: bool) -> Accepted:
    """What the peer is told of a message."""
    line = message.id, message.interaction_id, message.seq, message.at
    return Accepted(*line, repeat, files=message.files)


def _said(message: Message) -> Said:
    return Said(
        Line(message.interaction_id, message.id, message.seq, message.at),
        message.author.kind,
        message.author.name,
        message.text,
        message.notice,
        message.client_id,
        message.outbound_id,
        files=message.files,
        quick=message.quick,
    )
