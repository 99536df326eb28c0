"""The bells of reports across processes: who tells hears at once that there is something to tell,
wherever it was committed. Nothing is lost when a bell is not heard: who tells looks now and then.
"""

import asyncio
import secrets
from contextlib import AsyncExitStack
from functools import partial
from typing import cast

from nats.aio.msg import Msg

from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.types import ReportKind
from guichet.kit.bus import Bus

SUBJECT = "guichet.reports"


class ReportBells:
    """One for a process; ``run`` is a part of it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._own = secrets.token_hex(8)
        self._rung: set[ReportKind] = set()
        self._something = asyncio.Event()
        self._echo = False

    async def run(self) -> None:
        """Pass on what rings here, and ring what is heard, until cancelled."""
        async with AsyncExitStack() as stack:
            for kind, bell in REPORTED.items():
                stack.enter_context(bell.heard_by(partial(self._ring, kind)))
            await stack.enter_async_context(
                self._bus.subscribed(SUBJECT, self._hear, self._ring_all_here)
            )
            while True:
                await self._something.wait()
                self._something.clear()
                rung, self._rung = self._rung, set()
                for kind in rung:
                    await self._bus.publish(SUBJECT, f"{self._own} {kind}".encode())

    def _ring(self, kind: ReportKind) -> None:
        if not self._echo:
            self._rung.add(kind)
            self._something.set()

    async def _hear(self, message: Msg) -> None:
        own, _, kind = message.data.decode(errors="replace").partition(" ")
        if own != self._own and kind in REPORTED:
            self._ring_here(cast(ReportKind, kind))

    def _ring_all_here(self) -> None:
        for kind in REPORTED:
            self._ring_here(kind)

    def _ring_here(self, kind: ReportKind) -> None:
        self._echo = True
        try:
            REPORTED[kind].ring()
        finally:
            self._echo = False
