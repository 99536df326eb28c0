"""What an agent does with a request: take or accept it, answer, note, hold, put aside, end, reopen.
Handing it on is in ``handing``, merging in ``merging``.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from guichet.desk import jobs, queues, rules
from guichet.desk.mentions import service as mentions
from guichet.desk.sending import (
    SYSTEM_AUTHOR,
    author_of,
    checked,
    note_fact,
    say,
    tell,
    write_note,
)
from guichet.desk.types import Ability
from guichet.files import service as stored_files
from guichet.files.types import Owner
from guichet.gateway.types import Capability, Command, Directed, Notice, QuickReply
from guichet.interactions import service as interactions
from guichet.interactions.states import ANSWERABLE, Action, State
from guichet.interactions.types import (
    Agent,
    DispositionRef,
    Interaction,
    Message,
    Words,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work

__all__ = [
    "SYSTEM_AUTHOR",
    "accept",
    "answer",
    "close",
    "decline",
    "ended_by_person",
    "finish",
    "hold",
    "note",
    "release",
    "reopen",
    "resume",
    "snooze",
    "take",
    "typing",
]


async def take(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """The agent has it from now on. Two at once: one wins, the other gets ``Conflict``
    ``already_taken`` naming the winner. Taking what one has already changes nothing. Raises
    ``Conflict`` ``offered_to`` while another agent is asked, ``no_manual_pick`` where the queue
    hands out by itself.
    """
    one = await interactions.for_change(work, interaction_id)
    if not rules.must_move(one, Action.TAKE, agent):
        return one
    await queues.refuse_manual_pick(work, one, agent)
    return await _taken(work, ability, one, agent)


async def accept(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """Say yes to an offer. Accepting what one has already changes nothing. Raises ``Conflict``
    ``offer_over`` when it came too late.
    """
    one = await interactions.for_change(work, interaction_id)
    if one.agent is not None and one.agent.id == agent.id and one.state is State.ACTIVE:
        return one
    rules.refuse_unless_offered_to(one, agent)
    return await _taken(work, ability, one, agent)


async def decline(work: Work, interaction_id: UUID, agent: Agent, reason: str) -> Interaction:
    """Say no to an offer: the person waits on in the old place. Raises ``Conflict``
    ``offer_over`` when it came too late.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_offered_to(one, agent)
    return await interactions.decline(work, one, checked(reason, field="reason"))


