"""Reads what carriers delivered from telephones: one process at a time, in order for each
telephone, several telephones at once. What fails again and again is put aside, and shown to the
platform.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from guichet.gateway.across import AcrossTenants
from guichet.gateway.carriers.bell import HEARD
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.telephones import repository
from guichet.gateway.telephones.engine import Board
from guichet.gateway.telephones.office import LEASE, Office
from guichet.gateway.telephones.types import Key, Text
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.leading import Leading, LeaseLost
from guichet.kit.tasks import TaskGroup

BATCH: Final = 200
AT_ONCE: Final = 8
"""Telephones dealt with at a time."""
LOOK_AGAIN: Final = timedelta(milliseconds=200)
"""How soon a text is seen that another process heard."""
MOST_FAILURES: Final = 3

log = structlog.get_logger(__name__)


class Reader:
    """One for a process of the role ``sms``."""

    def __init__(self, across: AcrossTenants, office: Office, leases: Leases) -> None:
        self._across = across
        self._office = office
        self._leases = leases
        self._failures: dict[Key, int] = {}
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Read until cancelled; another process goes on within the lease's term."""
        with HEARD.heard_by(self._awake.set):
            await Leading(self._leases, LEASE).run(self._read_again_and_again)

    async def _read_again_and_again(self, token: Token) -> None:
        while True:
            self._awake.clear()
            try:
                found = await self.read(token)
            except* DATABASE_FAULTS as faults:
                log.warning("telephones.database_away", error=str(faults.exceptions[0]))
                found = 0
            if found < BATCH:
                await self._idle()

    async def read(self, token: Token) -> int:
        """Deal with what waits; how many there were."""
        async with self._across() as session:
            texts = await repository.waiting(session, BATCH)
        if not texts:
            return 0
        board = await self._office.board(texts)
        room = asyncio.Semaphore(AT_ONCE)
        async with TaskGroup() as group:
            for line in _by_telephone(texts):
                group.create_task(self._in_order(line, board, token, room))
        return len(texts)

    async def _in_order(
        self, line: Sequence[Text], board: Board, token: Token, room: asyncio.Semaphore
    ) -> None:
        """The texts of one telephone; what fails stops those behind it until it is put aside."""
        async with room:
            for text in line:
                if not await self._deal(text, board, token):
                    return

    async def _deal(self, text: Text, board: Board, token: Token) -> bool:
        try:
            await self._office.deal(text, board, token)
        except LeaseLost:
            raise
        except DATABASE_FAULTS:
            raise
        except Exception as fault:
            failures = self._failures.pop(text.key, 0) + 1
            log.exception("telephones.not_dealt_with", attempt=failures)
            if failures < MOST_FAILURES:
                self._failures[text.key] = failures
                return False
            await self._office.fail(text, token, type(fault).__name__)
        return True

    async def _idle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN.total_seconds()):
                await self._awake.wait()


def _by_telephone(texts: Sequence[Text]) -> list[list[Text]]:
    lines: dict[str, list[Text]] = defaultdict(list)
    for one in texts:
        lines[one.sender].append(one)
    return list(lines.values())
