"""Events of contacts, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.occurrences import service
from guichet.crm.occurrences.accepting import Taker
from guichet.crm.occurrences.deps import taker_of
from guichet.crm.occurrences.schemas import (
    ContactEventOut,
    EventsIn,
    EventsTakenOut,
    EventTypeOut,
)
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]

OTHERWISE = Conflict("told_otherwise", id="order-1042/1")
TOO_MANY = Invalid("too_many_event_types", limit=200)
BAD_PHONE = Invalid(None, (FieldFault("events/0/who/phone", "not_a_phone"),))


def taker(request: Request, ground: GroundPart) -> Taker:
    """The one of this application."""
    return taker_of(request.app.state, ground)


@router.post("/events", responses=refusals(Forbidden(), BAD_PHONE, TOO_MANY, OTHERWISE))
async def add_events(
    who: Writer, takes: Annotated[Taker, Depends(taker)], body: EventsIn
) -> EventsTakenOut:
    """Tell what happened to contacts: one event, or up to 1,000, all or none. Answered once they
    are stored for good. Told again with the same `id` and content nothing changes, so that no
    `Idempotency-Key` is needed.
    """
    told = [one.value() for one in body.events]
    return EventsTakenOut.of(list(await takes.take(who.tenant_id, who.actor, told)))


@router.get("/events", responses=refusals(Forbidden(), Invalid()))
async def list_events(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    *,
    type_: Annotated[
        str, Query(alias="type", min_length=1, max_length=80, description="Only of this type.")
    ],
) -> Page[ContactEventOut]:
    """List what happened of a type, the newest first."""
    rows = await service.of_type(work, type_, query.after(tuple[datetime, UUID]), query.fetch)
    return page_of(rows, query, ContactEventOut.of, lambda one: (one.at, one.id))


@router.get("/event-types", responses=refusals(Forbidden()))
async def list_event_types(_who: Reader, work: TenantWork) -> Page[EventTypeOut]:
    """List the types of events in use, with the properties seen; all of them at once."""
    return Page(items=[EventTypeOut.of(one) for one in await service.types(work)])


@router.get("/contacts/{contact_id}/events", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def list_contact_events(
    _who: Reader, work: TenantWork, query: Paging, contact_id: UUID
) -> Page[ContactEventOut]:
    """List what happened to a person, the newest first."""
    after = query.after(tuple[UUID])
    rows = await service.of_contact(work, contact_id, after[0] if after else None, query.fetch)
    return page_of(rows, query, ContactEventOut.of, lambda one: (one.id,))
