"""Signing in through a tenant's provider over HTTP: the two ends of the browser's way there.

Both are visited by the browser itself, so faults lead back to the sign-in page, which tells them.
"""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Path, Query, Request
from fastapi.responses import RedirectResponse

from guichet.accounts.entrance.browser import Here
from guichet.accounts.http import Works
from guichet.accounts.oidc import service
from guichet.accounts.oidc.parts import CALLBACK, Reach, Reached
from guichet.accounts.oidc.protocol import Disbelieved
from guichet.accounts.oidc.types import FLOW_LASTS, Endpoints, Flow, Identity, Provider
from guichet.accounts.works import SystemWorks
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Forbidden, NotFound, Refusal, Unavailable
from guichet.kit.guarded import Unreachable
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import UserId
from guichet.kit.work import Actor

router = api_router("sign-in")

_COOKIE: Final = "guichet_oidc"
ProviderId = Annotated[UUID, Path(alias="id")]


@router.get(
    "/session/oidc/{id}/start",
    status_code=303,
    response_class=RedirectResponse,
    responses=refusals(NotFound("no_such_provider"), Unavailable("provider_unreachable")),
)
async def start_oidc_sign_in(
    works: Works,
    reach: Reach,
    parts: GroundPart,
    provider_id: ProviderId,
    next_path: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> RedirectResponse:
    """Go to the provider to sign in there. For browsers."""
    try:
        async with works() as work:
            provider, _ = await service.enabled(work, provider_id, parts.cipher)
        found = await _discovered(reach, provider)
        async with works() as work:
            started = await service.begin(work, provider, found, reach.redirect_uri, next_path)
    except Refusal as refusal:
        return _back(refusal.code)
    answer = RedirectResponse(started.location, status_code=303)
    answer.set_cookie(
        _COOKIE,
        started.browser_secret,
        max_age=int(FLOW_LASTS.total_seconds()),
        path=CALLBACK,
        secure=reach.redirect_uri.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


@dataclass(frozen=True, slots=True)
class CameBack:
    """What the browser brings from the provider."""

    code: str | None
    state: str | None
    error: str | None
    issuer: str | None
    secret: str | None
    """From our own cookie."""


def _came_back(
    request: Request,
    code: Annotated[str | None, Query(max_length=4000)] = None,
    state: Annotated[str | None, Query(max_length=200)] = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
    issuer: Annotated[str | None, Query(alias="iss", max_length=500)] = None,
) -> CameBack:
    return CameBack(code, state, error, issuer, request.cookies.get(_COOKIE))


@router.get(
    "/session/oidc/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=refusals(Forbidden("oidc_flow_unknown")),
)
async def finish_oidc_sign_in(
    works: Works,
    reach: Reach,
    parts: GroundPart,
    here: Here,
    back: Annotated[CameBack, Depends(_came_back)],
) -> RedirectResponse:
    """Come back from the provider. For browsers; the answer sets the session's cookie."""
    try:
        flow = await _flow(works, back)
        provider, identity = await _identity(works, reach, parts.cipher, flow, back)
        async with works(tenant_id=flow.tenant_id) as work:
            user_id = await service.enter(work, provider, identity)
        token = await _session(works, here, user_id, flow)
    except Refusal as refusal:
        return _back(refusal.code)
    answer = RedirectResponse(flow.next_path, status_code=303)
    answer.delete_cookie(_COOKIE, path=CALLBACK)
    here.keep(answer, token)
    return answer


async def _discovered(reach: Reached, provider: Provider) -> Endpoints:
    try:
        return await reach.client.discover(provider.settings.issuer)
    except (Unreachable, Disbelieved) as fault:
        raise Unavailable("provider_unreachable") from fault


async def _flow(works: SystemWorks, back: CameBack) -> Flow:
    if not back.state or not back.secret:
        raise Forbidden("oidc_flow_unknown")
    async with works() as work:
        flow = await service.come_back(work, back.state, back.secret)
    if back.error is not None or not back.code:
        raise Forbidden("oidc_cancelled")
    return flow


async def _identity(
    works: SystemWorks, reach: Reached, cipher: Cipher, flow: Flow, back: CameBack
) -> tuple[Provider, Identity]:
    async with works() as work:
        provider, secret = await service.enabled(work, flow.provider_id, cipher)
    if back.issuer not in (None, provider.settings.issuer):
        raise Forbidden("provider_disbelieved")
    try:
        identity = await reach.client.identify(
            provider, secret, flow, back.code or "", works.clock.now()
        )
    except (Unreachable, Disbelieved) as fault:
        async with works(tenant_id=flow.tenant_id) as work:
            await service.note_refusal(work, provider, fault.why)
        if isinstance(fault, Disbelieved):
            raise Forbidden("provider_disbelieved") from fault
        raise Unavailable("provider_unreachable") from fault
    return provider, identity


async def _session(works: SystemWorks, here: Here, user_id: UserId, flow: Flow) -> str:
    async with works(Actor("user", user_id)) as work:
        return await here.begin(work, user_id, "oidc", only=flow.tenant_id)


def _back(code: str) -> RedirectResponse:
    return RedirectResponse(f"/sign-in?problem={quote(code)}", status_code=303)
