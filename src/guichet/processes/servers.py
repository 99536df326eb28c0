"""The two servers Guichet stands on: those whose addresses are set, else the embedded ones."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import structlog
from sqlalchemy import URL

from guichet.kit.db.engines import database_url
from guichet.kit.db.roles import Roles
from guichet.kit.engines.account import engine_account
from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.home import DataHome, InUse
from guichet.kit.engines.nats import EmbeddedNats
from guichet.kit.engines.postgres import EmbeddedPostgres
from guichet.kit.metrics import ENGINE_RESTARTS
from guichet.kit.settings import Settings
from guichet.kit.tasks import TaskGroup

_log = structlog.stdlib.get_logger(__name__)
Say = Callable[[str], None]
_OTHER_CONNECTIONS = 20
"""Beside those of the process: commands, migrations, backups, a look inside."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
"""Seconds between attempts to restart a server that ended."""


class Engine(Protocol):
    """An embedded server."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def wait(self) -> int: ...
    def last_words(self) -> str: ...


@dataclass(frozen=True)
class Servers:
    """Where the servers are, and under which roles to enter the database."""

    owner_url: URL
    nats_url: str
    roles: Roles
    secret: str
    home: DataHome
    embedded: dict[str, Engine]
    """Those started by this process, by name."""

    async def supervise(self) -> None:
        """Restart embedded servers that end, until cancelled."""
        async with TaskGroup() as group:
            for name, engine in self.embedded.items():
                group.create_task(_keep(name, engine), name=f"engine {name}")


@contextlib.asynccontextmanager
async def open_servers(
    settings: Settings, say: Say, *, new_secret: bool = False
) -> AsyncIterator[Servers]:
    """The servers for ``guichet serve``: embedded ones are started, and stopped on leaving.

    :param new_secret: a master secret may be made beside a database of the operator's, because
        a restore puts that of its backup in its place.
    :raises EngineFault: a server cannot start, or the data directory is in use.
    """
    home = DataHome(settings.data_dir)
    home.make()
    async with contextlib.AsyncExitStack() as stack:
        embedded = _embedded(settings, home, say)
        if embedded:
            stack.enter_context(home.locked())
            stack.push_async_callback(_stop_all, embedded)
            await _start_all(embedded)
        if new_secret:
            home.secret()
        yield _servers(settings, home, embedded, say)


@contextlib.asynccontextmanager
async def reach_servers(settings: Settings, say: Say) -> AsyncIterator[Servers]:
    """The servers for one command: those of a running ``guichet serve`` if there is one."""
    try:
        async with open_servers(settings, say) as servers:
            yield servers
    except InUse:
        yield _servers(settings, DataHome(settings.data_dir), {}, say)


def _embedded(settings: Settings, home: DataHome, say: Say) -> dict[str, Engine]:
    """The servers this process has to start."""
    engines: dict[str, Engine] = {}
    if not settings.database_url:
        engines["postgresql"] = _postgres(settings, home, say)
    if not settings.nats_url:
        engines["nats"] = _nats(settings, home, say)
    return engines


def _postgres(settings: Settings, home: DataHome, say: Say) -> EmbeddedPostgres:
    account = engine_account(settings.engine_user)
    connections = settings.database_connections + _OTHER_CONNECTIONS
    return EmbeddedPostgres(home.postgres, connections=connections, account=account, say=say)


def _nats(settings: Settings, home: DataHome, say: Say) -> EmbeddedNats:
    return EmbeddedNats(home.nats, account=engine_account(settings.engine_user), say=say)


def _servers(settings: Settings, home: DataHome, embedded: dict[str, Engine], say: Say) -> Servers:
    owner = database_url(settings.database_url or _postgres(settings, home, say).url())
    secret = _secret(settings, home)
    return Servers(
        owner_url=owner,
        nats_url=settings.nats_url or _nats(settings, home, say).url,
        # Roles belong to the whole server: the database's name keeps two Guichets apart.
        roles=Roles(owner.database or "guichet", secret),
        secret=secret,
        home=home,
        embedded=embedded,
    )


def _secret(settings: Settings, home: DataHome) -> str:
    """The master secret. A new one is never made for a server that outlives this directory: the
    next machine would have another, and lock the first one out.

    :raises EngineFault: it is missing
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    if settings.database_url and not home.has_secret():
        raise EngineFault(
            "GUICHET_SECRET_KEY is missing: a database of yours needs a master secret of yours, at"
            " least 32 characters, the same for every process (openssl rand -hex 32 makes one)"
        )
    return home.secret()


async def _start_all(engines: dict[str, Engine]) -> None:
    try:
        async with TaskGroup() as group:
            for engine in engines.values():
                group.create_task(engine.start())
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None


async def _stop_all(engines: dict[str, Engine]) -> None:
    await asyncio.gather(*(engine.stop() for engine in engines.values()))


async def _keep(name: str, engine: Engine) -> None:
    pause = _FIRST_PAUSE
    while True:
        begun = time.monotonic()
        code = await engine.wait()
        if time.monotonic() - begun > _LONGEST_PAUSE:
            pause = _FIRST_PAUSE
        _log.error("engine ended", engine=name, code=code, words=engine.last_words())
        pause = await _restart(name, engine, pause)


async def _restart(name: str, engine: Engine, pause: float) -> float:
    """Start it again, however often it takes; gives the pause to make before the next time."""
    while True:
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
        try:
            await engine.start()
        except EngineFault as fault:
            _log.error("engine does not start", engine=name, fault=str(fault), again_in=pause)
        else:
            ENGINE_RESTARTS.labels(name).inc()
            _log.warning("engine restarted", engine=name)
            return pause
