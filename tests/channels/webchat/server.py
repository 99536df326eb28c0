"""The visitors' socket over the real intake, on a port of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from guichet.desk.service import ended_by_person
from guichet.gateway.contract import QuotasPort, Tools
from guichet.gateway.registry import discover
from guichet.intake.sink import IntakeSink
from guichet.interactions.service import record_progress
from guichet.kit.cipher import Cipher
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.mail.service import Outbox
from guichet.kit.work import UnitOfWork
from tests.channels.webchat.peer import OneDoor, routes
from tests.servers.asgi import served

OUTBOX = Outbox(Cipher("m" * 32))
SECRET = "the-shops-secret-of-32-characters"


@asynccontextmanager
async def running(
    tools: Tools, request_db: RequestDatabase, doors: OneDoor, quotas: QuotasPort | None = None
) -> AsyncIterator[str]:
    """Gives where it is served."""
    open_work = UnitOfWork(request_db, tools.clock, tools.ids)
    sink = IntakeSink(
        open_work,
        discover(),
        tools.signals,
        record_progress,
        OUTBOX,
        person_gone=ended_by_person,
    )
    async with served(Starlette(routes=routes(tools, sink, doors, quotas=quotas))) as address:
        yield address
