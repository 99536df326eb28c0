"""What is told about SMPP accounts."""

from typing import Final

from guichet.gateway.clients.types import SmppAccount
from guichet.kit.events.types import EventKind, Json, NewEvent

CREATED: Final = EventKind("gateway.smpp_account.created")
"""An account was made; the payload's item is its public value, without the password."""
CHANGED: Final = EventKind("gateway.smpp_account.changed")
"""An account was changed, or its password was; the payload's item is its public value."""
CLOSED: Final = EventKind("gateway.smpp_account.closed")
"""An account was closed for good; the payload's item is its public value."""


def account_item(one: SmppAccount) -> dict[str, Json]:
    """The public value of an account, as the API shows it."""
    return {
        "id": str(one.id),
        "system_id": one.system_id,
        "name": one.draft.name,
        "purpose": one.draft.purpose,
        "consent": one.draft.consent,
        "senders": [*one.draft.senders],
        "networks": [*one.draft.networks],
        "most_binds": one.draft.most_binds,
        "window": one.draft.window,
        "per_second": one.draft.per_second,
        "created_at": one.created_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
        "version": one.version,
    }


def account_event(kind: EventKind, one: SmppAccount) -> NewEvent:
    """The event that tells it."""
    return NewEvent(kind, f"smpp_account:{one.id}", one.version, {"item": account_item(one)})
