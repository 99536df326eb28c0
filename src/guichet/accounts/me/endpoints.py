"""The signed-in user over HTTP.

What answers with a secret or a cookie opens its works itself: such an answer is never stored
for an ``Idempotency-Key``.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Response

from guichet.accounts.http import CurrentUser, FullUser, PlatformWork, RequestOrigin, Works
from guichet.accounts.me import service
from guichet.accounts.me.schemas import (
    Code,
    Enrolled,
    Me,
    NewPassword,
    Overviewed,
    ProfileChange,
    RecoveryCodes,
)
from guichet.accounts.me.service import PasswordChange, Tools
from guichet.accounts.parts import Parts
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import Opened
from guichet.accounts.users.types import Profile
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotSignedIn, TooMany
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("me")


def _tools(works: Works, parts: Parts, ground: GroundPart) -> Tools:
    return Tools(works, parts.passwords, ground.cipher, ground.outbox)


def _renewed(parts: Parts, response: Response) -> Callable[[Opened], None]:
    return lambda opened: parts.cookie.write(response, opened.token)


MyTools = Annotated[Tools, Depends(_tools)]
Renewed = Annotated[Callable[[Opened], None], Depends(_renewed)]
"""Gives the browser the token of its renewed session."""


@router.get("/session", responses=refusals(NotSignedIn(), NotSignedIn("session_over")))
async def get_session(who: CurrentUser, work: PlatformWork) -> Overviewed:
    """Who is signed in, in which tenants, with which rights."""
    seen = await service.overview(work, who.user_id, who.limited_to)
    session = await sessions.get(work, who.session)
    return Overviewed.of(seen, session, who.platform_rights)


@router.patch("/me", responses=refusals(NotSignedIn(), Invalid()))
async def change_profile(who: CurrentUser, work: PlatformWork, body: ProfileChange) -> Me:
    """Change your name, language or colour scheme; what is left out stays."""
    profile = Profile(body.name, body.language, body.color_scheme)
    await service.change_profile(work, who.user_id, profile)
    return Me.of(await service.overview(work, who.user_id, who.limited_to))


@router.post(
    "/me/password",
    status_code=204,
    responses=refusals(
        NotSignedIn(), Forbidden("limited_session"), Invalid(), TooMany(30, "sign_in_paused")
    ),
)
async def change_password(
    who: FullUser, tools: MyTools, origin: RequestOrigin, body: NewPassword, renew: Renewed
) -> None:
    """Change your password; every other session of yours ends."""
    change = PasswordChange(body.current, body.password)
    opened = await service.change_password(tools, who.user_id, who.session, change, origin)
    renew(opened)


@router.post(
    "/me/totp",
    responses=refusals(NotSignedIn(), Forbidden("limited_session"), Conflict("totp_on")),
)
async def begin_totp(who: FullUser, tools: MyTools) -> Enrolled:
    """Begin with an authenticator: its secret, shown once. It counts after the confirmation."""
    return Enrolled.of(await service.begin_totp(tools, who.user_id))


@router.post(
    "/me/totp/confirm",
    responses=refusals(
        NotSignedIn(),
        Forbidden("limited_session"),
        Conflict("totp_not_begun"),
        Invalid("wrong_code"),
        TooMany(30, "sign_in_paused"),
    ),
)
async def confirm_totp(who: FullUser, tools: MyTools, body: Code, renew: Renewed) -> RecoveryCodes:
    """Turn the second factor on; the recovery codes are shown this once."""
    codes, opened = await service.confirm_totp(tools, who.user_id, who.session, body.code)
    renew(opened)
    return RecoveryCodes(recovery_codes=list(codes))


@router.delete(
    "/me/totp",
    status_code=204,
    responses=refusals(
        NotSignedIn(),
        Forbidden("limited_session"),
        Conflict("totp_off"),
        Invalid("wrong_code"),
        TooMany(30, "sign_in_paused"),
    ),
)
async def turn_totp_off(who: FullUser, tools: MyTools, body: Code, renew: Renewed) -> None:
    """Turn the second factor off, with a code of it."""
    opened = await service.turn_totp_off(tools, who.user_id, who.session, body.code)
    renew(opened)


@router.post(
    "/me/recovery-codes",
    responses=refusals(
        NotSignedIn(),
        Forbidden("limited_session"),
        Conflict("totp_off"),
        Invalid("wrong_code"),
        TooMany(30, "sign_in_paused"),
    ),
)
async def renew_recovery_codes(who: FullUser, tools: MyTools, body: Code) -> RecoveryCodes:
    """Other recovery codes; the old ones are void."""
    codes = await service.renew_recovery_codes(tools, who.user_id, body.code)
    return RecoveryCodes(recovery_codes=list(codes))
