"""The browser somebody signs in with, whatever the way in."""

from typing import Annotated

from fastapi import Depends, Request, Response

from guichet.accounts.http import RequestOrigin
from guichet.accounts.parts import Parts
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import Method
from guichet.accounts.signin import service as signin
from guichet.accounts.users import service as users
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


class Browser:
    """Where a browser is, and the session it may have."""

    def __init__(self, request: Request, origin: RequestOrigin, parts: Parts) -> None:
        self._origin = origin
        self._cookie = parts.cookie
        self._token = parts.cookie.read(request)

    async def begin(
        self, work: Work, user_id: UserId, method: Method, only: TenantId | None = None
    ) -> str:
        """A whole session for the user, or one that opens the tenant ``only``; gives its token. A
        session this browser had, half way or whole, ends. ``work`` is under the system role.
        """
        earlier = await sessions.find(work, self._token) if self._token else None
        if earlier is not None:
            await sessions.end(work, earlier.user_id, earlier.id, "rotated")
        opened = await sessions.open_session(work, user_id, method, self._origin, tenant_id=only)
        await signin.note_sign_in(work, await users.get(work, user_id), self._origin)
        return opened.token

    def keep(self, response: Response, token: str) -> None:
        """Give the browser its session."""
        self._cookie.write(response, token)


Here = Annotated[Browser, Depends(Browser)]
