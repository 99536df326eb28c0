"""The outbox: a mail is accepted in the transaction of the deed it tells, and sent after it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.cipher import Cipher
from guichet.kit.mail import repository
from guichet.kit.mail.types import Mail, Readable, State
from guichet.kit.work import Work

KEPT: Final = timedelta(days=30)
"""How long it is remembered that a mail was sent or given up."""


class Outbox:
    """Takes mails. One per process."""

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher
        self.posted = asyncio.Event()
        """Set when a mail was accepted in this process, for its postman."""

    async def post(self, work: Work, mail: Mail) -> UUID:
        """Accept ``mail``: it is sent exactly if the work is committed, in time, at least once.
        Gives its id.
        """
        mail_id = work.ids.new()
        sealed = self._cipher.encrypt(json.dumps(asdict(mail)).encode(), _context(mail_id))
        await repository.add(work.session, work.tenant_id, mail_id, sealed, work.now)
        work.after_commit(self.posted.set)
        return mail_id

    def open(self, mail_id: UUID, sealed: bytes) -> Mail:
        """The mail in its box.

        :raises CannotDecrypt: the box was changed, or the master secret is another one.
        """
        return Mail(**json.loads(self._cipher.decrypt(sealed, _context(mail_id))))

    async def newest(self, session: AsyncSession, limit: int = 50) -> Sequence[Readable]:
        """The newest mails with their content, for the outbox page of the demo. Needs the system
        role.
        """
        return [
            Readable(row.id, self.open(row.id, row.sealed), cast(State, row.state), row.created_at)
            for row in await repository.newest(session, limit)
            if row.sealed is not None
        ]


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Delete mails from before ``KEPT``; gives how many. Needs the system role."""
    return await repository.forget(session, now - KEPT)


def _context(mail_id: UUID) -> str:
    return f"mail:{mail_id}"
