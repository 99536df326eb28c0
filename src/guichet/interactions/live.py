"""Reading within a snapshot, for live screens and for the router; changes nothing."""

from guichet.interactions.repository import (
    inbox,
    read,
    read_context,
    read_latest,
    read_latest_closed,
    read_open,
    read_ways,
    tenants_with_open,
)

__all__ = [
    "inbox",
    "read",
    "read_context",
    "read_latest",
    "read_latest_closed",
    "read_open",
    "read_ways",
    "tenants_with_open",
]
