"""What every role stands on: the migrated database under its roles, clock, ids."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from guichet.kit.clock import Clock, SystemClock
from guichet.kit.db import probe
from guichet.kit.db.engines import role_engines
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.kit.settings import Settings
from guichet.processes.servers import Servers

Say = Callable[[str], None]


@dataclass(frozen=True)
class Foundation:
    """Built once per process."""

    settings: Settings
    clock: Clock
    ids: IdMaker
    request_db: RequestDatabase
    system_db: SystemDatabase
    reader_db: ReaderDatabase


@contextlib.asynccontextmanager
async def lay(settings: Settings, servers: Servers, say: Say) -> AsyncIterator[Foundation]:
    """Prepare the database and build what the roles share; closed on leaving.

    :raises SchemaFault: the database cannot be used.
    """
    await probe.prepare(servers.owner_url, servers.roles, say)
    engines = role_engines(servers.owner_url, servers.roles)
    clock = SystemClock()
    try:
        yield Foundation(
            settings=settings,
            clock=clock,
            ids=IdMaker(clock),
            request_db=RequestDatabase(engines["request"]),
            system_db=SystemDatabase(engines["system"]),
            reader_db=ReaderDatabase(engines["reader"]),
        )
    finally:
        for engine in engines.values():
            await engine.dispose()
