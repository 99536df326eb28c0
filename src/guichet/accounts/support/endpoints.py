"""Support access over HTTP, as the tenant sees it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.support import service
from guichet.accounts.support.schemas import SupportDecision, SupportGrantOut
from guichet.accounts.support.types import Person
from guichet.accounts.types import Principal
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("support")

Consenter = Annotated[Principal, Depends(require(Right.SUPPORT_CONSENT))]
GrantId = Annotated[UUID, Path(alias="id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.SUPPORT_CONSENT.value)
_NO_GRANT = NotFound("no_such_support_grant")


@router.get("/support-grants", responses=refusals(_FORBIDDEN))
async def list_support_grants(
    _who: Consenter, work: TenantWork, query: Paging
) -> Page[SupportGrantOut]:
    """What the platform asked this space for, newest first."""
    after = query.after(tuple[UUID])
    found = await service.of_tenant(
        work.session, work.tenant_id, after[0] if after else None, query.fetch
    )
    now = work.now
    return page_of(found, query, lambda g: SupportGrantOut.of(g, now), lambda g: (g.id,))


@router.post(
    "/support-grants",
    responses=refusals(_FORBIDDEN, _NO_GRANT, Conflict("support_not_asked", state="lapsed")),
)
async def decide_support_grant(
    who: Consenter, work: TenantWork, body: SupportDecision
) -> SupportGrantOut:
    """Let the platform's support look in for a time, or refuse. Repeating it is harmless."""
    grant = await service.decide(work, body.id, body.by(_person(who)))
    return SupportGrantOut.of(grant, work.now)


@router.delete("/support-grants/{id}", status_code=204, responses=refusals(_FORBIDDEN, _NO_GRANT))
async def withdraw_support_grant(who: Consenter, work: TenantWork, grant_id: GrantId) -> None:
    """End support access at once: the operator's next request finds nothing."""
    await service.withdraw(work, grant_id, _person(who))


def _person(who: Principal) -> Person:
    return Person(who.user_id, who.name or "")
