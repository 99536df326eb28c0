"""Sessions over HTTP."""

from fastapi import Response

from guichet.accounts.http import CurrentUser, PlatformWork
from guichet.accounts.parts import Parts
from guichet.accounts.sessions import service
from guichet.kit.errors import NotSignedIn
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("sessions")


@router.delete("/session", status_code=204, responses=refusals(NotSignedIn()))
async def sign_out(who: CurrentUser, work: PlatformWork, parts: Parts, response: Response) -> None:
    """Sign this browser out."""
    await service.end(work, who.user_id, who.session, "signed_out")
    parts.cookie.clear(response)
