"""What every role stands on: the migrated database under its roles, the bus, clock and ids."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from sqlalchemy import URL

from guichet.kit.bus import Bus
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db import probe
from guichet.kit.db.engines import PoolBudget, role_engines
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from guichet.kit.upkeep.jobs import make_months_ahead
from guichet.processes.jobs import keep_mass_sending
from guichet.processes.parts import Part
from guichet.processes.reports import ReportBells
from guichet.processes.servers import Servers

Say = Callable[[str], None]


@dataclass(frozen=True)
class Foundation:
    """Built once per process."""

    ground: Ground
    bus: Bus
    owner_url: URL
    roles: Roles

    def parts(self) -> list[Part]:
        """Background parts every role needs."""
        return [Part("bus", self.bus.run), Part("bells of reports", ReportBells(self.bus).run)]


@contextlib.asynccontextmanager
async def lay(settings: Settings, servers: Servers, say: Say) -> AsyncIterator[Foundation]:
    """Prepare the database and build what the roles share; closed on leaving.

    :raises SchemaFault: the database cannot be used.
    """
    await probe.prepare(servers.owner_url, servers.roles, say)
    budget = PoolBudget.within(settings.database_connections)
    engines = role_engines(servers.owner_url, servers.roles, budget)
    bus, clock = Bus(servers.nats_url), SystemClock()
    cipher = Cipher(servers.secret)
    ground = Ground(
        settings=settings,
        clock=clock,
        ids=IdMaker(clock),
        request_db=RequestDatabase(engines["request"], bus.nudge),
        system_db=SystemDatabase(engines["system"], bus.nudge),
        reader_db=ReaderDatabase(engines["reader"]),
        cipher=cipher,
        outbox=Outbox(cipher),
    )
    try:
        await make_months_ahead.run(ground)
        await keep_mass_sending.run(ground)
        yield Foundation(ground, bus, servers.owner_url, servers.roles)
    finally:
        for engine in engines.values():
            await engine.dispose()
