"""Who is bound by which account in this process, and how fast it may go. Loop thread only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from guichet.gateway.clients.types import SmppAccount
from guichet.gateway.mass.types import Report
from guichet.protocols.smpp.pdus import DeliverSm


class Binding(Protocol):
    """A connection, as far as others need it."""

    @property
    def room(self) -> int:
        """Receipts it takes just now."""
        ...

    def deliver(self, several: Sequence[tuple[Report, Sequence[DeliverSm]]]) -> None:
        """Send receipts, not more than ``room``."""
        ...

    def leave(self) -> None:
        """Ask the client to come back another time."""
        ...


@dataclass(eq=False)
class Bound:
    """An account somebody is bound by."""

    account: SmppAccount
    connections: "set[Binding]" = field(default_factory=set)
    tokens: float = 0.0
    filled_at: float = 0.0

    def spend(self, wanted: int, now: float) -> int:
        """How many of ``wanted`` messages it may submit now."""
        rate = self.account.draft.per_second
        self.tokens = min(rate, self.tokens + (now - self.filled_at) * rate)
        self.filled_at = now
        allowed = min(wanted, int(self.tokens))
        self.tokens -= allowed
        return allowed

    def receivers(self) -> "Iterable[Binding]":
        """Connections that take receipts just now."""
        return (one for one in self.connections if one.room)


class Standing:
    """All of them."""

    def __init__(self) -> None:
        self.of: dict[UUID, Bound] = {}

    def enter(self, account: SmppAccount, connection: Binding, now: float) -> Bound | None:
        """Let a connection in; none: the account has all it may."""
        bound = self.of.get(account.id)
        if bound is None:
            bound = self.of[account.id] = Bound(account, set(), account.draft.per_second, now)
        if len(bound.connections) >= account.draft.most_binds:
            return None
        bound.account = account
        bound.connections.add(connection)
        return bound

    def leave(self, bound: Bound, connection: Binding) -> None:
        """It is gone."""
        bound.connections.discard(connection)
        if not bound.connections:
            self.of.pop(bound.account.id, None)
