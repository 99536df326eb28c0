"""The log lines of requests that are answered without the framework, thousands a second: those
that are answered in the same turn of the loop have one line together.
"""

import asyncio

import structlog

_log = structlog.get_logger(__name__)


class Answered:
    """Of one operation, ``POST`` to ``path``, answered with ``status``. Loop thread only."""

    def __init__(self, path: str, status: int) -> None:
        self._path = path
        self._status = status
        self._noted: list[str] = []
        self._slowest = 0.0

    def note(self, request_id: str, seconds: float) -> None:
        """One more was answered, after so many seconds: its line is written soon."""
        if not self._noted:
            asyncio.get_running_loop().call_soon(self._write)
        self._noted.append(request_id)
        self._slowest = max(self._slowest, seconds)

    def _write(self) -> None:
        """The line: as at the edge for one; for several how many, by their ids, and the slowest."""
        noted, self._noted = self._noted, []
        slowest, self._slowest = self._slowest, 0.0
        named = (
            {"request_id": noted[0]}
            if len(noted) == 1
            else {"count": len(noted), "request_ids": noted}
        )
        _log.info(
            "http.answered",
            method="POST",
            path=self._path,
            status=self._status,
            milliseconds=round(slowest * 1000, 1),
            **named,
        )
