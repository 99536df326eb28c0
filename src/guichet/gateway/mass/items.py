"""What is in memory of messages on their way: items of held chunks. Loop thread only."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guichet.gateway.mass.contract import Parcel, PartSent
from guichet.gateway.mass.repository import Hold, LeasedChunk
from guichet.gateway.mass.wishes import Wish
from guichet.kit.db.copying import hexed
from guichet.kit.ids import TenantId


@dataclass(eq=False, slots=True)
class Held:
    """A chunk this process holds."""

    chunk: LeasedChunk
    pending: int
    """Messages nothing final is known of, so that the chunk stays open; one more as long as not all
    of it is let go.
    """
    handed: int
    """Up to which of its messages, by rank, may be handed over."""
    waiting: "deque[Item]" = field(default_factory=deque)
    """Not let go yet, by rank."""
    again_at: datetime | None = None
    """When what a policy held comes again."""
    let_go: bool = False
    """All of it is on the shelves, or was."""
    lost: bool = False
    """Somebody else holds it now."""
    tenant: str = field(init=False)
    """How rows about its messages begin."""

    def __post_init__(self) -> None:
        self.tenant = f"{hexed(self.chunk.tenant_id)}\t"

    def hold(self) -> Hold:
        """The lease as statements name it."""
        return Hold(self.chunk.tenant_id, self.chunk.id, self.chunk.lease, self.handed)


@dataclass(eq=False, slots=True)
class Item:
    """One message on its way."""

    parcel: Parcel
    key: str
    """How rows about it begin: see ``repository.key_of``."""
    held: Held
    lane: int
    rank: int
    """Its place in the chunk, from 1."""
    routes: Sequence[UUID]
    """That may take it, the best first; the first is where it is now."""
    spills: bool = True
    """It may go by the next one while the carrier of the first asks to slow down."""
    attempts: int = 0
    parts_told: int = 0
    parts_taken: int = 0
    """That a carrier took."""
    silent: bool = False
    """Some part of it was never answered."""
    cuts: int = 0
    """How often it was handed over and nothing of it was answered."""
    answered: bool = False
    """By an answer that was given up: it need not go again."""
    lacking: str = "no_route"
    """Why it has no route, where it has none."""
    wish: Wish | None = None
    """Who wants to be told of it."""
    refusals: tuple[PartSent, ...] = ()
    """Of the present attempt, where somebody wants to be told."""

    @property
    def tenant_id(self) -> TenantId:
        """Whose it is."""
        return self.held.chunk.tenant_id
