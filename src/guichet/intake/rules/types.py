"""Routing rules as values: what is asked of a request, and what follows. Pure.

A *test* asks one thing of one *fact*; *groups* put tests together; a *rule* is a condition and
what follows from it. Rules are read from the first to the last: the first that holds decides,
unless it says to go on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from guichet.kit.events.types import Json

MOST_RULES: Final = 200
MOST_TESTS: Final = 40
"""Tests of one rule, all groups together."""
DEEPEST: Final = 4
"""Groups inside groups."""
MOST_VALUES: Final = 100
LONGEST_VALUE: Final = 200
LONGEST_KEY: Final = 120
LONGEST_PATH: Final = 8
"""Steps of a path into what the page passes, such as ``cart.total``."""
LONGEST_NAME: Final = 80
MOST_PRIORITY: Final = 24 * 60
MOST_MINUTES: Final = 7 * 24 * 60
"""Of waiting for one agent."""

Kind = Literal[
    "flag", "choice", "tags", "text", "page", "number", "value", "hours", "area", "calendar"
]
"""What a fact is like; it says which operators there are."""

Operator = Literal[
    "is",
    "one_of",
    "contains",
    "begins",
    "matches",
    "under",
    "known",
    "has_any",
    "has_all",
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
    "within",
    "open",
]

TEXT: Final[tuple[Operator, ...]] = ("one_of", "contains", "begins", "matches", "known")
NUMBER: Final[tuple[Operator, ...]] = (
    "at_least",
    "more_than",
    "at_most",
    "less_than",
    "between",
)
OPERATORS: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    "flag": ("is",),
    "choice": ("one_of", "known"),
    "tags": ("has_any", "has_all"),
    "text": TEXT,
    "page": ("under", "one_of", "matches", "contains", "known"),
    "number": NUMBER,
    "value": (*TEXT, *NUMBER),
    "hours": ("between",),
    "area": ("within",),
    "calendar": ("open",),
}
"""Which operators a fact of each kind has, the usual one first."""

FACTS: Final[Mapping[str, Kind]] = {
    "known": "flag",
    "verified": "flag",
    "tag": "tags",
    "attribute": "value",
    "company": "text",
    "rating": "number",
    "entry_point": "choice",
    "medium": "choice",
    "subject": "choice",
    "form": "value",
    "site": "text",
    "page": "page",
    "pages_seen": "page",
    "pages_count": "number",
    "referrer": "text",
    "data": "value",
    "language": "choice",
    "device": "choice",
    "located": "flag",
    "location": "area",
    "territory": "choice",
    "hour": "hours",
    "weekday": "choice",
    "calendar": "calendar",
    "invitation": "choice",
}
"""Everything a rule can ask about, in the order of menus."""

KEYED: Final = frozenset({"attribute", "form", "data"})
"""Facts that need a key: which attribute, which answer, which path into what the page passes."""
NUMBERS_OF: Final[Mapping[str, int]] = {
    "at_least": 1,
    "more_than": 1,
    "at_most": 1,
    "less_than": 1,
    "between": 2,
    "within": 3,
}
"""How many numbers an operator takes; ``within``: latitude, longitude, kilometres."""
WITHOUT_VALUE: Final = frozenset({"is", "known"})


@dataclass(frozen=True, slots=True)
class Test:
    """One thing asked of one fact. What is not known fails every test, so that its negation
    holds: "not from France" is true of who comes from nobody knows where.
    """

    __test__ = False  # pytest: it is none

    fact: str
    op: str
    key: str | None = None
    values: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    negated: bool = False


How = Literal["all", "any", "none"]


@dataclass(frozen=True, slots=True)
class Group:
    """Tests together. All of nothing holds: such a rule is for every request."""

    how: How = "all"
    of: tuple["Condition", ...] = ()


Condition = Test | Group


@dataclass(frozen=True, slots=True)
class SkillAt:
    """A skill at a level."""

    skill_id: UUID
    level: int = 1


Whom = Literal["last", "agent"]


@dataclass(frozen=True, slots=True)
class ForAgent:
    """First for one agent: the one who spoke with the person last, or a named one."""

    whom: Whom
    agent_id: UUID | None = None
    minutes: int | None = None
    """How long only they are asked; as long as it waits, without."""


@dataclass(frozen=True, slots=True)
class Then:
    """What follows when a rule holds."""

    queue_id: UUID | None = None
    require: tuple[SkillAt, ...] = ()
    prefer: tuple[SkillAt, ...] = ()
    forbid: tuple[SkillAt, ...] = ()
    priority: int = 0
    """Minutes of age it is worth; less than none puts it back."""
    agent: ForAgent | None = None
    tags: tuple[str, ...] = ()
    go_on: bool = False
    """Later rules are read, too; they add to what this one decided and never change it."""

    @property
    def is_nothing(self) -> bool:
        """Nothing at all follows."""
        return self == Then(go_on=self.go_on)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition and what follows."""

    id: UUID
    name: str
    when: Group
    then: Then
    enabled: bool = True


Rules = tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a request as it comes in. Anything may be missing or odd."""

    local: datetime
    """When it came, in the tenant's zone."""
    medium: str = ""
    entry_point: str = ""
    language: str = ""
    known: bool = False
    """The person has a name, an address, or was here before."""
    verified: bool = False
    """The company's server vouched for who they are."""
    tags: tuple[str, ...] = ()
    company: str | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    rating: float | None = None
    """Stars of the person's last rating."""
    subject: str | None = None
    form: Mapping[str, Json] = field(default_factory=dict)
    site: str | None = None
    page: str | None = None
    pages: tuple[str, ...] = ()
    """Addresses seen during this visit."""
    referrer: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)
    device: str | None = None
    location: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    territory: str | None = None
    invitation: str | None = None
    open_calendars: frozenset[str] = frozenset()
    """Ids of the calendars that are open at that time."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A test that held, and what it saw."""

    test: Test
    seen: str
    """What the fact was, shortened; nothing when it was not known."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules decided."""

    rules: tuple[int, ...] = ()
    """Places of the rules that held, counted from 0."""
    queue_id: UUID | None = None
    """None: the default one."""
    require: tuple[SkillAt, ...] = ()
    prefer: tuple[SkillAt, ...] = ()
    forbid: tuple[SkillAt, ...] = ()
    priority: int = 0
    agent: ForAgent | None = None
    tags: tuple[str, ...] = ()


def tests_of(condition: Condition) -> Iterator[Test]:
    """All tests inside."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.of:
            yield from tests_of(part)
