"""The web server of a process: its port taken first, uvicorn under our own signals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp

from guichet.kit.engines.process import program
from guichet.kit.faults import OperatorFault
from guichet.kit.http.front import AtOnce, protocol_of
from guichet.kit.settings import Settings
from guichet.kit.tasks import TaskGroup

_log = structlog.stdlib.get_logger(__name__)
DRAIN = 10
"""Seconds given to requests under way when the process is asked to end."""
IDLE = 75
"""Seconds that a connection may rest between two requests. Longer than proxies keep theirs (60 by
default in nginx), so that it is they who close: what closes as a request is sent fails it.
"""


class PortFault(OperatorFault):
    """The web server's address cannot be used. The text is one line naming the setting."""


def bind(settings: Settings) -> socket.socket:
    """Take the web server's port, before anything costly is started.

    :raises PortFault: somebody has it, or the address is not of this machine.
    """
    host, port = settings.http_host, settings.http_port
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.socket(family)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except socket.gaierror:
        raise PortFault(f"GUICHET_HTTP_HOST={host}: no such address") from None
    except PermissionError:
        raise PortFault(
            f"GUICHET_HTTP_PORT={port}: ports below 1024 need root: choose a higher one and put"
            " a reverse proxy before it"
        ) from None
    except OSError as fault:
        raise PortFault(_why_not(settings, fault)) from None
    return taken


def _why_not(settings: Settings, fault: OSError) -> str:
    port = settings.http_port
    if "in use" not in str(fault):
        return f"GUICHET_HTTP_HOST={settings.http_host}: {fault.strerror}"
    holder = _listener(port)
    by = f" by {holder}" if holder else ""
    return f"GUICHET_HTTP_PORT={port}: the port is in use{by}; stop that or set another port"


def _listener(port: int) -> str:
    """Who listens on a TCP port of this machine, if the kernel tells us."""
    import psutil  # type: ignore[import-untyped]  # it publishes no types

    with contextlib.suppress(psutil.Error, OSError):
        for link in psutil.net_connections("tcp"):
            if link.status == psutil.CONN_LISTEN and link.laddr.port == port and link.pid:
                return f"process {link.pid} ({program(link.pid)})"
    return ""


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling: the process decides when to end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


@contextlib.asynccontextmanager
async def listening(
    app: ASGIApp, taken: socket.socket, settings: Settings, at_once: AtOnce | None = None
) -> AsyncIterator[None]:
    """Serve ``app`` on ``taken``; ``at_once`` sees requests first. On leaving, requests under way
    get ``DRAIN`` seconds.
    """
    async with TaskGroup() as group:
        http: Any = "httptools" if at_once is None else protocol_of(at_once, group.create_task)
        server = _server(app, settings, http)
        running = group.create_task(server.serve([taken]), name="web server")
        try:
            while not server.started and not running.done():  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.005)
            yield
        finally:
            server.should_exit = True


def _server(app: ASGIApp, settings: Settings, http: Any) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            loop="none",
            http=http,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_ping_interval=None,  # our pages ask by themselves, and silent ones are cut off
            ws_max_size=1024 * 1024,
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=DRAIN,
            timeout_keep_alive=IDLE,
            backlog=2048,
        )
    )
