"""What a peer handed over, by the peer's own name for it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FirstTime:
    """One thing that may come for the first time, and the message it then becomes."""

    entry_point_id: UUID
    peer_id: str
    became_id: UUID
