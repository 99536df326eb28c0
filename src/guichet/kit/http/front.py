"""Requests of one kind that are answered without the framework, and without a task for each: read,
judged by ``AtOnce``, and written out once what they wanted is done.

The ordinary protocol serves everything else on the same connections, and whatever ``AtOnce`` does
not take: nothing of a request is lost by asking first.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol, cast

from starlette.types import ASGIApp
from uvicorn._types import ASGI3Application, HTTPScope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

LONGEST: Final = 1 << 20
"""Octets of a body that is looked at."""
Header = tuple[bytes, bytes]
Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Runs work as long as the server runs."""


class Reply(Protocol):
    """Where the answer to one request goes: one of these, once, now or later."""

    def send(self, status: bytes, headers: bytes, body: bytes) -> None:
        """The answer: its status line, and its headers but for length and date, as octets."""
        ...

    def by(self, app: ASGIApp | None, more: Mapping[str, Any] | None = None) -> None:
        """Let ``app`` answer, none: the one that answers everything else. ``more``: what it finds
        in the scope beside what stands in the request.
        """
        ...


class AtOnce(Protocol):
    """Who answers ``POST`` requests to one path."""

    target: bytes
    """The whole target of such a request."""

    def take(self, headers: Sequence[Header], body: bytes, reply: Reply) -> bool:
        """Whether it will be answered by ``reply``; if not, nothing was done. Must not block."""
        ...

    def work(self) -> Coroutine[Any, Any, None] | None:
        """What has to be run for those that were taken; none: it runs already."""
        ...


def protocol_of(at_once: AtOnce, spawn: Spawn) -> Callable[..., HttpToolsProtocol]:
    """The protocol of a server whose requests ``at_once`` sees first."""
    return partial(FrontProtocol, at_once, spawn)


class _Waiting:
    """A request that may be answered at once; stands where the ordinary protocol keeps the one it
    is working on.
    """

    def __init__(self, front: "FrontProtocol", headers: list[Header]) -> None:
        self._front = front
        self.headers = headers
        self._body = b""
        self.response_complete = False
        self.disconnected = False
        self.keep_alive = True
        self.message_event = self

    def set(self) -> None:
        """Nobody waits for more of the request: it is whole."""

    def send(self, status: bytes, headers: bytes, body: bytes) -> None:
        """See ``Reply``."""
        if not self._over():
            self._front.answered(self, status, headers, body)

    def by(self, app: ASGIApp | None, more: Mapping[str, Any] | None = None) -> None:
        """See ``Reply``."""
        if not self._over():
            self._front.passed_on(self, self._body, app, more or {})

    def take(self, at_once: AtOnce, body: bytes) -> bool:
        """Whether it will be answered."""
        self._body = body
        return at_once.take(self.headers, body, self)

    def _over(self) -> bool:
        over = self.response_complete or self.disconnected
        self.response_complete = True
        return over


class FrontProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, at_once: AtOnce, spawn: Spawn, **kept: Any) -> None:
        super().__init__(**kept)
        self._at_once = at_once
        self._spawn = spawn
        self._looked: _Waiting | None = None
        """The request being read, while it may be answered at once."""
        self._pieces: list[bytes] = []

    def on_message_begin(self) -> None:
        """The parser's: what is known of a request is put together when somebody needs it."""
        self.url = b""
        self.expect_100_continue = False
        self.headers = []
        self._looked = None

    def on_headers_complete(self) -> None:
        """The parser's."""
        if self._may_be_taken():
            self._looked, self._pieces = _Waiting(self, self.headers), []
        else:
            self._ordinary()

    def on_body(self, body: bytes) -> None:
        """The parser's."""
        if self._looked is None:
            super().on_body(body)
        else:
            self._pieces.append(body)

    def on_message_complete(self) -> None:
        """The parser's."""
        looked, self._looked = self._looked, None
        if looked is None:
            super().on_message_complete()
            return
        body = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self.cycle = cast(RequestResponseCycle, looked)
        if looked.take(self._at_once, body):
            work = self._at_once.work()
            if work is not None:
                self._spawn(work)
            return
        looked.by(None)

    def _may_be_taken(self) -> bool:
        """It is whole soon, nothing before it is unanswered, and the client reads."""
        if self.url != self._at_once.target or self.parser.get_method() != b"POST":
            return False
        lengths = [value for name, value in self.headers if name == b"content-length"]
        short = len(lengths) == 1 and lengths[0].isdigit() and int(lengths[0]) <= LONGEST
        before = cast("RequestResponseCycle | None", self.cycle)
        idle = before is None or before.response_complete
        return (
            short
            and idle
            and not self.expect_100_continue
            and not self.flow.write_paused
            and not self.parser.should_upgrade()
            and self.parser.should_keep_alive()
            and self.parser.get_http_version() == "1.1"
            and self.limit_concurrency is None
            and not self.root_path
        )

    def _ordinary(self) -> None:
        """As if nobody had asked first."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)
        super().on_headers_complete()

    def answered(self, waiting: _Waiting, status: bytes, headers: bytes, body: bytes) -> None:
        """Write an answer, then go on with what the client sent behind it."""
        if self.transport.is_closing():
            return
        out = [status, headers]
        for name, value in self.server_state.default_headers:
            out += (name, b": ", value, b"\r\n")
        if not waiting.keep_alive:
            out.append(b"connection: close\r\n")
        out += (b"content-length: %d\r\n\r\n" % len(body), body)
        self.transport.write(b"".join(out))
        if not waiting.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def passed_on(
        self, waiting: _Waiting, body: bytes, app: ASGIApp | None, more: Mapping[str, Any]
    ) -> None:
        """Let an application answer, before anything the client sent behind it."""
        path = self._at_once.target
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "root_path": self.root_path,
            "headers": waiting.headers,
            "state": self.app_state.copy(),
            "method": "POST",
            "path": path.decode(),
            "raw_path": path,
            "query_string": b"",
            **more,
        }
        cycle = RequestResponseCycle(
            scope=cast(HTTPScope, scope),
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=waiting.keep_alive,
            on_response=self.on_response_complete,
        )
        cycle.body += body
        cycle.more_body = False
        cycle.message_event.set()
        if self.cycle is cast(RequestResponseCycle, waiting):
            self.cycle = cycle  # else the client sent more meanwhile, which waits in line
        self._start_asgi_task(cycle, self.app if app is None else cast(ASGI3Application, app))
