"""Who is bound by which account in this process, and how fast it may go. Loop thread only."""

from collections.abc import Collection, Iterable, Sequence
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

    @property
    def receives(self) -> bool:
        """Whether it takes receipts at all."""
        ...

    def leave(self) -> None:
        """Ask the client to come back another time."""
        ...


@dataclass(eq=False)
class Bound:
    """An account somebody is bound by."""

    account: SmppAccount
    connections: "dict[Binding, str]" = field(default_factory=dict)
    """With the place of the account each holds."""
    shared: bool = False
    """Somebody is bound by it at another process too: what it submits is counted over all."""
    tokens: float = 0.0
    filled_at: float = 0.0

    def spend(self, wanted: int, now: float) -> int:
        """How many of ``wanted`` messages it may submit now, where it is bound here alone."""
        rate = self.account.draft.per_second
        self.tokens = min(rate, self.tokens + (now - self.filled_at) * rate)
        self.filled_at = now
        allowed = min(wanted, int(self.tokens))
        self.tokens -= allowed
        return allowed

    @property
    def receives(self) -> bool:
        """Whether anybody is bound by it to receive."""
        return any(one.receives for one in self.connections)

    def receivers(self) -> "Iterable[Binding]":
        """Connections that take receipts just now."""
        return (one for one in self.connections if one.room)


class Standing:
    """All of them."""

    def __init__(self) -> None:
        self.of: dict[UUID, Bound] = {}

    def enter(self, account: SmppAccount, connection: Binding, place: str, now: float) -> Bound:
        """Let a connection in that holds a place of the account."""
        bound = self.of.get(account.id)
        if bound is None:
            tokens = account.draft.per_second
            bound = self.of[account.id] = Bound(account, tokens=tokens, filled_at=now)
        bound.account = account
        bound.connections[connection] = place
        return bound

    def leave(self, bound: Bound, connection: Binding) -> str | None:
        """It is gone; gives the place it held."""
        place = bound.connections.pop(connection, None)
        if not bound.connections:
            self.of.pop(bound.account.id, None)
        return place

    def without(self, places: Collection[str]) -> list[Binding]:
        """Connections whose place was lost."""
        return [
            connection
            for bound in self.of.values()
            for connection, place in bound.connections.items()
            if place in places
        ]
