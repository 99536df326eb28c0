"""Request bodies are limited while they stream in, whatever ``Content-Length`` says."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guichet.kit.errors import TooLarge
from guichet.kit.http.problems import refuse


class BodyTooLarge(HTTPException):
    """Raised into whoever reads the body."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyLimit:
    """Refuses bodies above ``limit`` bytes with a 413 problem document; where ``without`` says so,
    whoever takes the body limits it.
    """

    def __init__(
        self, app: ASGIApp, limit: int, without: Callable[[Scope], bool] = lambda _: False
    ) -> None:
        self._app = app
        self._limit = limit
        self._without = without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._without(scope):
            await self._app(scope, receive, send)
        elif _announced(scope) > self._limit:
            await refuse(Request(scope), TooLarge(None))(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise BodyTooLarge
            return message

        return counted


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0
