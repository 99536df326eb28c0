"""Numbers over HTTP: the platform gives them, a company sees its own."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.gateway.numbers import service
from guichet.gateway.numbers.schemas import (
    HoldingOut,
    NewNumber,
    NumberChange,
    NumberGift,
    NumberOut,
)
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

router = api_router("numbers")

Reader = Annotated[Principal, Depends(require(Right.ENTRY_POINTS_READ))]
Operator = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
PathId = Annotated[UUID, Path(alias="id")]
PathTenant = Annotated[UUID, Path(alias="tenant_id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)
_NO_NUMBER = NotFound(service.NO_NUMBER)
_HELD = Conflict("number_held", number="38100")
_KEYWORD = Invalid(None, (FieldFault("keywords/0", "keyword_taken"),))


@router.get("/numbers", responses=refusals(Forbidden()))
async def list_numbers(_who: Reader, work: TenantWork) -> Page[HoldingOut]:
    """The numbers and short codes your company may use."""
    found = await service.held_by(work.session, work.tenant_id)
    return Page(items=[HoldingOut.of(one) for one in found])


@router.get("/platform/numbers", responses=refusals(_FORBIDDEN))
async def list_platform_numbers(
    _who: Operator, work: PlatformWork, query: Paging
) -> Page[NumberOut]:
    """List all numbers and short codes, and who may use them."""
    after = query.after(tuple[UUID])
    found = await service.page(work.session, after[0] if after else None, query.fetch)
    held = await service.holders(work.session, [one.id for one in found])
    return page_of(found, query, lambda one: NumberOut.of(one, held), lambda one: (one.id,))


@router.post(
    "/platform/numbers",
    status_code=201,
    responses=refusals(_FORBIDDEN, Conflict("number_known", number="38100"), Invalid()),
)
async def add_number(_who: Operator, work: PlatformWork, body: NewNumber) -> NumberOut:
    """Add a number or short code that leads here."""
    made = await service.add(work, body.number, body.territory, body.draft(), shared=body.shared)
    return NumberOut.of(made, ())


@router.put(
    "/platform/numbers/{id}",
    responses=refusals(_FORBIDDEN, _NO_NUMBER, Conflict("changed_meanwhile"), Invalid()),
)
async def put_number(
    _who: Operator, work: PlatformWork, number_id: PathId, body: NumberChange
) -> NumberOut:
    """Decide anew what a STOP to a number means, and what it is called."""
    changed = await service.change(work, number_id, body.version, body.draft())
    return NumberOut.of(changed, await service.holders(work.session, [number_id]))


@router.delete(
    "/platform/numbers/{id}", status_code=204, responses=refusals(_FORBIDDEN, _NO_NUMBER, _HELD)
)
async def remove_number(_who: Operator, work: PlatformWork, number_id: PathId) -> None:
    """A number leads here no longer. Nobody may hold it any more."""
    await service.remove(work, number_id)


@router.put(
    "/platform/numbers/{id}/holders/{tenant_id}",
    responses=refusals(_FORBIDDEN, _NO_NUMBER, _HELD, _KEYWORD),
)
async def give_number(
    _who: Operator, work: PlatformWork, number_id: PathId, tenant_id: PathTenant, body: NumberGift
) -> NumberOut:
    """Let a company use a number, or other keywords of a shared one. Repeating it is harmless."""
    await service.give(await _inside(work, tenant_id), number_id, body.keywords)
    return await _shown(work, number_id)


@router.delete(
    "/platform/numbers/{id}/holders/{tenant_id}", responses=refusals(_FORBIDDEN, _NO_NUMBER)
)
async def take_number_back(
    _who: Operator, work: PlatformWork, number_id: PathId, tenant_id: PathTenant
) -> NumberOut:
    """A company may use a number no longer: its entry points there hear nothing more."""
    await service.take_back(await _inside(work, tenant_id), number_id)
    return await _shown(work, number_id)


async def _inside(work: Work, tenant_id: UUID) -> Work:
    tenant = await tenants.get(work, TenantId(tenant_id))
    return replace(work, tenant_id=tenant.id)


async def _shown(work: Work, number_id: UUID) -> NumberOut:
    one = await service.get(work.session, number_id)
    return NumberOut.of(one, await service.holders(work.session, [number_id]))
