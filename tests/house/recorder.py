"""Notes every distinct statement that Guichet's own code runs in the suite under one of the three
roles, with the values of its first run, for ``tests/house/explain.py``.
"""

import json
import re
import sys
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncSession

FOLDER = Path(__file__).resolve().parents[2] / ".statements"
TENANT = "00000000-0000-7000-8000-00000000000a"
"""Stands for the tenant a statement was run for."""
_EXPLAINABLE = re.compile(r"^\s*(SELECT|UPDATE|DELETE|WITH|INSERT.*SELECT)\b", re.I | re.S)
_ROLES = ("request", "system", "reader")


_OWN: ContextVar[bool] = ContextVar("_OWN", default=False)
"""Whether the statement being run comes from the product, not from a test."""


def _telling_who_calls(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    def call(*args: Any, **options: Any) -> Awaitable[Any]:
        own = "/src/guichet/" in sys._getframe(1).f_code.co_filename
        return _run(own, method(*args, **options))

    return call


async def _run(own: bool, doing: Awaitable[Any]) -> Any:
    token = _OWN.set(own)
    try:
        return await doing
    finally:
        _OWN.reset(token)


class Recorder:
    """Listens to all engines of this process."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], str] = {}
        self._tenants: set[str] = set()

    def listen(self) -> None:
        """Begin."""
        for name in ("execute", "scalar", "scalars", "get", "stream"):
            setattr(AsyncSession, name, _telling_who_calls(getattr(AsyncSession, name)))
        event.listen(Engine, "before_cursor_execute", self._note)
        execute = psycopg.AsyncCursor.execute

        async def noting(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
            if isinstance(query, bytes) and isinstance(params, dict):  # by kit.db.pipeline
                self._note_sent(cursor.connection, query.decode(), params)
            return await execute(cursor, query, params, **options)

        psycopg.AsyncCursor.execute = noting  # type: ignore[method-assign,assignment]  # only while the suite runs

    def write(self, worker: str) -> None:
        """Leave what was noted to whoever explains it."""
        if not self._seen:
            return
        FOLDER.mkdir(exist_ok=True)
        lines = [
            json.dumps({"role": role, "sql": values}) for (role, _), values in self._seen.items()
        ]
        (FOLDER / f"{worker}.jsonl").write_text("".join(f"{line}\n" for line in lines))

    def _note(
        self,
        connection: Connection,
        _cursor: object,
        statement: str,
        parameters: Any,
        _context: object,
        many: bool,
    ) -> None:
        driver = connection.connection.driver_connection
        if not isinstance(driver, psycopg.AsyncConnection):  # migrations
            return
        sending = driver.info.pipeline_status != psycopg.pq.PipelineStatus.OFF
        assert not sending, f"SQLAlchemy does not wait for answers in a pipeline: {statement}"
        if _OWN.get() and not many:
            self._keep(driver, statement, parameters)

    def _note_sent(
        self, driver: psycopg.AsyncConnection[Any], statement: str, parameters: dict[str, Any]
    ) -> None:
        if "guichet.tenant_id" in statement:
            self._tenants.add(str(parameters.get("tenant")))
        self._keep(driver, statement, parameters)

    def _keep(self, driver: psycopg.AsyncConnection[Any], statement: str, parameters: Any) -> None:
        role = driver.info.user.rpartition("_")[2]
        if role not in _ROLES or not _EXPLAINABLE.match(statement):
            return
        if (role, statement) not in self._seen:
            filled = psycopg.AsyncClientCursor(driver).mogrify(statement, parameters or None)
            self._seen[role, statement] = self._for_any_tenant(filled)

    def _for_any_tenant(self, statement: str) -> str:
        for tenant in self._tenants:
            statement = statement.replace(tenant, TENANT)
        return statement


def forget() -> None:
    """Begin a run with nothing noted."""
    for path in FOLDER.glob("*.jsonl"):
        path.unlink()


def recorded() -> list[tuple[str, str]]:
    """Roles and statements noted by the last run, each once."""
    lines = [line for path in FOLDER.glob("*.jsonl") for line in path.read_text().splitlines()]
    return sorted({(item["role"], item["sql"]) for item in map(json.loads, lines)})
