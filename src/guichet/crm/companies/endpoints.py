"""Companies, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.companies import service
from guichet.crm.companies.schemas import CompanyIn, CompanyOut
from guichet.crm.keys import normal
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]


@router.get("/companies", responses=refusals(Forbidden(), Invalid()))
async def list_companies(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    *,
    search: Annotated[
        str | None, Query(max_length=200, description="Beginnings of words of the name.")
    ] = None,
) -> Page[CompanyOut]:
    """List companies, by name."""
    after = query.after(tuple[str, UUID])
    rows = await service.page(work, search, after, query.fetch)
    return page_of(rows, query, CompanyOut.of, lambda one: (normal(one.name), one.id))


@router.post("/companies", status_code=201, responses=refusals(Forbidden(), Invalid()))
async def create_company(_who: Writer, work: TenantWork, body: CompanyIn) -> CompanyOut:
    """Write a company down."""
    return CompanyOut.of(await service.create(work, body.facts()))


@router.get("/companies/{company_id}", responses=refusals(NotFound(), Forbidden()))
async def get_company(_who: Reader, work: TenantWork, company_id: UUID) -> CompanyOut:
    """Show a company."""
    return CompanyOut.of(await service.get(work, company_id))


@router.put("/companies/{company_id}", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def change_company(
    _who: Writer, work: TenantWork, company_id: UUID, body: CompanyIn
) -> CompanyOut:
    """Change what is known of a company."""
    return CompanyOut.of(await service.change(work, company_id, body.facts()))


@router.delete(
    "/companies/{company_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def remove_company(_who: Writer, work: TenantWork, company_id: UUID) -> None:
    """List a company no longer. Its people stay."""
    await service.remove(work, company_id)
