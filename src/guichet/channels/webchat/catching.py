"""What an open page may have missed, told from what is stored."""

import asyncio

import structlog

from guichet.channels.webchat import answers
from guichet.channels.webchat.guest import Guest
from guichet.channels.webchat.outbox import Outbox
from guichet.gateway.contract import Front
from guichet.gateway.types import History, Since
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal

HISTORY = 50
SOON, LATER = 1.0, 5.0
"""Seconds until a page that was cut off from signals reads what it missed; again later, for other
processes come back to NATS at moments of their own, and what they said before was heard by nobody.
"""
AWAY: tuple[type[Exception], ...] = (Refusal, *DATABASE_FAULTS)

log = structlog.get_logger(__name__)


class CatchUp:
    """Signals are said once and kept nowhere. After an interruption the page is told again what is
    newer than it was known to hold, and what is not known to have reached it; a message that it
    holds already is no news to it.
    """

    def __init__(self, front: Front, guest: Guest, outbox: Outbox) -> None:
        self._front = front
        self._guest = guest
        self._outbox = outbox
        self._since: Since | None = None
        self._wanted = asyncio.Event()
        spread = guest.visitor.int % 1_000 / 1_000
        self._pauses = [pause * (0.5 + spread) for pause in (SOON, LATER)]
        """Pages come one after the other."""

    def want(self) -> None:
        """Signals were lost, it may be."""
        self._wanted.set()

    def holds(self, history: History, since: Since | None = None) -> None:
        """The page has this, and what is not newer than ``since``."""
        last = history.said[-1].line if history.said else None
        if last is not None:
            self._since = Since(last.interaction_id, last.seq)
        elif since is not None:
            self._since = since

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            for pause in self._pauses:
                await asyncio.sleep(pause)
                await self._tell()

    async def _tell(self) -> None:
        door, guest = self._guest.door, self._guest
        try:
            history = await self._front.sink.history(door, guest.person, self._since, HISTORY)
        except AWAY:
            log.warning("webchat.not_caught_up", exc_info=True)
            self._wanted.set()
            return
        address = self._front.tools.file_address
        for said in history.said:
            message = answers.said_message(said, lambda file: address(door.tenant_id, file))
            self._outbox.tell({"op": "message", "message": message})
        self._tell_end(history)
        self.holds(history)

    def _tell_end(self, history: History) -> None:
        guest, newest = self._guest, history.interaction_id
        if newest is not None and guest.interaction == newest and not history.open:
            self._outbox.tell(answers.ended(str(newest), rate=guest.settings.rating))
        guest.interaction = newest if history.open else None
