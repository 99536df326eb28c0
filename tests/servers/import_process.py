"""Takes the rows of a list in until it is killed: ``python -m tests.servers.import_process``."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy.ext.asyncio import create_async_engine

from guichet.crm.imports import jobs, running
from guichet.kit.cipher import Cipher
from guichet.kit.clock import SystemClock
from guichet.kit.db.engines import database_url
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.jobs import JobRun
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings

ROWS = 20
"""In one transaction, so that there is a middle to be killed in."""


async def main(arguments: Sequence[str]) -> None:
    """Take in what is left of an import, a few rows at a time."""
    *urls, folder, secret, tenant, one = arguments
    request, system, reader = (create_async_engine(database_url(url)) for url in urls)
    running.FIRST = running.MOST = running.FEWEST = ROWS
    clock, cipher = SystemClock(), Cipher(secret)
    ground = Ground(
        settings=Settings(data_dir=Path(folder), secret_key=SecretStr(secret)),
        clock=clock,
        ids=IdMaker(clock),
        request_db=RequestDatabase(request),
        system_db=SystemDatabase(system),
        reader_db=ReaderDatabase(reader),
        cipher=cipher,
        outbox=Outbox(cipher),
    )
    await jobs.run_import.run(JobRun(ground, TenantId(UUID(tenant)), 1), UUID(one))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
