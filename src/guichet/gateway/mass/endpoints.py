"""Messages to people, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.mass import service
from guichet.gateway.mass.schemas import EstimateOut, MessagesIn, SentMessageOut, TicketOut
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.phones import e164
from guichet.kit.work import Work

router = api_router("messages")

Reader = Annotated[Principal, Depends(require(Right.MESSAGES_READ))]
Sender = Annotated[Principal, Depends(require(Right.MESSAGES_SEND))]
NOT_A_PHONE = Invalid(None, (FieldFault("recipients/0/to", "not_a_phone"),))
NOT_ENOUGH = Conflict("not_enough", needed="4.56", left="1.20")
LEFT = Conflict("already_left")


@router.post(
    "/messages",
    status_code=202,
    responses=refusals(Forbidden(), NOT_A_PHONE, NOT_ENOUGH),
)
async def send_messages(_who: Sender, work: TenantWork, body: MessagesIn) -> TicketOut:
    """Send a text to one person or to up to 1,000. Answered once it is stored for good: from then
    on Guichet answers for every message.
    """
    order = body.order(work.tenant_id, await _territory(work))
    return TicketOut.of(await service.send(work, order), order)


@router.post("/messages/estimate", responses=refusals(Forbidden(), NOT_A_PHONE))
async def estimate_messages(
    _who: Sender, work: TenantWork, language: CallerLanguage, body: MessagesIn
) -> EstimateOut:
    """Count parts and price, and say what speaks against sending; nothing is sent."""
    order = body.order(work.tenant_id, await _territory(work))
    return EstimateOut.of(await service.estimate(work, order), language)


@router.get("/messages", responses=refusals(Forbidden(), Invalid()))
async def list_sent_messages(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    *,
    to: Annotated[str | None, Query(max_length=40, description="Only those to it.")] = None,
) -> Page[SentMessageOut]:
    """List messages, the newest first."""
    address = e164(to, await _territory(work)) if to else None
    if to and address is None:
        raise Invalid(None, (FieldFault("to", "not_a_phone", {}, "query"),))
    after = query.after(tuple[UUID])
    rows = await service.page(work, address, after[0] if after else None, query.fetch)
    return page_of(rows, query, SentMessageOut.of, lambda one: (one.id,))


@router.get("/messages/{message_id}", responses=refusals(NotFound(), Forbidden()))
async def get_sent_message(_who: Reader, work: TenantWork, message_id: UUID) -> SentMessageOut:
    """Show a message and its whole life."""
    return SentMessageOut.of(await service.get(work, message_id))


@router.post("/messages/{message_id}/cancel", responses=refusals(NotFound(), Forbidden(), LEFT))
async def cancel_sent_message(_who: Sender, work: TenantWork, message_id: UUID) -> SentMessageOut:
    """Call a message back before it leaves."""
    return SentMessageOut.of(await service.cancel(work, message_id))


async def _territory(work: Work) -> str:
    return (await tenants.get(work, work.tenant_id)).settings.territory
