"""Reading within a snapshot, for live screens and for the router; changes nothing."""

from guichet.routing.repository import read_open_promises

__all__ = ["read_open_promises"]
