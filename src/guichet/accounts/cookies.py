"""The cookie that carries a session's token."""

from urllib.parse import urlsplit

from fastapi import Response
from starlette.requests import HTTPConnection

from guichet.accounts.types import SESSION_LASTS


class SessionCookie:
    """Writes and reads the cookie of one installation.

    Over https it has the ``__Host-`` prefix (RFC 6265bis, section 4.1.3.2): no other host can set
    it. Over plain http, as on one's own machine, its name holds the port: cookies do not know
    ports, and two copies of Guichet on one machine would sign each other out.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._secure = parts.scheme == "https"
        self.name = "__Host-guichet" if self._secure else f"guichet_{parts.port or 80}"

    def read(self, connection: HTTPConnection) -> str | None:
        """The token the browser sent."""
        return connection.cookies.get(self.name)

    def write(self, response: Response, token: str) -> None:
        """Give the browser a token, for as long as a session can last."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(SESSION_LASTS.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Take the token away."""
        response.delete_cookie(
            self.name, path="/", secure=self._secure, httponly=True, samesite="lax"
        )
