"""What is asked of a process from outside: health, readiness, metrics."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from guichet.kit.settings import Settings


class Outside:
    """Answers what operators' tools ask; everything else goes to ``app``.

    ``/healthz``: the process lives. ``/readyz``: it takes requests. ``/metrics``: Prometheus,
    only for the addresses of ``GUICHET_METRICS_FROM``.
    """

    def __init__(self, app: ASGIApp, settings: Settings, ready: Callable[[], str]) -> None:
        self._app = app
        self._ready = ready
        self._watchers = [ip_network(part.strip()) for part in settings.metrics_from.split(",")]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        path = scope.get("path", "") if scope["type"] == "http" else ""
        if path == "/healthz":
            await _answer(send, 200, "alive\n")
        elif path == "/readyz":
            missing = self._ready()
            await _answer(send, 503 if missing else 200, missing + "\n" if missing else "ready\n")
        elif path == "/metrics" and self._may_watch(scope):
            from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

            await _answer(send, 200, generate_latest().decode(), CONTENT_TYPE_LATEST)
        else:
            await self._app(scope, receive, send)

    def _may_watch(self, scope: Scope) -> bool:
        client = scope.get("client")
        try:
            address = ip_address(client[0]) if client else None
        except ValueError:
            return False
        return address is not None and any(address in network for network in self._watchers)


async def _answer(send: Send, status: int, text: str, kind: str = "text/plain") -> None:
    body = text.encode()
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
