"""A process that carries, to be killed: ``python -m benches.carrying.process URL NAME``."""

import sys

import uvloop

from benches.carrying.house import runner_of
from guichet.gateway.carriers.tally import Tally
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import PoolBudget, database_url, role_engines
from guichet.kit.db.roles import Roles
from guichet.kit.db.sessions import SystemDatabase


async def main(url: str, name: str) -> None:
    """Carry until killed."""
    engines = role_engines(database_url(url), Roles("guichet", "bench"), PoolBudget(system=4))
    db = SystemDatabase(engines["system"])
    await runner_of(db, SystemClock(), name, Tally()).run()


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:3]))
