"""A short way in for API keys, around the whole application: for who asks one thing thousands of
times a second.

What goes through the whole application costs five times what accepting a message does. Here a
request is read, its key looked up, and what it wants done; the answer is the same byte for byte.
Whatever is not plain (another way to sign in, a body that is not quite right, a key that is not
good) goes the ordinary way, which says so exactly.
"""

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, Final, TypeVar

import msgspec
import structlog
from fastapi import FastAPI
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.kit.errors import Refusal, Unavailable
from guichet.kit.ground import Ground
from guichet.kit.http import idempotency
from guichet.kit.http.answered import Answered
from guichet.kit.http.edge import REQUEST_ID, Broken
from guichet.kit.http.headers import headers_for
from guichet.kit.http.limits import RequestLimits, limit_headers
from guichet.kit.http.metrics import SECONDS
from guichet.kit.http.problems import is_away, refuse
from guichet.kit.idempotency.types import Answer

LONGEST_BODY: Final = 1 << 20
Shape = TypeVar("Shape")
_NOT_PLAIN = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""As ``kit.http.text_limits`` suspects it."""
_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_TAKEN: Final = frozenset(
    (
        b"authorization",
        b"content-type",
        b"content-length",
        b"idempotency-key",
        b"guichet-tenant",
        b"x-request-id",
        b"transfer-encoding",
    )
)
_REPLAYED: Final = (idempotency.REPLAYED.lower().encode(), b"true")
_log = structlog.get_logger(__name__)


class NotPlain(Exception):
    """It has to go the ordinary way."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A request as it came."""

    scope: Scope
    headers: Mapping[bytes, bytes]
    token: str
    body: bytes


