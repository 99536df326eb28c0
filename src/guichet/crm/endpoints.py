"""Contacts, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm import service
from guichet.crm.schemas import ContactCardOut, ContactOut
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]


@router.get("/contacts", responses=refusals(Forbidden(), Invalid()))
async def list_contacts(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    *,
    search: Annotated[
        str | None,
        Query(max_length=200, description="Beginnings of names, codes, numbers, addresses."),
    ] = None,
) -> Page[ContactOut]:
    """List contacts, the newest first."""
    before = query.after(tuple[UUID])
    rows = await service.page(work, search, before[0] if before else None, query.fetch)
    return page_of(rows, query, ContactOut.of, lambda one: (one.id,))


@router.get("/contacts/{contact_id}", responses=refusals(NotFound(), Forbidden()))
async def get_contact(_who: Reader, work: TenantWork, contact_id: UUID) -> ContactCardOut:
    """Show a contact."""
    return ContactCardOut.of_card(await service.card(work, contact_id))
