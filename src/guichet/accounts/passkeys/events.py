"""What is told about passkeys, on the platform's own stream: a user is of no one tenant."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from guichet.accounts.audit.types import PLATFORM_CHAIN
from guichet.accounts.passkeys.types import Passkey
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.work import Work

ADDED: Final = EventKind("accounts.passkey.added")
"""A user added a passkey; the payload's item is its public value."""
RENAMED: Final = EventKind("accounts.passkey.renamed")
"""A user gave a passkey another name; the payload's item is its public value."""
SUSPENDED: Final = EventKind("accounts.passkey.suspended")
"""The counter of a passkey went back, so it opens nothing any more; the item is its value."""
REMOVED: Final = EventKind("accounts.passkey.removed")
"""A user removed a passkey; the payload's item is its last public value."""


def item_of(passkey: Passkey) -> dict[str, Json]:
    """The public value of a passkey, as the API shows it."""
    return {
        "id": str(passkey.id),
        "user_id": str(passkey.user_id),
        "name": passkey.name,
        "synced": passkey.credential.synced,
        "created_at": passkey.created_at.isoformat(),
        "last_used_at": _instant(passkey.last_used_at),
        "suspended_at": _instant(passkey.suspended_at),
    }


async def tell(work: Work, kind: EventKind, passkey: Passkey) -> None:
    """Write the event of a change of ``passkey``."""
    subject = f"passkey:{passkey.id}"
    event = NewEvent(kind, subject, passkey.version, {"item": item_of(passkey)})
    await replace(work, tenant_id=PLATFORM_CHAIN).record(event)


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