class ShortWay(ABC):
    """Of one operation, ``POST`` to ``path``, which asks for ``right`` and is answered with
    ``status``. Around ``inner``, another short way, or the application itself.
    """

    path: ClassVar[str]
    right: ClassVar[Right]
    status: ClassVar[int]

    def __init__(
        self,
        app: FastAPI,
        ground: Ground,
        callers: AccountCallers,
        inner: ASGIApp | None = None,
    ) -> None:
        self._app: ASGIApp = inner or app
        self._ground = ground
        self._callers = callers
        self._limits: RequestLimits = app.state.limits
        encrypted = ground.settings.base_url.startswith("https:")
        plain = {
            "Content-Type": "application/json",
            **headers_for(self.path, encrypted=encrypted),
        }
        self._headers = [(k.lower().encode(), v.encode()) for k, v in plain.items()]
        self._seconds = SECONDS.labels("POST", self.path, self.status)
        self._answered = Answered(self.path, self.status)
        self.status_line = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n".encode()
        self._plain_head = _lines(self._headers)

    @abstractmethod
    async def _done(self, asked: Plain) -> Answer | bytes:
        """What is answered, once what was wanted is committed.

        :raises NotPlain: nothing was done yet
        :raises Refusal: as the ordinary way would
        """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or scope["path"] != self.path or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        read: list[Message] = []
        try:
            answer = await self._answer(scope, receive, read)
        except NotPlain:
            await self._app(scope, _again(read, receive), send)
            return
        except Refusal as refusal:
            await self._refuse((scope, receive, send), refusal, begun)
            return
        except Exception as fault:  # noqa: BLE001 - the last net, as at the edge
            await self._refuse((scope, receive, send), self._why(fault), begun)
            return
        await self._send(scope, send, answer)
        self._account(scope, begun)

    def _why(self, fault: Exception) -> Refusal:
        if is_away(fault):
            _log.warning("http.database_away", problem=str(fault).splitlines()[0])
            return Unavailable()
        _log.error("http.broken", method="POST", path=self.path, exc_info=fault)
        return Broken()

    async def _refuse(
        self, asked: tuple[Scope, Receive, Send], refusal: Refusal, begun: float
    ) -> None:
        scope, receive, send = asked
        request_id = self._name(scope)
        sending = _with(send, [*self._headers[1:], *self._told(scope)])
        await refuse(Request(scope), refusal)(scope, receive, sending)
        SECONDS.labels("POST", self.path, refusal.status).observe(time.perf_counter() - begun)
        _log.info("http.refused", path=self.path, code=refusal.code, request_id=request_id)

    async def _answer(self, scope: Scope, receive: Receive, read: list[Message]) -> Answer | bytes:
        headers = {name: value for name, value in scope["headers"] if name in _TAKEN}
        token = _token(scope, headers)
        return await self._done(Plain(scope, headers, token, await _body(receive, read, headers)))

    async def _spend(self, scope: Scope, who: Principal) -> None:
        """One request of those the key may make.

        :raises TooMany: as the ordinary way says
        """
        await self._limits.spend_in(scope, who.limit_key, who.per_minute)

    async def _known(self, token: str) -> Principal:
        try:
            who = await self._callers.by_known_key(token, self._ground.clock.now())
            who.demand(self.right)
        except Refusal as refusal:
            raise NotPlain from refusal
        return who

    def _plain(self, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> Plain:
        """A request that came without a scope, whole.

        :raises NotPlain: it has to go the ordinary way
        """
        named = {name: value for name, value in headers if name in _TAKEN}
        scope: Scope = {"headers": headers, "query_string": b""}
        return Plain(scope, named, _token(scope, named), body)

    def _spend_at_hand(self, scope: Scope, who: Principal) -> bool:
        """Count one request of those the key may make, if that needs nothing but this process."""
        return self._limits.spend_at_hand(scope, who.limit_key, who.per_minute)

    def _refusing(self, refusal: Refusal, begun: float) -> ASGIApp:
        """Answers by a refusal."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            await self._refuse((scope, receive, send), refusal, begun)

        return app

    def _head(self, scope: Scope, *, repeated: bool) -> bytes:
        """The headers of an answer, but for its length, as octets."""
        told = self._told(scope)
        if repeated:
            told.append(_REPLAYED)
        return self._plain_head + _lines(told)

    def _account(self, scope: Scope, begun: float) -> None:
        """Count an answer, and leave its line in the log."""
        seconds = time.perf_counter() - begun
        self._seconds.observe(seconds)
        self._answered.note(self._name(scope), seconds)

    def _name(self, scope: Scope) -> str:
        """The request's id."""
        known: str | None = scope.get("guichet.request_id")
        if known is None:
            given = next((v for k, v in scope["headers"] if k == b"x-request-id"), b"")
            known = given.decode() if _SANE_ID.fullmatch(given) else self._ground.ids.new().hex
            scope["guichet.request_id"] = known
        return known

    def _told(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers that are not the same for all."""
        told = {**limit_headers(scope), REQUEST_ID: self._name(scope)}
        return [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def _send(self, scope: Scope, send: Send, answer: Answer | bytes) -> None:
        repeated = isinstance(answer, Answer)
        body = answer.body if isinstance(answer, Answer) else answer
        headers = [
            *self._headers,
            (b"content-length", str(len(body)).encode()),
            *self._told(scope),
        ]
        if repeated:
            headers.append(_REPLAYED)
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _lines(headers: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % pair for pair in headers])


def _token(scope: Scope, headers: Mapping[bytes, bytes]) -> str:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    plain = (
        scheme.lower() == b"bearer"
        and token
        and not scope["query_string"]
        and b"guichet-tenant" not in headers
        and headers.get(b"content-type", b"").partition(b";")[0] == b"application/json"
    )
    if not plain:
        raise NotPlain
    return token.decode("latin-1").strip()


async def _body(receive: Receive, read: list[Message], headers: Mapping[bytes, bytes]) -> bytes:
    length = headers.get(b"content-length", b"")
    if not length.isdigit() or int(length) > LONGEST_BODY:
        raise NotPlain
    while not read or read[-1].get("more_body"):
        message = await receive()
        read.append(message)
        if message["type"] != "http.request":
            raise NotPlain
    return read[0]["body"] if len(read) == 1 else b"".join(one["body"] for one in read)


def decoded(decoder: "msgspec.json.Decoder[Shape]", body: bytes) -> Shape:
    """What a body says.

    :raises NotPlain: nothing of this shape
    """
    if _NOT_PLAIN.search(body):
        raise NotPlain
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotPlain from fault


def _again(read: list[Message], receive: Receive) -> Receive:
    """What was read already, then the rest."""
    left = list(reversed(read))

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


def _with(send: Send, headers: list[tuple[bytes, bytes]]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *headers]}
        await send(message)

    return sending
