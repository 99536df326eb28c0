"""What a repeat is recognised by, and answered with."""

from dataclasses import dataclass
from datetime import timedelta

KEPT = timedelta(hours=24)
"""How long a repeat gets the first answer."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One request that carries a key."""

    caller: str
    """Whose key it is, such as ``user:<id>``: keys of two callers never meet."""
    key: str
    fingerprint: bytes
    """Digest of method, address and body."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    body: bytes
