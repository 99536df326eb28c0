"""Sessions over HTTP."""

from uuid import UUID

from fastapi import Response

from guichet.accounts.http import CurrentUser, PlatformWork, Works
from guichet.accounts.parts import Parts
from guichet.accounts.sessions import service
from guichet.accounts.sessions.schemas import SessionList, SessionOut
from guichet.kit.errors import NotFound, NotSignedIn
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("sessions")


@router.delete("/session", status_code=204, responses=refusals(NotSignedIn()))
async def sign_out(who: CurrentUser, works: Works, parts: Parts, response: Response) -> None:
    """Sign this browser out."""
    async with works(who.actor) as work:
        await service.end(work, who.user_id, who.session, "signed_out")
    parts.cookie.clear(response)


@router.get("/me/sessions", responses=refusals(NotSignedIn()))
async def list_my_sessions(who: CurrentUser, work: PlatformWork) -> SessionList:
    """Every browser you are signed in with, the last used first."""
    found = await service.of_user(work, who.user_id)
    return SessionList(items=[SessionOut.of(session, who.session) for session in found])


@router.delete(
    "/me/sessions/{session_id}",
    status_code=204,
    responses=refusals(NotSignedIn(), NotFound("no_such_session")),
)
async def end_my_session(who: CurrentUser, work: PlatformWork, session_id: UUID) -> None:
    """Sign one browser out, wherever it is; its sockets close."""
    await service.end(work, who.user_id, session_id, "revoked")


@router.delete("/me/sessions", status_code=204, responses=refusals(NotSignedIn()))
async def end_my_other_sessions(who: CurrentUser, work: PlatformWork) -> None:
    """Sign every other browser out."""
    await service.end_all(work, who.user_id, "revoked", keep=who.session)
