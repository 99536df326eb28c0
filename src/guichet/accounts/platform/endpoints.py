"""The platform's screens over HTTP: tenants, what they have, users, support access."""

from dataclasses import replace
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Query, Request

from guichet.accounts.http import PlatformWork, require
from guichet.accounts.members import invitations
from guichet.accounts.platform import service
from guichet.accounts.platform.ports import Ports
from guichet.accounts.platform.schemas import (
    EntitlementsBody,
    NewTenant,
    OperatorGrantOut,
    Suspension,
    TenantChange,
    TenantDetail,
    TenantName,
    TenantOut,
    UserOut,
)
from guichet.accounts.rights import Right
from guichet.accounts.support import service as support
from guichet.accounts.support.schemas import SupportAsk, SupportGrantOut
from guichet.accounts.support.types import Grant, Person
from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Status, Tenant
from guichet.accounts.types import Principal
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

router = api_router("platform")

Operator = Annotated[Principal, Depends(require(Right.PLATFORM_TENANTS))]
UsersReader = Annotated[Principal, Depends(require(Right.PLATFORM_USERS))]
Supporter = Annotated[Principal, Depends(require(Right.PLATFORM_SUPPORT))]
PathId = Annotated[UUID, Path(alias="id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_TENANTS.value)
_NO_TENANT = NotFound("no_such_tenant")
_NO_GRANT = NotFound("no_such_support_grant")


def ports(request: Request) -> Ports:
    """What processes handed in; nothing where they did not."""
    return cast(Ports, getattr(request.app.state, "platform_ports", None) or Ports())


HandedIn = Annotated[Ports, Depends(ports)]


def _search(
    search: Annotated[
        str | None, Query(max_length=100, description="Begins a word of the name, or the slug.")
    ] = None,
    status: Annotated[Status | None, Query(description="Only these.")] = None,
) -> service.Search:
    return service.Search(search, status)


@router.get("/platform/tenants", responses=refusals(_FORBIDDEN))
async def list_tenants(
    _who: Operator,
    work: PlatformWork,
    search: Annotated[service.Search, Depends(_search)],
    query: Paging,
) -> Page[TenantOut]:
    """All tenants, newest first."""
    found = await service.list_tenants(work, search, _before(query), query.fetch)
    return page_of(found, query, TenantOut.of, lambda listed: (listed.tenant.id,))


@router.post(
    "/platform/tenants",
    status_code=201,
    responses=refusals(_FORBIDDEN, Conflict("slug_taken", slug="maison-vanille")),
)
async def create_tenant(
    who: Operator, work: PlatformWork, parts: GroundPart, handed_in: HandedIn, body: NewTenant
) -> TenantDetail:
    """Make a tenant and invite its first administrator by mail."""
    tenant = await tenants.create(work, body.slug, body.settings())
    inside = replace(work, tenant_id=tenant.id)
    first = body.administrator.invited_by(who.name or "")
    await invitations.invite(inside, parts.outbox, first, parts.settings.base_url)
    return await _detail(work, tenant.id, handed_in)


@router.get("/platform/tenants/{id}", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def get_platform_tenant(
    _who: Operator, work: PlatformWork, handed_in: HandedIn, tenant_id: PathId
) -> TenantDetail:
    """A tenant with what it has and uses."""
    return await _detail(work, tenant_id, handed_in)


@router.patch("/platform/tenants/{id}", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def change_platform_tenant(
    _who: Operator, work: PlatformWork, handed_in: HandedIn, tenant_id: PathId, body: TenantChange
) -> TenantDetail:
    """Change a tenant's name, zone, territory, currency or languages."""
    tenant = await tenants.get(work, TenantId(tenant_id))
    await tenants.change_settings(work, tenant.id, body.settings(tenant))
    return await _detail(work, tenant_id, handed_in)


@router.post("/platform/tenants/{id}/suspend", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def suspend_tenant(
    _who: Operator, work: PlatformWork, handed_in: HandedIn, tenant_id: PathId, body: Suspension
) -> TenantDetail:
    """Stop everybody of a tenant from working; nothing is lost. Repeating it is harmless."""
    await tenants.suspend(work, TenantId(tenant_id), body.reason)
    return await _detail(work, tenant_id, handed_in)


@router.post("/platform/tenants/{id}/resume", responses=refusals(_FORBIDDEN, _NO_TENANT))
async def resume_tenant(
    _who: Operator, work: PlatformWork, handed_in: HandedIn, tenant_id: PathId
) -> TenantDetail:
    """Let a suspended tenant work again. Repeating it is harmless."""
    await tenants.resume(work, TenantId(tenant_id))
    return await _detail(work, tenant_id, handed_in)


@router.put(
    "/platform/tenants/{id}/entitlements",
    responses=refusals(_FORBIDDEN, _NO_TENANT, Conflict("changed_meanwhile")),
)
async def put_entitlements(
    _who: Operator, work: PlatformWork, tenant_id: PathId, body: EntitlementsBody
) -> EntitlementsBody:
    """Set what a tenant has. A limit below what is used removes nothing: it refuses more."""
    held = await service.put_entitlements(work, TenantId(tenant_id), body.read())
    return EntitlementsBody.of(held)


@router.post(
    "/platform/tenants/{id}/support-access",
    status_code=201,
    responses=refusals(
        Forbidden("missing_right", right=Right.PLATFORM_SUPPORT.value),
        _NO_TENANT,
        Conflict("support_already_asked"),
    ),
)
async def ask_support_access(
    who: Supporter, work: PlatformWork, parts: GroundPart, tenant_id: PathId, body: SupportAsk
) -> SupportGrantOut:
    """Ask a tenant to let you look in; its administrators get a mail, and one decides."""
    asked = service.Asked(_person(who), body.reason, body.minutes)
    base_url = parts.settings.base_url
    grant = await service.ask_support(work, TenantId(tenant_id), asked, parts.outbox, base_url)
    return SupportGrantOut.of(grant, work.now)


@router.get("/platform/support-grants")
async def list_own_support_grants(
    who: Supporter, work: PlatformWork, query: Paging
) -> Page[OperatorGrantOut]:
    """What you asked tenants for, newest first."""
    found = await service.support_of(work, _person(who), _before(query), query.fetch)

    def shown(pair: tuple[Grant, Tenant]) -> OperatorGrantOut:
        grant = SupportGrantOut.of(pair[0], work.now)
        return OperatorGrantOut(**grant.model_dump(), tenant=TenantName.of(pair[1]))

    return page_of(found, query, shown, lambda pair: (pair[0].id,))


@router.post("/platform/support-grants/{id}/end", responses=refusals(_NO_GRANT))
async def end_support_access(
    who: Supporter, work: PlatformWork, grant_id: PathId
) -> SupportGrantOut:
    """Leave a tenant before the time is over. Repeating it is harmless."""
    return SupportGrantOut.of(await support.leave(work, who.user_id, grant_id), work.now)


@router.get("/platform/users")
async def list_users(
    _who: UsersReader,
    work: PlatformWork,
    query: Paging,
    search: Annotated[
        str | None, Query(max_length=254, description="The beginning of an address.")
    ] = None,
) -> Page[UserOut]:
    """All users of the platform, newest first."""
    found = await service.list_users(work, search, _before(query), query.fetch)
    return page_of(found, query, UserOut.of, lambda known: (known.user.id,))


def _before(query: Paging) -> UUID | None:
    after = query.after(tuple[UUID])
    return after[0] if after else None


async def _detail(work: Work, tenant_id: UUID, handed_in: Ports) -> TenantDetail:
    seen = await service.detail(work, TenantId(tenant_id), handed_in.counters)
    return TenantDetail.whole(seen, work.now)


def _person(who: Principal) -> Person:
    return Person(who.user_id, who.name or "")
