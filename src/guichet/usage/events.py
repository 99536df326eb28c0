"""What is told about use."""

from typing import Final

from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.ids import TenantId
from guichet.usage.types import Account

TERMS_CHANGED: Final = EventKind("usage.terms.changed")
"""The platform changed what a tenant may use; the payload's item is the account."""
STOPPED: Final = EventKind("usage.sending.stopped")
"""Nothing of this tenant is sent any more, what waits included; the payload's item is the account.
"""
RESUMED: Final = EventKind("usage.sending.resumed")
"""Messages of this tenant go again; the payload's item is the account."""
LOW: Final = EventKind("usage.balance.fallen")
"""Less is left than the tenant wants to be told of; the payload's item is the account. Told once
until something is paid in.
"""
PAID: Final = EventKind("usage.balance.credited")
"""Something was paid in or given back; the payload's item is the account."""


def account_event(kind: EventKind, tenant: TenantId, account: Account) -> NewEvent:
    """One of the events above."""
    payload: dict[str, Json] = {"item": account_item(account)}
    return NewEvent(kind, f"usage:{tenant}", account.version, payload)


def account_item(account: Account) -> dict[str, Json]:
    """The public value of an account. Amounts are millionths of the currency."""
    return {
        "version": account.version,
        "currency": account.currency,
        "credited": account.credited,
        "settled": account.settled,
        "reserved": account.reserved,
        "balance": account.balance,
        "allowed": account.allowed,
        "free": account.free,
        "low_at": account.low_at,
        "day_cap": account.caps.day,
        "month_cap": account.caps.month,
        "day": account.day.isoformat() if account.day else None,
        "day_count": account.day_count,
        "month_count": account.month_count,
        "stopped_at": account.stopped_at.isoformat() if account.stopped_at else None,
        "stopped_reason": account.stopped_reason,
    }
