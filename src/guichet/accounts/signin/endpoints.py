"""Signing in over HTTP."""

from fastapi import Response

from guichet.accounts.http import RequestOrigin, Works
from guichet.accounts.parts import Parts
from guichet.accounts.signin import service
from guichet.accounts.signin.schemas import SignedIn, SignIn
from guichet.accounts.signin.types import Step
from guichet.kit.errors import NotSignedIn, TooMany
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("sign-in")


@router.post(
    "/session",
    responses=refusals(NotSignedIn("wrong_credentials"), TooMany(30, "sign_in_paused")),
)
async def sign_in(
    body: SignIn, works: Works, parts: Parts, origin: RequestOrigin, response: Response
) -> SignedIn:
    """Sign in with address and password; the answer sets the session's cookie."""
    step = await service.sign_in(works, parts.passwords, body.email, body.password, origin)
    parts.cookie.write(response, step.opened.token)
    return _shown(step)


def _shown(step: Step) -> SignedIn:
    return SignedIn(next="second_factor" if step.methods else "done", methods=list(step.methods))
