"""Leasing what is due, under the system role: for the dispatcher alone."""

from guichet.gateway.outbound.repository import Share, lease

__all__ = ["Share", "lease"]
