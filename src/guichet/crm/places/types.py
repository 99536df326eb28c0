"""Places as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Centre = tuple[float, float]
"""Longitude and latitude."""
Centres = Mapping[str, Centre]
"""Of postcodes."""
MOST_FOUND = 50
LONGEST_QUESTION = 80
MOST_POINTS = 400
"""On a map."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A town, as it is called officially."""

    code: str
    """INSEE's."""
    name: str
    postcodes: Sequence[str]
    centre: Centre | None
    """Where the town is; none where nobody told."""

    @property
    def department(self) -> str:
        """Its number."""
        return self.code[:3] if self.code.startswith(("97", "98")) else self.code[:2]


@dataclass(frozen=True, slots=True)
class Point:
    """A postcode on a map."""

    postcode: str
    name: str | None
    """The largest town that has it."""
    centre: Centre


@dataclass(frozen=True, slots=True)
class Department:
    """A part of France."""

    code: str
    name: str
    of: str
    """In French, as it stands behind "the north"."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A department or commune on a map."""

    code: str
    name: str
    rings: Sequence[Sequence[Centre]]
    """Corner by corner; the last is joined to the first. Islands and holes are rings, too."""
