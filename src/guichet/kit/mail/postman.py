"""The postman: sends what is in the outbox, after the commit, until it is taken or too old."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.cipher import CannotDecrypt
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.mail import pacing, repository
from guichet.kit.mail.service import Outbox
from guichet.kit.mail.types import MailFault, Posted, Sender

_log = structlog.stdlib.get_logger(__name__)

AT_ONCE: Final = 10
LEASE: Final = timedelta(minutes=2)
"""Longer than a sender may take: nobody else tries a mail meanwhile, and after a crash it is
tried again.
"""
LOOK_AGAIN: Final = timedelta(seconds=2)
"""How soon mails accepted by other processes are noticed."""


class Nowhere:
    """The sender of the demo: the outbox page is where mails are read."""

    async def send(self, posted: Posted) -> None:
        """Nothing to do."""


class Postman:
    """Runs in the worker; several in several processes share the work."""

    def __init__(
        self,
        system_db: SystemDatabase,
        outbox: Outbox,
        sender: Sender,
        clock: Clock,
        *,
        keep: bool = False,
    ) -> None:
        """``keep``: the content stays readable after sending, as the demo wants."""
        self._db = system_db
        self._outbox = outbox
        self._sender = sender
        self._clock = clock
        self._keep = keep

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            self._outbox.posted.clear()
            if not await self.round():
                await self._rest()

    async def round(self) -> int:
        """Send what is due, a handful at once; gives how many were tried."""
        now = self._clock.now()
        async with self._db.transaction() as session:
            taken = await repository.claim(session, now, now + LEASE, AT_ONCE)
        await asyncio.gather(*(self._deliver(row) for row in taken))
        return len(taken)

    async def _deliver(self, row: repository.Claimed) -> None:
        fault = await self._fault_of(row)
        async with self._db.transaction() as session:
            if fault is None:
                now = self._clock.now()
                await repository.mark_sent(session, row.tenant_id, row.id, now, keep=self._keep)
            else:
                await self._put_off(session, row, fault)

    async def _fault_of(self, row: repository.Claimed) -> MailFault | None:
        try:
            mail = self._outbox.open(row.id, row.sealed)
            await self._sender.send(Posted(row.id, mail, row.attempts, row.created_at))
        except CannotDecrypt as fault:
            return MailFault(str(fault), final=True)
        except MailFault as fault:
            return fault
        return None

    async def _put_off(
        self, session: AsyncSession, row: repository.Claimed, fault: MailFault
    ) -> None:
        again = pacing.next_try(row.attempts, row.created_at, self._clock.now())
        if fault.final or again is None:
            _log.error("mail given up", mail=str(row.id), reason=str(fault))
            await repository.mark_failed(session, row.tenant_id, row.id, str(fault))
        else:
            _log.warning("mail put off", mail=str(row.id), reason=str(fault), until=str(again))
            await repository.put_off(session, row.tenant_id, row.id, again, str(fault))

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN.total_seconds()):
                await self._outbox.posted.wait()
