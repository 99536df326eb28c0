"""Messages to people, over HTTP."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import AwareDatetime

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.mass import service
from guichet.gateway.mass.accepting import ACCEPTED, Asking
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.callbacks import CallbacksPart
from guichet.gateway.mass.deps import AcceptorPart
from guichet.gateway.mass.foreseeing import foresee
from guichet.gateway.mass.schemas import (
    CalledBackOut,
    EstimateOut,
    MessageIds,
    MessagesIn,
    SentMessageOut,
    TicketOut,
)
from guichet.gateway.mass.searching import Search
from guichet.gateway.mass.types import MessageState
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, GroundPart, KeyClaim, TenantWork
from guichet.kit.http.idempotency import Replayed
from guichet.kit.http.paging import Page, Paging, cursor_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.idempotency.types import Answer
from guichet.kit.phones import e164
from guichet.kit.work import Work

router = api_router("messages")

Reader = Annotated[Principal, Depends(require(Right.MESSAGES_READ))]
Sender = Annotated[Principal, Depends(require(Right.MESSAGES_SEND))]
NOT_A_PHONE = Invalid(None, (FieldFault("recipients/0/to", "not_a_phone"),))
NOT_ENOUGH = Conflict("not_enough", needed="4.56", left="1.20")
LEFT = Conflict("already_left")
MOST_NUMBERS = 10


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    to: Annotated[
        list[str] | None,
        Query(max_length=MOST_NUMBERS, description="Only those to one of these numbers."),
    ] = None
    state: Annotated[list[MessageState] | None, Query(description="Only in these.")] = None
    tag: Annotated[str | None, Query(max_length=40, description="Only those with it.")] = None
    text: Annotated[
        str | None,
        Query(max_length=100, description="Only those whose text holds it; accents do not count."),
    ] = None
    since: Annotated[AwareDatetime | None, Query(description="Accepted then or later.")] = None
    until: Annotated[AwareDatetime | None, Query(description="Accepted before.")] = None

    async def read(self, work: Work) -> Search:
        """As the service takes it.

        :raises Invalid: a number that is none
        """
        territory = await _territory(work)
        numbers = [e164(one, territory) for one in self.to or ()]
        if None in numbers:
            raise Invalid(None, (FieldFault("to", "not_a_phone", {}, "query"),))
        return Search(
            [one for one in numbers if one],
            self.since,
            self.until,
            frozenset(self.state or ()),
            self.tag or None,
            self.text or None,
        )


SearchPart = Annotated[Asked, Depends()]


@router.post(
    "/messages",
    status_code=ACCEPTED,
    response_model=TicketOut,
    responses=refusals(Forbidden(), NOT_A_PHONE, NOT_ENOUGH),
)
async def send_messages(
    who: Sender,
    claim: KeyClaim,
    *,
    acceptor: AcceptorPart,
    callbacks: CallbacksPart,
    parts: GroundPart,
    body: MessagesIn,
) -> Response:
    """Send a text to one person or to up to 1,000. Answered once it is stored for good: from then
    on Guichet answers for every message.
    """
    territory = await acceptor.territory(who.tenant_id)
    order = body.order(who.tenant_id, territory, parts.clock.now())
    if body.callback is not None:
        address = await callbacks.report_to(who.tenant_id, who.actor, body.callback)
        order = replace(order, report_to=(address,))
    told = await acceptor.ask(Asking(order, claim=claim))
    if isinstance(told, Answer):
        return Replayed(told).response
    return Response(body_of(told, order), ACCEPTED, media_type="application/json")


@router.post("/messages/estimate", responses=refusals(Forbidden(), NOT_A_PHONE))
async def estimate_messages(
    _who: Sender,
    work: TenantWork,
    ground: GroundPart,
    language: CallerLanguage,
    body: MessagesIn,
) -> EstimateOut:
    """Count parts and price, and say what speaks against sending; nothing is sent."""
    order = body.order(work.tenant_id, await _territory(work), work.now)
    estimate = await service.estimate(work, order)
    foreseen = await foresee(work, estimate.asked, order.recipients, ground.cipher)
    return EstimateOut.of(estimate, foreseen, language)


@router.get("/messages", responses=refusals(Forbidden(), Invalid()))
async def list_sent_messages(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    language: CallerLanguage,
    asked: SearchPart,
) -> Page[SentMessageOut]:
    """List messages, the newest first. A search by state, tag or words looks at a thousand messages
    for each answer: a page may be short, or empty, and still have a `next_cursor`.
    """
    after = query.after(tuple[UUID])
    place = after[0] if after else None
    found, on = await service.look_for(work, await asked.read(work), place, query.limit)
    return Page(
        items=[SentMessageOut.of(one, language) for one in found],
        next_cursor=cursor_of((on,)) if on else None,
    )


@router.get("/messages/{message_id}", responses=refusals(NotFound(), Forbidden()))
async def get_sent_message(
    _who: Reader, work: TenantWork, language: CallerLanguage, message_id: UUID
) -> SentMessageOut:
    """Show a message and its whole life."""
    return SentMessageOut.of(await service.get(work, message_id), language)


@router.post("/messages/{message_id}/cancel", responses=refusals(NotFound(), Forbidden(), LEFT))
async def cancel_sent_message(
    _who: Sender, work: TenantWork, language: CallerLanguage, message_id: UUID
) -> SentMessageOut:
    """Call a message back before it leaves."""
    return SentMessageOut.of(await service.cancel(work, message_id), language)


@router.post("/messages/cancel", responses=refusals(NotFound(), Forbidden()))
async def cancel_sent_messages(_who: Sender, work: TenantWork, body: MessageIds) -> CalledBackOut:
    """Call back what of these did not leave yet, such as everybody of one sending."""
    back = set(await service.cancel_several(work, body.ids))
    return CalledBackOut(
        cancelled=[one for one in body.ids if one in back],
        left=[one for one in body.ids if one not in back],
    )


async def _territory(work: Work) -> str:
    return (await tenants.get(work, work.tenant_id)).settings.territory
