"""What endpoints ask for by type: the ground, the caller, the open transaction."""

from contextlib import AsyncExitStack
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.ground import Ground
from guichet.kit.http import idempotency
from guichet.kit.http.caller import Caller, Callers, TenantCaller, language_of, remember
from guichet.kit.http.limits import limits_of
from guichet.kit.i18n import Language
from guichet.kit.idempotency.types import Claim
from guichet.kit.ids import TenantId
from guichet.kit.work import UnitOfWork, Work

STACK = "guichet.stack"
NO_TENANT = TenantId(UUID(int=0))
"""Where the idempotency keys of requests outside of any tenant are kept."""


def ground(request: Request) -> Ground:
    """The ground of this process."""
    return cast(Ground, request.app.state.ground)


def language(request: Request) -> Language:
    """The language to answer in."""
    return language_of(request)


def callers(request: Request) -> Callers:
    """Who can tell who calls."""
    return cast(Callers, request.app.state.callers)


async def caller(request: Request) -> Caller:
    """Somebody signed in, or a key, whatever the tenant."""
    found = await callers(request).anyone(request)
    remember(request, found)
    await limits_of(request).spend_as(request, found.limit_key, found.per_minute)
    return found


async def tenant_caller(request: Request) -> TenantCaller:
    """The caller in the tenant of this request, asked once per request."""
    known = cast("TenantCaller | None", request.scope.get("guichet.tenant_caller"))
    if known is None:
        known = await callers(request).in_tenant(request)
        request.scope["guichet.tenant_caller"] = known
        remember(request, known)
        await limits_of(request).spend_as(request, known.limit_key, known.per_minute)
    return known


async def key_claim(
    request: Request, who: Annotated[TenantCaller, Depends(tenant_caller)]
) -> Claim | None:
    """What the request's ``Idempotency-Key`` claims, for who keeps the answer by itself."""
    return await idempotency.claim_of(request, who)


async def tenant_work(
    request: Request, who: Annotated[TenantCaller, Depends(tenant_caller)]
) -> Work:
    """The request's transaction in the caller's tenant.

    It is committed when the endpoint has returned and *before* the answer is sent; any
    exception rolls it back. :class:`guichet.kit.http.routes.EdgeRoute` sees to both.
    """
    parts = ground(request)
    opened = UnitOfWork(parts.request_db, parts.clock, parts.ids)(who.tenant_id, who.actor)
    work = await _stack(request).enter_async_context(opened)
    await idempotency.begin(request, parts, work.session, work.tenant_id)
    return work


async def system_session(request: Request) -> AsyncSession:
    """A transaction over all tenants, committed before the answer is sent: for the accounts
    room and the platform's screens only.
    """
    parts = ground(request)
    session = await _stack(request).enter_async_context(parts.system_db.transaction())
    await idempotency.begin(request, parts, session, NO_TENANT)
    return session


def _stack(request: Request) -> AsyncExitStack:
    return cast(AsyncExitStack, request.scope[STACK])


GroundPart = Annotated[Ground, Depends(ground)]
CallerLanguage = Annotated[Language, Depends(language)]
KeyClaim = Annotated[Claim | None, Depends(key_claim)]
TenantWork = Annotated[Work, Depends(tenant_work)]
SystemSession = Annotated[AsyncSession, Depends(system_session)]
