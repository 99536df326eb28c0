"""A limit, and where a caller stands in it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in each window."""

    name: str
    """Shown to the caller."""
    quota: int
    window: timedelta

    @property
    def chunk(self) -> int:
        """How much a process takes at a time."""
        return max(1, self.quota // 20)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a caller has left."""

    limit: Limit
    remaining: int
    """At least: other processes may give back nothing of what they took."""
    reset: int
    """Whole seconds until the window ends."""
    refused: bool = False
