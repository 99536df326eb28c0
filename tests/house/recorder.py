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
        role = (connection.engine.url.username or "").rpartition("_")[2]
        if isinstance(parameters, dict) and "guichet.tenant_id" in statement:
            self._tenants.add(str(parameters.get("tenant")))
        if not _OWN.get() or many or role not in _ROLES or not _EXPLAINABLE.match(statement):
            return
        if (role, statement) not in self._seen:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.AsyncConnection)
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
