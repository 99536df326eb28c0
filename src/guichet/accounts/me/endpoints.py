"""The signed-in user over HTTP."""

from guichet.accounts.http import CurrentUser, PlatformWork
from guichet.accounts.me import service
from guichet.accounts.me.schemas import Me, Overviewed
from guichet.accounts.sessions import service as sessions
from guichet.kit.errors import NotSignedIn
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("me")


@router.get("/session", responses=refusals(NotSignedIn(), NotSignedIn("session_over")))
async def get_session(who: CurrentUser, work: PlatformWork) -> Overviewed:
    """Who is signed in, in which tenants, with which rights."""
    seen = await service.overview(work, who.user_id)
    session = await sessions.get(work, who.session)
    me = Me.of(seen.user, totp=False, passkeys=0)
    return Overviewed.of(me, seen, session, who.platform_rights)
