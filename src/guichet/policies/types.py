"""What a legal policy is, what it is asked, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Channel = Literal["sms", "rcs", "call", "mail"]
Category = Literal[
    "marketing", "service", "otp", "callback", "telemarketing", "answer", "confirmation"
]
"""Offers; news of something the person asked for; one-time codes; a call the person asked for;
calls to sell; an answer to what the person wrote; the one message that confirms a STOP.
"""
Mode = Literal["forbid", "warn", "allow"]
ConsentState = Literal["optin", "soft", "none", "withdrawn"]
"""Agreed; a customer of similar goods who did not object; nothing known; told us to stop."""
Requires = Literal["optin", "soft_optin", "none"]
StopMode = Literal["append", "require", "none"]
Basis = Literal["law", "charter", "practice", "prudence"]
"""Where a row comes from: a law, an agreement of the operators, what operators or providers do, or
nothing but care.
"""
Outside = Literal["defer", "deny"]

ALL_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """When something is allowed, by the clock on the wall where the recipient is. ``end`` at or
    before ``start`` lies on the next day.
    """

    days: frozenset[int]
    """The days it begins on: 0 is Monday."""
    start: int
    """Minutes since midnight."""
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages may go. A window never reaches into a day on which nothing may go."""

    windows: tuple[Window, ...] = ()
    """None: at any time."""
    sundays: Mode = "allow"
    holidays: Mode = "allow"


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``count`` within ``days`` times 24 hours."""

    count: int
    days: int


@dataclass(frozen=True, slots=True)
class StopText:
    """How a message says that one can make them stop."""

    mode: StopMode = "none"
    template: str = ""
    """``{code}`` stands for the short code of the route."""


@dataclass(frozen=True, slots=True)
class SenderRules:
    """What a name in place of a number may be."""

    named: bool = True
    """Whether names are possible at all."""
    shortest: int = 3
    longest: int = 11
    spaces: bool = False
    registered: bool = False
    """Whether a name has to be registered before."""
    mobile_numbers: bool = True
    """Whether a program may send under a mobile number."""
    blocked: frozenset[str] = frozenset()
    """Generic names that operators replace or block, in small letters."""
    protected: frozenset[str] = frozenset()
    """Names of others: only with their registered authorisation."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated row. A correction is a new version, a change of the law a new row."""

    id: str
    version: int
    country: str | None
    """ISO 3166-1; none: everywhere that has no row of its own."""
    territories: frozenset[str]
    """Only these of the country; none: all."""
    region: str | None
    """A group of countries, such as ``EU``."""
    channels: frozenset[Channel]
    category: Category
    valid_from: datetime
    """UTC; counts from here on."""
    valid_to: datetime | None
    """UTC; counts no more from here on."""
    basis: Basis
    hours: Hours
    prudent: Hours | None
    """What Guichet keeps to besides until the tenant decides otherwise."""
    requires: Requires
    after_stop: Outside | Literal["allow"]
    """Whether it may be sent to who told us to stop."""
    cap: Cap | None
    cool_off_days: int
    """Days without contact after a refusal."""
    stop_text: StopText
    sender: SenderRules
    outside: Outside
    """What becomes of a message outside the hours."""
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class Stricter:
    """What a tenant decided for itself: never wider than the law."""

    prudent: bool = True
    """Keep to the prudent hours that come with the policies."""
    hours: Hours | None = None
    cap: Cap | None = None
    added_days: frozenset[str] = frozenset()
    """Days that count as holidays, such as ``2026-12-24``."""
    removed_days: frozenset[str] = frozenset()
    """Customary days that do not."""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What matters of a text, found once per text."""

    says_stop: bool = False
    """Says how to make the messages stop."""
    answerable: bool = False
    """The recipient can answer STOP to the sender itself: a short code or a number."""
    shorteners: tuple[str, ...] = ()
    """Public link shorteners it uses."""
    numbers: tuple[str, ...] = ()
    """Telephone numbers it names."""


@dataclass(frozen=True, slots=True)
class Question:
    """One message on the point of being handed over."""

    at: datetime
    """Aware; the instant of the hand-over, not that of the order."""
    territory: str | None
    """Where the recipient is (see ``policies.territories``); none: unknown."""
    channel: Channel
    category: Category
    consent: ConsentState = "none"
    blocked: bool = False
    """On the platform's own list of numbers nobody writes to."""
    refused_at: datetime | None = None
    """When the person last refused."""
    recent: tuple[datetime, ...] = ()
    """When the tenant last contacted the person for this category."""
    sender: str | None = None
    """The name or number it is to come from; none: the route's own."""
    registered: bool = False
    """Whether the tenant registered this sender."""
    text: TextFacts | None = None
    stricter: Stricter = field(default_factory=Stricter)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in a form that is kept and can be said in any language."""

    rule: str
    """The id of the policy; ``tenant`` for the tenant's own, ``platform`` for the platform's."""
    version: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Allow:
    """It may go."""

    reason: Reason
    until: datetime
    """The answer is the same at every instant before, if nothing else changed."""
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: ``until`` is the first instant at which it may go."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Deny:
    """It must not go."""

    reason: Reason
    again_at: datetime | None = None
    """From when on asking again makes sense."""


Verdict = Allow | Defer | Deny


@dataclass(frozen=True, slots=True)
class Territory:
    """A place with a clock and a calendar of its own, as far as a number tells."""

    code: str
    """ISO 3166-1 where there is one; ``FR-57`` for a part, ``GP-MF-BL`` where a number does not
    tell which of several.
    """
    country: str
    """Whose law counts: ``FR`` for La Réunion."""
    zones: tuple[str, ...]
    """All zones it may be; allowed is what is allowed in each."""
    calendars: tuple[str, ...]
    """All lists of holidays it may be."""


@dataclass(frozen=True, slots=True)
class FirstOffers:
    """When a person of the platform looks at what a new company sends first."""

    version: int
    recipients: int
    """So many people may be written to before anybody looked."""
    answer_within: timedelta


@dataclass(frozen=True, slots=True)
class Repeats:
    """How long the same words to the same number are taken for a mistake."""

    version: int
    within: Mapping[Category, timedelta]
    """Categories that are not in it may be repeated at once."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything the engine needs to know, read once."""

    rows: tuple[Policy, ...]
    territories: Mapping[str, Territory]
    regions: Mapping[str, frozenset[str]]
    holidays: Mapping[str, frozenset[str]]
    """The days by calendar, such as ``2026-12-20``."""
