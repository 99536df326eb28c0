"""Reading within a snapshot, for live screens; changes nothing."""

from guichet.interactions.repository import inbox, read, read_context, read_latest

__all__ = ["inbox", "read", "read_context", "read_latest"]
