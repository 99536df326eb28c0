"""What a tenant decided for itself, with its version."""

from dataclasses import dataclass

from guichet.policies.types import Stricter


@dataclass(frozen=True, slots=True)
class Care:
    """What a tenant decided for itself."""

    stricter: Stricter
    version: int
    """0: nothing yet."""