async def release(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """Hand it back to those who wait; it keeps its old place. Raises ``Conflict`` unless the agent
    has it.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    moved = await interactions.move(work, one, Action.RELEASE)
    return await tell(work, ability, moved, Notice("agent_left", {"agent": agent.name}))


async def hold(work: Work, interaction_id: UUID, agent: Agent) -> Interaction:
    """Do something else meanwhile; the person stays theirs. Repeating changes nothing."""
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    return one if one.state is State.HELD else await interactions.move(work, one, Action.HOLD)


async def resume(work: Work, interaction_id: UUID, agent: Agent) -> Interaction:
    """Go on with one held or written up. Repeating changes nothing."""
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    return one if one.state is State.ACTIVE else await interactions.move(work, one, Action.RESUME)


async def snooze(work: Work, interaction_id: UUID, agent: Agent, until: datetime) -> Interaction:
    """Put it aside until then, or until the person speaks; then it comes back to this agent first.
    Raises ``Conflict`` unless the agent has it, ``Invalid`` for a time that is past.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_held_by(one, agent)
    wanted = rules.checked_until(until, work.now)
    params = {"agent": agent.name, "until": wanted.isoformat()}
    noted = await note_fact(work, one, Notice("snoozed", params))
    put_aside = await interactions.snooze(work, noted, wanted)
    await jobs.wake.defer_until(wanted, work, interaction_id)
    return put_aside


async def finish(
    work: Work,
    ability: Ability,
    interaction_id: UUID,
    agent: Agent,
    disposition_id: UUID | None = None,
) -> Interaction:
    """The person is served: write it up if its queue gives time for that or asks what came of it,
    else it is over.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_answerable(one, agent)
    ending = await queues.ending_of(work, one)
    outcome = ending.chosen(disposition_id)
    if ending.limit == timedelta(0) and (outcome or not ending.required):
        return await _end(work, ability, one, agent, outcome)
    told = await tell(work, ability, one, Notice("closed", {"agent": agent.name}))
    return await _write_up(work, told, ending)


async def ended_by_person(work: Work, one: Interaction) -> Interaction:
    """The person of ``one``, which the caller holds locked, ends it. What an agent has is written
    up as when the agent finishes it; what waits or was put aside is over. What is written up or
    over already stays so.
    """
    if one.state in (State.WRAP_UP, State.CLOSED):
        return one
    words = Words(SYSTEM_AUTHOR, notice=Notice("ended_by_person"))
    told, _ = await interactions.add(work, one, words)
    if one.state not in ANSWERABLE:
        return await interactions.close(work, told)
    ending = await queues.ending_of(work, told)
    if ending.limit == timedelta(0) and not ending.required:
        return await interactions.close(work, told)
    return await _write_up(work, told, ending)


async def close(
    work: Work,
    ability: Ability,
    interaction_id: UUID,
    agent: Agent,
    disposition_id: UUID | None = None,
) -> Interaction:
    """It is over. One that waits may be closed by any agent, one that somebody has only by them.
    Closing what is closed changes nothing. Raises ``Invalid`` when its queue asks what came of it
    and nothing was said.
    """
    one = await interactions.for_change(work, interaction_id)
    if not rules.must_move(one, Action.CLOSE, agent):
        return one
    ending = await queues.ending_of(work, one)
    outcome = ending.chosen(disposition_id)
    if ending.required and outcome is None and one.agent is not None:
        raise Invalid(None, (FieldFault("disposition_id", "required"),))
    return await _end(work, ability, one, agent, outcome)


async def reopen(work: Work, ability: Ability, interaction_id: UUID, agent: Agent) -> Interaction:
    """It was over too early: the agent has it again. Raises ``Conflict`` when it is not over, or
    merged into another.
    """
    one = await interactions.for_change(work, interaction_id)
    if one.state is State.ACTIVE and one.agent is not None and one.agent.id == agent.id:
        return one
    rules.refuse_unless_reopenable(one)
    waiting = await interactions.move(work, one, Action.REOPEN)
    return await _taken(work, ability, waiting, agent)


async def answer(
    work: Work,
    interaction_id: UUID,
    agent: Agent,
    text: str,
    client_id: str | None,
    *,
    quick: tuple[QuickReply, ...] = (),
    files: Sequence[UUID] = (),
    ability: Ability | None = None,
) -> Message:
    """Say ``text`` to the person, or send them files the agent uploaded, or both: it stands in the
    timeline and is sent, or neither. Raises ``Conflict`` unless the agent has it or was let in,
    ``Invalid`` when nothing is said, a file cannot be used, or (by ``ability``) not be carried.
    """
    one = await interactions.for_change(work, interaction_id)
    rules.refuse_unless_answerable(one, agent)
    if files and ability is not None and Capability.FILES not in ability(one.way.channel):
        raise Invalid(None, (FieldFault("files", "files_not_carried"),))
    said = checked(text) if text.strip() or not files else None
    sent = await stored_files.attach(work, files, Owner("user", str(agent.id)), one.id)
    words = Words(author_of(agent), said, client_id=client_id, quick=quick, files=sent)
    _, message = await say(work, one, words)
    return message


async def note(
    work: Work, interaction_id: UUID, agent: Agent, text: str, mentioned: tuple[Agent, ...] = ()
) -> Message:
    """Words between agents; those mentioned get it in their inbox. Any agent may, at any time."""
    one = await interactions.for_change(work, interaction_id)
    noted, message = await write_note(work, one, agent, checked(text), mentioned)
    await mentions.call(work, noted, message, agent)
    return message


async def typing(work: Work, interaction_id: UUID, agent: Agent, *, on: bool) -> Directed:
    """What to tell the person's medium now, if it can show it. Raises as ``answer``."""
    one = await interactions.get(work, interaction_id)
    rules.refuse_unless_answerable(one, agent)
    command = Command("typing", one.way.address, {"on": on, "agent": agent.name})
    return Directed(one.way.entry_point_id, command)


async def _write_up(work: Work, one: Interaction, ending: queues.Ending) -> Interaction:
    """As long as its queue gives time for it, else until it is said what came of it."""
    until = work.now + ending.limit if ending.limit else None
    finished = await interactions.finish(work, one, until)
    if until is not None:
        await jobs.end_wrap_up.defer_until(until, work, one.id)
    return finished


async def _taken(work: Work, ability: Ability, one: Interaction, agent: Agent) -> Interaction:
    moved = await interactions.move(work, one, Action.TAKE, agent)
    return await tell(work, ability, moved, Notice("agent_joined", {"agent": agent.name}))


async def _end(
    work: Work,
    ability: Ability,
    one: Interaction,
    agent: Agent,
    outcome: DispositionRef | None,
) -> Interaction:
    if one.state is State.WRAP_UP:
        return await interactions.close(work, one, outcome)
    told = await tell(work, ability, one, Notice("closed", {"agent": agent.name}))
    return await interactions.close(work, told, outcome)
