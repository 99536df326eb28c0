"""Signing in with a passkey over HTTP."""

from fastapi import Response

from guichet.accounts.entrance.browser import Here
from guichet.accounts.http import Works
from guichet.accounts.passkeys import service
from guichet.accounts.passkeys.endpoints import Party
from guichet.accounts.passkeys.schemas import AnswerIn, AskedOut
from guichet.accounts.signin.schemas import SignedIn
from guichet.kit.errors import Invalid, NotSignedIn
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Actor

router = api_router("sign-in")


@router.post("/session/passkey/options")
async def begin_passkey_sign_in(works: Works, party: Party) -> AskedOut:
    """Begin to sign in with a passkey: options for `navigator.credentials.get`."""
    async with works() as work:
        return AskedOut.of(await service.ask_to_sign_in(work, party))


@router.post(
    "/session/passkey",
    responses=refusals(
        Invalid("passkey_refused"), NotSignedIn("passkey_unknown"), NotSignedIn("passkey_suspended")
    ),
)
async def sign_in_with_passkey(
    works: Works, party: Party, body: AnswerIn, here: Here, response: Response
) -> SignedIn:
    """Sign in with a passkey; the answer sets the session's cookie. It is two factors by itself,
    so it also completes a sign-in that waits for the second.
    """
    async with works() as work:
        proved = await service.sign_in(work, party, body.read())
    if proved.cloned:
        raise NotSignedIn("passkey_suspended")
    user_id = proved.passkey.user_id
    async with works(Actor("user", user_id)) as work:
        token = await here.begin(work, user_id, "passkey")
    here.keep(response, token)
    return SignedIn(next="done", methods=[])
