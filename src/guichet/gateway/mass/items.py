"""What is in memory of messages on their way: items of held chunks. Loop thread only."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guichet.gateway.mass.contract import Parcel, PartSent
from guichet.gateway.mass.outcome_rows import head_of
from guichet.gateway.mass.repository import Hold, LeasedChunk
from guichet.gateway.mass.types import ReportTo
from guichet.gateway.mass.wishes import Wish, is_eager, readers_of
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
    taken: int = 0
    """Messages of which a carrier took a part, under this lease."""
    again_at: datetime | None = None
    """When what a policy held comes again."""
    let_go: bool = False
    """All of it is on the shelves, or was."""
    lost: bool = False
    """Somebody else holds it now."""
    passed_to: UUID | None = None
    """A route some of it needs and of which only another process has a link: given back for it."""
    passed_at: datetime | None = None
    withdrawn: bool = False
    """What is left of it is given back: nothing more of it is handed over here."""
    head: bytes = field(init=False)
    """How rows about its messages begin."""
    readers: tuple[ReportTo, ...] = field(init=False)
    """Who wants to be told of them."""
    eager: bool = field(init=False)
    """One of these wants to hear also of what is not final."""

    def __post_init__(self) -> None:
        self.head = head_of(self.chunk.tenant_id)
        self.readers = readers_of(self.chunk.report_to, self.chunk.campaign_id)
        self.eager = is_eager(self.readers)

    def wish(self, address: str, reference: str | None) -> Wish | None:
        """What goes with one of its messages, if anybody wants to be told."""
        readers = self.readers
        return Wish(readers, address, reference, self.eager) if readers else None

    def hold(self) -> Hold:
        """The lease as statements name it."""
        chunk = self.chunk
        whole = self.taken == chunk.count
        return Hold(chunk.tenant_id, chunk.id, chunk.lease, self.handed, whole, self.passed_to)

    def comes_again(self, at: datetime) -> None:
        """Something of it is left to do at ``at``."""
        self.again_at = min(self.again_at or at, at)

    def passes(self, route_id: UUID, now: datetime) -> None:
        """Some of it goes by another process."""
        self.comes_again(now)
        self.passed_to = route_id
        self.passed_at = self.passed_at or now


@dataclass(eq=False, slots=True)
class Item:
    """One message on its way."""

    parcel: Parcel
    key: bytes
    """How rows about it begin: see ``outcome_rows.key_of``."""
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
