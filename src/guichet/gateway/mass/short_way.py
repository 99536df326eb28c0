"""The short way in: ``POST /api/v1/messages`` by an API key, for who sends thousands a second.

What goes through the whole application costs five times what accepting a message does. Here a
request is read, its key looked up, and the order given to the acceptor; the answer is the same
byte for byte. Whatever is not plain (another way to sign in, a body that is not quite right, a
key that is not good) goes the ordinary way, which says so exactly.
"""

import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
import structlog
from fastapi import FastAPI
from msgspec import Meta
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.mass.accepting import ACCEPTED, Acceptor, Asking
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.types import (
    LONGEST_TEXT,
    MOST_RECIPIENTS,
    Consent,
    Encoding,
    Order,
    Purpose,
    Recipient,
    Wording,
)
from guichet.kit.errors import Invalid, Refusal, Unavailable
from guichet.kit.ground import Ground
from guichet.kit.http import idempotency
from guichet.kit.http.edge import REQUEST_ID, Broken
from guichet.kit.http.headers import headers_for
from guichet.kit.http.limits import RequestLimits, limit_headers
from guichet.kit.http.metrics import SECONDS
from guichet.kit.http.problems import DATABASE_AWAY, refuse
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.phones import e164

PATH: Final = "/api/v1/messages"
LONGEST_BODY: Final = 1 << 20
_NOT_PLAIN = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
"""As ``kit.http.text_limits`` suspects it."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
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

_Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
_Tag = Annotated[str, Meta(min_length=1, max_length=40)]
_Value = Annotated[str, Meta(max_length=300)]
_Aware = Annotated[datetime, Meta(tz=True)]


class _Recipient(msgspec.Struct, forbid_unknown_fields=True):
    to: Annotated[str, Meta(max_length=40)]
    values: Annotated[dict[str, _Value], Meta(max_length=50)] = {}
    reference: Annotated[str, Meta(max_length=100)] | None = None


class _Messages(msgspec.Struct, forbid_unknown_fields=True):
    """What ``schemas.MessagesIn`` takes, in the forms that need no mending."""

    text: _Text
    purpose: Purpose
    recipients: Annotated[list[_Recipient], Meta(min_length=1, max_length=MOST_RECIPIENTS)]
    sender: Annotated[str, Meta(min_length=3, max_length=16)] | None = None
    send_at: _Aware | None = None
    undo_seconds: Annotated[int, Meta(ge=0, le=60)] = 0
    expires_at: _Aware | None = None
    consent: Consent = "none"
    encoding: Encoding = "auto"
    flash: bool = False
    tags: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=40)]], Meta(max_length=10)
    ] = []


_log = structlog.get_logger(__name__)
_DECODER = msgspec.json.Decoder(_Messages)


class NotPlain(Exception):
    """It has to go the ordinary way."""


class ShortWay:
    """Around the whole application."""

    def __init__(
        self,
        app: FastAPI,
        ground: Ground,
        callers: AccountCallers,
    ) -> None:
        self._app = app
        self._ground = ground
        self._callers = callers
        self._acceptor: Acceptor = app.state.acceptor
        self._limits: RequestLimits = app.state.limits
        encrypted = ground.settings.base_url.startswith("https:")
        plain = {"Content-Type": "application/json", **headers_for(PATH, encrypted=encrypted)}
        self._headers = [(k.lower().encode(), v.encode()) for k, v in plain.items()]
        self._seconds = SECONDS.labels("POST", PATH, ACCEPTED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
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
        except DATABASE_AWAY as fault:
            _log.warning("http.database_away", problem=str(fault).splitlines()[0])
            await self._refuse((scope, receive, send), Unavailable(), begun)
            return
        except Exception:  # noqa: BLE001 - the last net, as at the edge
            _log.exception("http.broken", method="POST", path=PATH)
            await self._refuse((scope, receive, send), Broken(), begun)
            return
        await self._send(scope, send, answer)
        self._seconds.observe(time.perf_counter() - begun)

    async def _refuse(
        self, asked: tuple[Scope, Receive, Send], refusal: Refusal, begun: float
    ) -> None:
        scope, receive, send = asked
        request_id = self._name(scope)
        sending = _with(send, [*self._headers[1:], *self._told(scope)])
        await refuse(Request(scope), refusal)(scope, receive, sending)
        SECONDS.labels("POST", PATH, refusal.status).observe(time.perf_counter() - begun)
        _log.info("http.refused", path=PATH, code=refusal.code, request_id=request_id)

    async def _answer(self, scope: Scope, receive: Receive, read: list[Message]) -> Answer | bytes:
        headers = {name: value for name, value in scope["headers"] if name in _TAKEN}
        token = _token(scope, headers)
        body = await _body(receive, read, headers)
        wanted = _decoded(body)
        who = await self._known(token)
        territory = await self._acceptor.territory(who.tenant_id)
        order = _order(wanted, who, territory, self._ground.clock.now())
        await self._limits.spend_in(scope, who.limit_key)
        claim = _claim(headers, who, body)
        told = await self._acceptor.ask(Asking(order, who.id, claim))
        return told if isinstance(told, Answer) else body_of(told, order)

    async def _known(self, token: str) -> Principal:
        try:
            who = await self._callers.by_known_key(token, self._ground.clock.now())
            who.demand(Right.MESSAGES_SEND)
        except Refusal as refusal:
            raise NotPlain from refusal
        return who

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
            headers.append((idempotency.REPLAYED.lower().encode(), b"true"))
        await send({"type": "http.response.start", "status": ACCEPTED, "headers": headers})
        await send({"type": "http.response.body", "body": body})


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


def _decoded(body: bytes) -> _Messages:
    if _NOT_PLAIN.search(body):
        raise NotPlain
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise NotPlain from fault


def _order(wanted: _Messages, who: Principal, territory: str, now: datetime) -> Order:
    people: list[Recipient] = []
    for one in wanted.recipients:
        number = e164(one.to, territory)
        if number is None or not all(map(_NAME.fullmatch, one.values)):
            raise NotPlain
        people.append(Recipient(number, one.values, one.reference))
    stripped = [wanted.sender or "", *wanted.tags]
    if any(one != one.strip() for one in stripped):
        raise NotPlain
    wording = Wording(
        wanted.sender,
        wanted.text,
        wanted.purpose,
        wanted.consent,
        wanted.encoding,
        wanted.flash,
        tuple(wanted.tags),
    )
    due = wanted.send_at
    if wanted.undo_seconds:
        due = max(due or now, now + timedelta(seconds=wanted.undo_seconds))
    return Order(who.tenant_id, wording, people, due, wanted.expires_at)


def _claim(headers: Mapping[bytes, bytes], who: Principal, body: bytes) -> Claim | None:
    key = headers.get(b"idempotency-key")
    if key is None:
        return None
    try:
        return idempotency.claim(who, key.decode("latin-1"), "POST", PATH, body=body)
    except Invalid as refusal:
        raise NotPlain from refusal


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
