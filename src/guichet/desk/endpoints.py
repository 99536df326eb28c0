"""What agents do with requests, over HTTP."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm import service as crm
from guichet.desk import details, handing, merging, queues, service
from guichet.desk.advice import endpoints as advice
from guichet.desk.canned import endpoints as canned
from guichet.desk.drafts import service as drafts
from guichet.desk.handing import By, Towards
from guichet.desk.mentions import service as mentions
from guichet.desk.schemas import (
    Answer,
    Consulting,
    ContextOut,
    Declining,
    Describing,
    DraftIn,
    DraftOut,
    Ending,
    Handing,
    InteractionOut,
    LettingIn,
    Looking,
    MentionOut,
    Merging,
    MessageOut,
    NoteIn,
    Snoozing,
    Typing,
)
from guichet.gateway.deps import ChannelsPart
from guichet.gateway.types import QuickReply
from guichet.interactions import service as interactions
from guichet.interactions.signals import conversation_subject
from guichet.interactions.states import State
from guichet.interactions.types import Agent
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Work

router = api_router("desk")
ROUTERS = (router, canned.router, advice.router)

Who = Annotated[Principal, Depends(require(Right.DESK_ANSWER))]
Supervisor = Annotated[Principal, Depends(require(Right.DESK_SUPERVISE))]

TAKEN = Conflict("already_taken", agent="Ravi Hoareau")
NOT_YOURS = Conflict("not_yours", agent="Ravi Hoareau")
OVER = Conflict("already_closed")
NOT_TAKEN = Conflict("not_taken")
OFFERED = Conflict("offered_to", agent="Ravi Hoareau")
OFFER_OVER = Conflict("offer_over")
NO_PICK = Conflict("no_manual_pick", queue="Ventes")
MOVED_ON = Conflict("moved_on")
MERGED = Conflict("merged_away")
MOST_CONTACTS = 200
"""Contacts found by words whose requests are listed."""


def _agent(who: Principal) -> Agent:
    """The signed-in user. An API key answers nobody: ``Forbidden``."""
    return Agent(who.user_id, who.name or "")


@router.get("/interactions", responses=refusals(Forbidden(), Invalid()))
async def list_interactions(
    who: Who,
    work: TenantWork,
    query: Paging,
    *,
    state: Annotated[State | None, Query(description="Only those in this state.")] = None,
    mine: Annotated[bool, Query(description="Only those the signed-in agent has.")] = False,
    contact_id: Annotated[UUID | None, Query(description="Only this contact's.")] = None,
    agent_id: Annotated[UUID | None, Query(description="Only those this agent has.")] = None,
    queue_id: Annotated[UUID | None, Query(description="Only those of this queue.")] = None,
    tag: Annotated[
        str | None, Query(min_length=1, max_length=50, description="Only those with this tag.")
    ] = None,
    text: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            description="Only those of contacts found by these beginnings of words: of the name,"
            " the code, an address or a number.",
        ),
    ] = None,
) -> Page[InteractionOut]:
    """List requests, the newest first."""
    owner = who.user_id if mine else agent_id
    ids = await crm.found_by(work, text, MOST_CONTACTS) if text else None
    wanted = interactions.Filter(state, owner, contact_id, queue_id, tag, ids)
    before = query.after(tuple[UUID])
    rows = await interactions.page(work, wanted, before[0] if before else None, query.fetch)
    return page_of(rows, query, InteractionOut.of, lambda one: (one.id,))


@router.get("/interactions/{interaction_id}", responses=refusals(NotFound(), Forbidden()))
async def get_interaction(_who: Who, work: TenantWork, interaction_id: UUID) -> InteractionOut:
    """Show one request."""
    return InteractionOut.of(await interactions.get(work, interaction_id))


@router.get("/interactions/{interaction_id}/context", responses=refusals(NotFound(), Forbidden()))
async def get_interaction_context(_who: Who, work: TenantWork, interaction_id: UUID) -> ContextOut:
    """Show what a request brought along: pages, device, place, claims."""
    await interactions.get(work, interaction_id)
    found = await interactions.versioned_context(work, interaction_id)
    if found is None:
        raise NotFound
    return ContextOut.of(interaction_id, *found)


@router.get(
    "/interactions/{interaction_id}/messages",
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def list_messages(
    _who: Who, work: TenantWork, query: Paging, interaction_id: UUID
) -> Page[MessageOut]:
    """List what was said in a request, the newest first."""
    before = query.after(tuple[int])
    place = before[0] if before else None
    rows = await interactions.messages(work, interaction_id, place, query.fetch)
    return page_of(rows, query, MessageOut.of, lambda one: (one.seq,))


@router.patch(
    "/interactions/{interaction_id}",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, Invalid()),
)
async def describe_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, wanted: Describing
) -> InteractionOut:
    """Change the subject, the priority, the tags or the queue of a request."""
    changes = details.Details(wanted.subject, wanted.priority, wanted.tags, wanted.queue_id)
    by = _by(who)
    one = await details.describe(work, interaction_id, by.agent, changes, supervises=by.supervises)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/messages",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER, Invalid()),
)
async def answer_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, said: Answer
) -> MessageOut:
    """Answer the person of a request you have, or were let in to."""
    quick = tuple(QuickReply(one.value, one.label) for one in said.quick)
    message = await service.answer(
        work,
        interaction_id,
        _agent(who),
        said.text,
        said.client_id,
        quick=quick,
        files=said.files,
        ability=channels.ability,
    )
    return MessageOut.of(message)


@router.post(
    "/interactions/{interaction_id}/notes",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def note_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, said: NoteIn
) -> MessageOut:
    """Write a note between agents; those mentioned get it in their inbox."""
    await interactions.get(work, interaction_id)
    mentioned = [
        await queues.agent(work, user, "mentions") for user in dict.fromkeys(said.mentions)
    ]
    message = await service.note(work, interaction_id, _agent(who), said.text, tuple(mentioned))
    return MessageOut.of(message)


@router.post(
    "/interactions/{interaction_id}/take",
    responses=refusals(NotFound(), Forbidden(), TAKEN, OFFERED, NO_PICK, OVER),
)
async def take_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Take a waiting request. Taking what you have already changes nothing."""
    one = await service.take(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/accept",
    responses=refusals(NotFound(), Forbidden(), TAKEN, OFFERED, OFFER_OVER, OVER),
)
async def accept_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Accept a request you are offered."""
    one = await service.accept(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/decline",
    responses=refusals(NotFound(), Forbidden(), TAKEN, OFFERED, OFFER_OVER, OVER, Invalid()),
)
async def decline_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, declining: Declining
) -> InteractionOut:
    """Decline a request you are offered; the person keeps their place."""
    one = await service.decline(work, interaction_id, _agent(who), declining.reason)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/release",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, MOVED_ON, OVER),
)
async def release_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Hand a request back to those who wait; it keeps its place."""
    one = await service.release(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/hold",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, MOVED_ON, OVER),
)
async def hold_interaction(who: Who, work: TenantWork, interaction_id: UUID) -> InteractionOut:
    """Do something else meanwhile; the request stays yours."""
    return InteractionOut.of(await service.hold(work, interaction_id, _agent(who)))


