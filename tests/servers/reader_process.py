"""A reader of texts from telephones in a process of its own, to be killed: ``python -m
tests.servers.reader_process SYSTEM_URL REQUEST_URL SECRET``. Says ``ready`` once it runs.
"""

import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import structlog
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from guichet.gateway.leases.service import Leases
from guichet.gateway.telephones.reader import Reader
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings
from tests.gateway.telephones.scene import platform

TERM = timedelta(seconds=0.6)
"""Of the lease: the next reader need not wait long."""


async def main(system_url: str, request_url: str, secret: str) -> None:
    """Read until killed."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    clock, cipher = SystemClock(), Cipher(secret)
    system, request = (create_async_engine(database_url(one)) for one in (system_url, request_url))
    ground = Ground(
        settings=Settings(data_dir=Path(tempfile.gettempdir()), secret_key=SecretStr(secret)),
        clock=clock,
        ids=IdMaker(clock),
        request_db=RequestDatabase(request),
        system_db=SystemDatabase(system),
        reader_db=ReaderDatabase(request),
        cipher=cipher,
        outbox=Outbox(cipher),
    )
    office = platform(ground).office
    across = ground.system_db.transaction
    reader = Reader(across, office, Leases(across, "killed", TERM))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(reader.run())
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
