"""Leases as others see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A lease, and whether it still holds."""

    name: str
    holder: str
    holds: bool