@router.post(
    "/interactions/{interaction_id}/resume",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER),
)
async def resume_interaction(who: Who, work: TenantWork, interaction_id: UUID) -> InteractionOut:
    """Go on with a request held or written up."""
    return InteractionOut.of(await service.resume(work, interaction_id, _agent(who)))


@router.post(
    "/interactions/{interaction_id}/snooze",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, MOVED_ON, OVER, Invalid()),
)
async def snooze_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, snoozing: Snoozing
) -> InteractionOut:
    """Put a request aside until a time, or until the person speaks; it comes back to you first."""
    one = await service.snooze(work, interaction_id, _agent(who), snoozing.until)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/transfer",
    responses=refusals(NotFound(), Forbidden(), TAKEN, NOT_YOURS, NOT_TAKEN, OVER, Invalid()),
)
async def transfer_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, handing_on: Handing
) -> InteractionOut:
    """Hand a request on to an agent, a queue, or an agent of a queue; it keeps its place."""
    await interactions.get(work, interaction_id)
    to = await _towards(work, handing_on)
    one = await handing.transfer(
        work, channels.ability, interaction_id, _by(who), to=to, note=handing_on.note
    )
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/take-over",
    responses=refusals(NotFound(), Forbidden(), NOT_TAKEN, MOVED_ON),
)
async def take_over_interaction(
    who: Supervisor, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Take a request from the agent who has it or is asked."""
    one = await handing.take_over(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/consulted",
    responses=refusals(
        NotFound(),
        Forbidden(),
        NOT_YOURS,
        NOT_TAKEN,
        OVER,
        Conflict("too_many_consulted"),
        Invalid(),
    ),
)
async def consult_agent(
    who: Who, work: TenantWork, interaction_id: UUID, consulting: Consulting
) -> InteractionOut:
    """Ask another agent for help with a request you have: they see it and write notes."""
    await interactions.get(work, interaction_id)
    other = await queues.agent(work, consulting.agent_id)
    one = await handing.consult(work, interaction_id, _agent(who), other, consulting.note)
    return InteractionOut.of(one)


@router.put(
    "/interactions/{interaction_id}/consulted/{agent_id}",
    responses=refusals(
        NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER, Conflict("not_consulted")
    ),
)
async def let_agent_in(
    who: Who,
    work: TenantWork,
    channels: ChannelsPart,
    interaction_id: UUID,
    agent_id: UUID,
    *,
    letting_in: LettingIn,
) -> InteractionOut:
    """Let a consulted agent answer the person, or no longer."""
    one = await handing.let_in(
        work, channels.ability, interaction_id, _agent(who), agent_id, on=letting_in.joined
    )
    return InteractionOut.of(one)


@router.delete(
    "/interactions/{interaction_id}/consulted/{agent_id}",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER),
)
async def end_consultation(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, agent_id: UUID
) -> InteractionOut:
    """Thank a consulted agent, or leave as one."""
    one = await handing.end_consult(work, channels.ability, interaction_id, _agent(who), agent_id)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/finish",
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER, Invalid()),
)
async def finish_interaction(
    who: Who,
    work: TenantWork,
    channels: ChannelsPart,
    interaction_id: UUID,
    ending: Ending | None = None,
) -> InteractionOut:
    """End the conversation of a request you have; write it up where the queue wants that."""
    chosen = ending.disposition_id if ending else None
    one = await service.finish(work, channels.ability, interaction_id, _agent(who), chosen)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/close",
    responses=refusals(NotFound(), Forbidden(), TAKEN, OFFERED, Invalid()),
)
async def close_interaction(
    who: Who,
    work: TenantWork,
    channels: ChannelsPart,
    interaction_id: UUID,
    ending: Ending | None = None,
) -> InteractionOut:
    """End a request you have, or one that waits. Closing what is closed changes nothing."""
    chosen = ending.disposition_id if ending else None
    one = await service.close(work, channels.ability, interaction_id, _agent(who), chosen)
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/reopen",
    responses=refusals(NotFound(), Forbidden(), Conflict("still_open"), MERGED),
)
async def reopen_interaction(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID
) -> InteractionOut:
    """Go on with a request that was over: you have it again."""
    one = await service.reopen(work, channels.ability, interaction_id, _agent(who))
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/merge",
    responses=refusals(
        NotFound(), Forbidden(), NOT_YOURS, MERGED, Conflict("target_closed"), Invalid()
    ),
)
async def merge_interaction(
    who: Who, work: TenantWork, interaction_id: UUID, merging_into: Merging
) -> InteractionOut:
    """Let another request of the same contact go on instead; shows the one that goes on."""
    by = _by(who)
    one = await merging.merge(
        work,
        interaction_id,
        merging_into.into,
        by.agent,
        merging_into.reason,
        supervises=by.supervises,
    )
    return InteractionOut.of(one)


@router.post(
    "/interactions/{interaction_id}/unmerge",
    responses=refusals(NotFound(), Forbidden(), Conflict("not_merged")),
)
async def unmerge_interaction(who: Who, work: TenantWork, interaction_id: UUID) -> InteractionOut:
    """Undo a merging: the request goes on by itself; you have it if it was open."""
    return InteractionOut.of(await merging.unmerge(work, interaction_id, _agent(who)))


@router.post(
    "/interactions/{interaction_id}/typing",
    status_code=204,
    responses=refusals(NotFound(), Forbidden(), NOT_YOURS, NOT_TAKEN, OVER),
)
async def signal_typing(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, typing: Typing
) -> None:
    """Show the person that you are typing; lapses by itself after six seconds."""
    command = await service.typing(work, interaction_id, _agent(who), on=typing.on)
    await channels.perform(work, command)


@router.post(
    "/interactions/{interaction_id}/looking",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def signal_looking(
    who: Who, work: TenantWork, channels: ChannelsPart, interaction_id: UUID, looking: Looking
) -> None:
    """Show the other agents that you read or write here; lapses by itself after ten seconds."""
    await interactions.get(work, interaction_id)
    agent = {"id": str(who.user_id), "name": who.name or ""}
    signal = {"kind": "looking", "agent": agent, "doing": looking.doing}
    subject = conversation_subject(work.tenant_id, interaction_id)
    await channels.signal(subject, json.dumps(signal).encode())


@router.put(
    "/interactions/{interaction_id}/draft", responses=refusals(NotFound(), Forbidden(), Invalid())
)
async def keep_draft(
    who: Who, work: TenantWork, interaction_id: UUID, writing: DraftIn
) -> DraftOut:
    """Keep what you began to write, for any device; an empty text without files forgets it. Files
    that are not yours, or sent already, are left out.
    """
    text, note, files = writing.text, writing.note, writing.files
    kept = await drafts.keep(work, interaction_id, who.user_id, text, note=note, files=files)
    return DraftOut.of(kept)


@router.get("/interactions/{interaction_id}/draft", responses=refusals(NotFound(), Forbidden()))
async def get_draft(who: Who, work: TenantWork, interaction_id: UUID) -> DraftOut:
    """Show what you began to write and have not sent."""
    return DraftOut.of(await drafts.of(work, interaction_id, who.user_id))


@router.post("/mentions/{mention_id}/read", responses=refusals(NotFound(), Forbidden()))
async def read_mention(who: Who, work: TenantWork, mention_id: UUID) -> MentionOut:
    """Take a note that called you out of your inbox."""
    return MentionOut.of(await mentions.see(work, mention_id, _agent(who)))


def _by(who: Principal) -> By:
    return By(_agent(who), supervises=Right.DESK_SUPERVISE in who.rights)


async def _towards(work: Work, wanted: Handing) -> Towards:
    if wanted.agent_id is None and wanted.queue_id is None:
        raise Invalid(None, (FieldFault("agent_id", "required"),))
    agent = await queues.agent(work, wanted.agent_id) if wanted.agent_id else None
    queue = await queues.ref(work, wanted.queue_id) if wanted.queue_id else None
    return Towards(agent, queue)
