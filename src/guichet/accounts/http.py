"""What endpoints ask the accounts room for: the caller with a right, and works of the platform.

who: Annotated[Principal, Depends(require(Right.MEMBERS_READ))], work: TenantWork
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from guichet.accounts.rights import PLATFORM_RIGHTS, Right
from guichet.accounts.types import PLATFORM, Origin, Principal
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import Forbidden
from guichet.kit.http.caller import Caller, TenantCaller
from guichet.kit.http.deps import GroundPart, SystemSession, caller, tenant_caller
from guichet.kit.work import Work

_LONGEST_AGENT = 400


@cache
def require(right: Right) -> Callable[..., Awaitable[Principal]]:
    """The dependency that gives the caller in the tenant of the request, with ``right``; for a
    right over the platform no tenant is needed.

    The endpoint answers 401 without a session or key, 404 outside of the caller's tenants, and
    403 ``missing_right``.
    """
    return _require_on_platform(right) if right in PLATFORM_RIGHTS else _require_in_tenant(right)


def _require_in_tenant(right: Right) -> Callable[..., Awaitable[Principal]]:
    async def caller_with_right(
        found: Annotated[TenantCaller, Depends(tenant_caller)],
    ) -> Principal:
        principal = cast(Principal, found)
        principal.demand(right)
        return principal

    return caller_with_right


def _require_on_platform(right: Right) -> Callable[..., Awaitable[Principal]]:
    async def operator_with_right(found: Annotated[Caller, Depends(caller)]) -> Principal:
        principal = cast(Principal, found)
        principal.demand(right)
        return principal

    return operator_with_right


async def current_principal(found: Annotated[Caller, Depends(caller)]) -> Principal:
    """Whoever calls, in whatever tenant or none."""
    return cast(Principal, found)


async def current_user(who: Annotated[Principal, Depends(current_principal)]) -> Principal:
    """The signed-in user; a key is refused, for it is nobody's.

    :raises Forbidden: ``users_only``.
    """
    if who.session_id is None:
        raise Forbidden("users_only")
    return who


async def full_user(who: Annotated[Principal, Depends(current_user)]) -> Principal:
    """The signed-in user, by a proof of Guichet's own: for what changes the user as a person.

    :raises Forbidden: ``limited_session``: a tenant's sign-in provider vouched for them, and it
        must not be able to take the person over.
    """
    if who.limited_to is not None:
        raise Forbidden("limited_session")
    return who


async def platform_work(
    session: SystemSession,
    parts: GroundPart,
    who: Annotated[Principal, Depends(current_principal)],
) -> Work:
    """The request's transaction over all tenants, in the name of the caller: committed before
    the answer is sent. Check a right first.
    """
    return Work(session, PLATFORM, parts.clock, parts.ids, who.actor)


async def system_works(parts: GroundPart) -> SystemWorks:
    """Opens works under the system role, for endpoints that nobody is signed in at yet, or that
    need more than one transaction.
    """
    return SystemWorks(parts.system_db, parts.clock, parts.ids)


def origin(connection: HTTPConnection) -> Origin:
    """Where a request came from."""
    address = connection.client.host if connection.client else ""
    return Origin(address, connection.headers.get("user-agent", "")[:_LONGEST_AGENT])


def request_origin(request: Request) -> Origin:
    """The same, as a dependency."""
    return origin(request)


CurrentUser = Annotated[Principal, Depends(current_user)]
FullUser = Annotated[Principal, Depends(full_user)]
PlatformWork = Annotated[Work, Depends(platform_work)]
Works = Annotated[SystemWorks, Depends(system_works)]
RequestOrigin = Annotated[Origin, Depends(request_origin)]
