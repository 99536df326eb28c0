"""A mail, and whoever can send one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

State = Literal["waiting", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one person."""

    to: str
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail in the outbox."""

    id: UUID
    mail: Mail
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Readable:
    """A mail as the demo's outbox page shows it."""

    id: UUID
    mail: Mail
    state: State
    created_at: datetime


class MailFault(Exception):
    """A mail was not taken. ``final``: it never will be. The text says why, without addresses of
    others, and names no secret.
    """

    def __init__(self, reason: str, *, final: bool) -> None:
        self.final = final
        super().__init__(reason)


class Sender(Protocol):
    """Brings mails on their way."""

    async def send(self, posted: Posted) -> None:
        """Hand the mail over. Coming back without a fault means somebody else is responsible for
        it now. Takes 30 seconds at most; sending one twice is possible, and it then has the same
        ``Message-ID``.

        :raises MailFault: it was not taken.
        """
        ...
