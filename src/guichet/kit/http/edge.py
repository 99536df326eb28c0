"""The outermost layer of every request: its id, its log line, its headers, its last net."""

import re
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guichet.kit.errors import Forbidden, Refusal
from guichet.kit.ground import Ground
from guichet.kit.http.headers import headers_for
from guichet.kit.http.limits import limit_headers
from guichet.kit.http.metrics import SECONDS
from guichet.kit.http.origin import is_forged, own_origins
from guichet.kit.http.problems import refuse

REQUEST_ID = "X-Request-Id"

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_log = structlog.get_logger(__name__)


class Broken(Refusal):
    """A fault of ours. Nothing was changed; the log has it under the request's id."""

    status = 500
    default_code = "broken"


class Edge:
    """Around the whole application."""

    def __init__(self, app: ASGIApp, ground: Ground) -> None:
        self._app = app
        self._ground = ground
        self._base_url = ground.settings.base_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers, self._ground)
        scope["guichet.request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "http":
                await self._serve(scope, receive, send, headers)
            else:
                await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        answering = _Answering(send, scope, self._base_url.startswith("https:"))
        begun = time.perf_counter()
        try:
            self._check_origin(scope, headers)
            await self._app(scope, receive, answering.send)
        except Refusal as refusal:
            await refuse(Request(scope), refusal)(scope, receive, answering.send)
        except Exception:  # noqa: BLE001 - the last net: logged, and answered as far as possible
            _log.exception("http.broken", method=scope["method"], path=scope["path"])
            if not answering.begun:
                await refuse(Request(scope), Broken())(scope, receive, answering.send)
        finally:
            _account(scope, answering.status, time.perf_counter() - begun)

    def _check_origin(self, scope: Scope, headers: Mapping[str, str]) -> None:
        own = own_origins(headers.get("host"), self._base_url, scope.get("scheme", "http"))
        if scope["path"].startswith("/api/") and is_forged(scope["method"], headers, own):
            raise Forbidden("cross_site")


class _Answering:
    """Adds the headers to the answer and notes its status."""

    def __init__(self, send: Send, scope: Scope, encrypted: bool) -> None:
        self._send = send
        self._scope = scope
        self._encrypted = encrypted
        self.status = 0

    @property
    def begun(self) -> bool:
        """Whether the answer is under way: another one is then impossible."""
        return self.status != 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        wanted = headers_for(self._scope["path"], encrypted=self._encrypted)
        for name, value in wanted.items():
            headers.setdefault(name, value)
        headers.update(limit_headers(self._scope))
        headers[REQUEST_ID] = self._scope["guichet.request_id"]


def _request_id(headers: Mapping[str, str], ground: Ground) -> str:
    given = headers.get(REQUEST_ID.lower(), "")
    return given if _SANE_ID.fullmatch(given) else ground.ids.new().hex


def _account(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    SECONDS.labels(scope["method"], route, status).observe(seconds)
    _log.info(
        "http.answered",
        method=scope["method"],
        path=scope["path"],
        status=status,
        milliseconds=round(seconds * 1000, 1),
    )
