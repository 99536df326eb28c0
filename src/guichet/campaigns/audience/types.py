"""What is known of an audience before it is sent to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from guichet.campaigns.types import Excluded, ExclusionReason
from guichet.consent.types import Decision
from guichet.kit.money import Money


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of somebody who was chosen, but for who they are: many are alike."""

    head: str | None
    """How the number begins; none: there is no number."""
    typed: bool
    """A number that was typed in, of nobody who has a card."""
    left_out: bool
    again: bool
    """The same person, or the same number, was chosen another way."""
    blocked: bool
    decision: Decision | None
    """What they decided last about offers by text."""
    recent: int
    """Offers they got lately, where the company limits them."""
    control: bool = False
    """Drawn to be held back, if nothing else speaks against them."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A list that was made."""

    recipients: int
    gone: Mapping[ExclusionReason, int]
    """How many are left out, by reason."""
    fingerprint: str
    """The same for the same people."""
    kept: Mapping[str, int]
    """How many get it, by how their numbers begin."""
    some: Sequence[tuple[UUID | None, str]]
    """A few of those who get it: card and number."""

    @property
    def excluded(self) -> int:
        """How many are left out."""
        return sum(self.gone.values())


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody of the list, and what they would get."""

    contact_id: UUID | None
    name: str | None
    address: str
    text: str
    parts: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against sending, or should be known before."""

    code: str
    params: Mapping[str, str | int]
    stops: bool = True
    """It cannot be sent like this."""
    place: str | None = None
    """The field of what was written that it is about; none: the campaign as a whole."""

    @property
    def key(self) -> str:
        """Of its sentence."""
        return f"campaign.problem.{self.code}" if self.place is None else f"fault.{self.code}"


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending would do, and to whom."""

    recipients: int
    exclusions: Sequence[Excluded]
    parts: tuple[int, int]
    """Of one text, the fewest and the most."""
    least: Money | None
    most: Money | None
    """What it costs all in all; none: nothing is charged."""
    encoding: str
    adds: str
    """The STOP text that is added to offers."""
    samples: Sequence[Sample]
    problems: Sequence[Problem]
    fingerprint: str | None = None
    """Of the people who would get it; none: they were not looked at."""
    rates: str | None = None
    """The mark of the prices; none: nothing is charged."""

    @property
    def excluded(self) -> int:
        """How many are left out."""
        return sum(one.count for one in self.exclusions)


Counts = Mapping[Candidate, int]
"""How many are alike."""
Verdict = ExclusionReason | None
"""Why somebody is left out; none: they get it."""
