"""What is told about entitlements."""

from typing import Final

from guichet.kit.events.types import EventKind

CHANGED: Final = EventKind("accounts.entitlements.changed")
"""The platform changed what a tenant has; the payload's item is its public value."""
