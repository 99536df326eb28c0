"""Signing in over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from guichet.accounts.http import RequestOrigin, Works
from guichet.accounts.oidc import service as oidc
from guichet.accounts.parts import Parts
from guichet.accounts.signin import demo, resets, service
from guichet.accounts.signin.schemas import (
    DemoUser,
    Options,
    Provider,
    ResetAsked,
    ResetConfirmed,
    SecondFactor,
    SignedIn,
    SignIn,
)
from guichet.accounts.signin.types import Step
from guichet.kit.cipher import Cipher
from guichet.kit.errors import Invalid, NotFound, NotSignedIn, TooMany
from guichet.kit.http.deps import GroundPart
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("sign-in")

EQUAL_TIME = 0.25
"""Seconds asking for a reset takes at least, so that nobody can tell known addresses by it."""


Begin = Callable[[Step], Awaitable[SignedIn]]


def _begun(request: Request, works: Works, parts: Parts, response: Response) -> Begin:
    async def begin(step: Step) -> SignedIn:
        await service.end_earlier(works, parts.cookie.read(request), step.opened.session.id)
        parts.cookie.write(response, step.opened.token)
        following: Literal["done", "second_factor"] = "second_factor" if step.methods else "done"
        return SignedIn(next=following, methods=list(step.methods))

    return begin


def _half_way(request: Request, parts: Parts, ground: GroundPart) -> tuple[str, Cipher]:
    token = parts.cookie.read(request)
    if token is None:
        raise NotSignedIn
    return token, ground.cipher


Begun = Annotated[Begin, Depends(_begun)]
"""Ends the session the browser had, gives it the new one's token, and tells what comes next."""
HalfWay = Annotated[tuple[str, Cipher], Depends(_half_way)]
"""The token of the session that waits for its second factor, and what opens the secret."""


@router.get("/sign-in/options")
async def get_sign_in_options(ground: GroundPart, works: Works) -> Options:
    """Ways to sign in here."""
    async with works() as work:
        offered = await oidc.offered(work.session)
    return Options(
        passkeys=True,
        oidc=[Provider(id=one.id, title=one.title) for one in offered],
        demo=_demo() if ground.settings.demo else None,
    )


def _demo() -> list[DemoUser]:
    return [
        DemoUser(role=one.role, email=one.email, password=demo.PASSWORD, name=one.name)
        for one in demo.PEOPLE
    ]


@router.post(
    "/session",
    responses=refusals(NotSignedIn("wrong_credentials"), TooMany(30, "sign_in_paused")),
)
async def sign_in(
    works: Works, parts: Parts, origin: RequestOrigin, body: SignIn, begin: Begun
) -> SignedIn:
    """Sign in with address and password; the answer sets the session's cookie."""
    step = await service.sign_in(works, parts.passwords, body.email, body.password, origin)
    return await begin(step)


@router.post(
    "/session/second-factor",
    responses=refusals(
        NotSignedIn("session_over"), Invalid("wrong_code"), TooMany(30, "sign_in_paused")
    ),
)
async def prove_second_factor(
    half_way: HalfWay, works: Works, origin: RequestOrigin, body: SecondFactor, begin: Begun
) -> SignedIn:
    """Finish signing in with a code of the authenticator or a recovery code."""
    token, cipher = half_way
    return await begin(await service.prove_second(works, cipher, token, body.code, origin))


@router.post("/password-resets", status_code=202, responses=refusals(TooMany(60, "sign_in_paused")))
async def ask_password_reset(
    works: Works, ground: GroundPart, origin: RequestOrigin, body: ResetAsked
) -> None:
    """Send a link to the address, if somebody has it; the answer is the same if nobody does."""
    async with _at_least(EQUAL_TIME):
        base_url = ground.settings.base_url
        await resets.ask(works, ground.outbox, body.email, origin, base_url)


@router.post(
    "/password-resets/confirm",
    status_code=204,
    responses=refusals(NotFound("link_over"), Invalid(), TooMany(30, "sign_in_paused")),
)
async def confirm_password_reset(
    works: Works, parts: Parts, origin: RequestOrigin, body: ResetConfirmed
) -> None:
    """Choose another password with the link of the mail; every session of yours ends."""
    await resets.confirm(works, parts.passwords, body.token, body.password, origin)


@asynccontextmanager
async def _at_least(seconds: float) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    due = loop.time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(due - loop.time())
