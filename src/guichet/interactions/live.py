"""Reading within a snapshot, for live screens and for the router; changes nothing."""

from guichet.interactions.repository import (
    inbox,
    read,
    read_context,
    read_latest,
    read_open,
    tenants_with_open,
)

__all__ = ["inbox", "read", "read_context", "read_latest", "read_open", "tenants_with_open"]
