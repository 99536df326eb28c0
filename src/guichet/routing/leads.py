"""The right to decide for a shard of tenants."""

from dataclasses import dataclass

from guichet.gateway.leases.service import Token


@dataclass(frozen=True, slots=True)
class Lead:
    """The right to decide for a shard, proved by a token."""

    name: str
    token: Token


class LeadLost(Exception):
    """Another process leads the shard now."""
