"""What a process stands on: every engine and tool, built once in ``processes``."""

from dataclasses import dataclass

from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock
from guichet.kit.db.sessions import ReaderDatabase, RequestDatabase, SystemDatabase
from guichet.kit.ids import IdMaker
from guichet.kit.mail.service import Outbox
from guichet.kit.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The parts handed to the rooms. Endpoints take them from ``kit.http.deps``, jobs and
    consumers from the process that runs them.
    """

    settings: Settings
    clock: Clock
    ids: IdMaker
    request_db: RequestDatabase
    system_db: SystemDatabase
    """All tenants: for the accounts room, the edge and ``processes`` only (a house test looks)."""
    reader_db: ReaderDatabase
    cipher: Cipher
    """Secrets at rest, and keys for single purposes, from the master secret."""
    outbox: Outbox
    """Takes mails in the transaction of the deed; the postman sends them after its commit."""
