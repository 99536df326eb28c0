"""What is told about API keys."""

from datetime import datetime
from typing import Final

from guichet.accounts.api_keys.types import ApiKey
from guichet.kit.events.types import EventKind, Json

CREATED: Final = EventKind("accounts.api_key.created")
"""A key was made; the payload's item is its public value, without the token."""
REVOKED: Final = EventKind("accounts.api_key.revoked")
"""A key was closed for good; the payload's item is its public value."""


def item_of(key: ApiKey) -> dict[str, Json]:
    """The public value of a key, as the API shows it."""
    return {
        "id": str(key.id),
        "name": key.name,
        "hint": key.hint,
        "rights": [*sorted(key.rights)],
        "created_by": str(key.created_by) if key.created_by else None,
        "created_at": key.created_at.isoformat(),
        "expires_at": _instant(key.expires_at),
        "revoked_at": _instant(key.revoked_at),
        "last_used_at": _instant(key.last_used_at),
        "per_minute": key.per_minute,
        "version": key.version,
    }


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
