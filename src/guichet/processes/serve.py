"""One process of Guichet: its servers and its roles, from start to orderly end."""

import asyncio
import contextlib
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

from starlette.routing import BaseRoute

from guichet.kit.events.feed import EventFeed
from guichet.kit.metrics import READY
from guichet.kit.settings import Settings
from guichet.kit.tasks import TaskGroup
from guichet.processes import channels, listener, router, sms, worker
from guichet.processes.collecting import Collecting
from guichet.processes.foundation import Foundation, lay
from guichet.processes.outside import Outside
from guichet.processes.parts import Part, keep
from guichet.processes.roles import Role, absent
from guichet.processes.servers import Servers, open_servers
from guichet.processes.web import Web

Say = Callable[[str], None]


@dataclass(frozen=True)
class Process:
    """What this process was asked to be."""

    settings: Settings
    roles: frozenset[Role]
    say: Say
    begun: float = field(default_factory=time.monotonic)


class Ending:
    """The wish that the process ends (SIGTERM, SIGINT). While it starts, and when asked twice,
    it ends at once; else in order.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.ready = False
        loop, main = asyncio.get_running_loop(), asyncio.current_task()
        if main is not None:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._hear, main)

    def _hear(self, main: "asyncio.Task[object]") -> None:
        if not self.ready or self.asked.is_set():
            main.cancel()
        self.asked.set()

    def missing(self) -> str:
        """Why the process takes no requests; empty when it does."""
        if self.asked.is_set():
            return "stopping"
        return "" if self.ready else "starting"


async def serve(process: Process) -> None:
    """Serve the roles of ``process`` until SIGTERM or SIGINT.

    :raises OperatorFault: it cannot start; one line says why.
    """
    ending = Ending()
    if missing := absent(process.roles):
        process.say(missing)
    with _port(process) as taken:
        settings = _settled(process.settings, taken)
        async with (
            open_servers(settings, process.say) as servers,
            lay(settings, servers, process.say) as foundation,
            _seeded(foundation, process.say),
            _roles(process, foundation, servers, ending, taken),
        ):
            ending.ready = True
            READY.set(1)
            process.say(_greeting(process, taken))
            await ending.asked.wait()
            READY.set(0)
            process.say("stopping")


def _settled(settings: Settings, taken: socket.socket | None) -> Settings:
    """The settings with the port the kernel chose, where any would do."""
    if taken is None or settings.http_port:
        return settings
    return settings.model_copy(update={"http_port": taken.getsockname()[1]})


@contextlib.asynccontextmanager
async def _seeded(foundation: Foundation, say: Say) -> AsyncIterator[None]:
    """In demo mode an empty installation is filled before anybody is let in."""
    if foundation.ground.settings.demo:
        from guichet.processes import demo  # what only the demo needs

        await demo.seed(foundation.ground, say)
    yield


@contextlib.contextmanager
def _port(process: Process) -> Iterator[socket.socket | None]:
    if Role.WEB not in process.roles:
        yield None
        return
    with listener.bind(process.settings) as taken:
        yield taken


@contextlib.asynccontextmanager
async def _roles(
    process: Process,
    foundation: Foundation,
    servers: Servers,
    ending: Ending,
    taken: socket.socket | None,
) -> AsyncIterator[None]:
    """Everything the roles run, until left."""
    peers = channels.of(foundation)
    parts = [Part("garbage collector", Collecting().run)]
    parts += [*foundation.parts(), *channels.parts(peers)]
    if servers.embedded:
        parts.append(Part("engines", servers.supervise))
    feed = EventFeed(foundation.ground.system_db, foundation.bus)
    if taken or process.roles & {Role.ROUTER, Role.WORKER}:
        parts.append(Part("event feed", feed.run))
    if Role.WORKER in process.roles:
        parts += worker.parts(foundation, feed)
    if Role.SMS in process.roles:
        parts += sms.parts(foundation, peers)
    if Role.ROUTER in process.roles:
        parts += router.parts(foundation, feed, peers.performer)
    pages: list[BaseRoute] = []
    if process.settings.demo:
        from guichet.processes.demo_show import Show  # what only the demo needs

        show = Show(foundation.ground, ending.asked, carries=Role.SMS in process.roles)
        parts += show.parts()
        pages = show.routes()
    web = Web(foundation, peers, feed, pages) if taken else None
    async with _running(parts + (web.parts() if web else [])), _listening(web, taken, ending):
        yield


@contextlib.asynccontextmanager
async def _running(parts: list[Part]) -> AsyncIterator[None]:
    """Run ``parts`` in the background; cancelled on leaving."""
    async with TaskGroup() as group:
        tasks = [group.create_task(keep(part), name=part.name) for part in parts]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()


@contextlib.asynccontextmanager
async def _listening(
    web: Web | None, taken: socket.socket | None, ending: Ending
) -> AsyncIterator[None]:
    if web is None or taken is None:
        yield
        return
    settings = web.settings
    app = Outside(web.front, settings, ending.missing)
    async with listener.listening(app, taken, settings, web.front):
        yield


def _greeting(process: Process, taken: socket.socket | None) -> str:
    took = f"ready after {time.monotonic() - process.begun:.1f} s"
    if taken is None:
        return took
    host = process.settings.http_host
    # A name and not its number: browsers refuse passkeys at a number.
    named = "localhost" if host == "127.0.0.1" else host
    return f"{took}: http://{named}:{taken.getsockname()[1]}"
