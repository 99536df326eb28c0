"""What a request brings along besides its words: where the person is, what they saw, what they
say of themself. Pure values, the same for every medium; a channel fills in what it knows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guichet.kit.events.types import Json


@dataclass(frozen=True, slots=True)
class PageView:
    """A page looked at during this visit, without query string or fragment."""

    url: str
    title: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """With what the person writes or calls."""

    kind: str | None = None
    """``phone``, ``tablet`` or ``computer``."""
    system: str | None = None
    browser: str | None = None
    screen: str | None = None
    """Width and height in CSS pixels, such as ``390x844``."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where the person is, granted by them."""

    latitude: float
    """Degrees, WGS 84."""
    longitude: float
    accuracy: float | None
    """Metres."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Who the person is said to be. Only ``verified`` ones identify a contact: the company's
    server vouched for them; others are shown to the agent as unverified.
    """

    verified: bool
    external_id: str | None = None
    email: str | None = None
    phone: str | None = None
    """E.164."""
    name: str | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    beside: "Claims | None" = None
    """Said in the same breath as what is vouched for, and not vouched for itself: a name beside a
    signed number. Never verified, and has nothing beside it.
    """


@dataclass(frozen=True, slots=True)
class Answered:
    """What the person answers: something the company sent to many."""

    campaign_id: UUID
    name: str
    """What the company calls the campaign."""
    text: str
    """As this person got it."""
    sent_at: datetime
    offer_ends_at: datetime | None = None
    clicks: int = 0
    """How often they followed a link of it so far."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything known when a request begins."""

    site: str | None = None
    """The host of the site."""
    referrer: str | None = None
    """Where the visit came from, without query string."""
    pages: Sequence[PageView] = ()
    """Oldest first, at most 50."""
    data: Mapping[str, Json] = field(default_factory=dict)
    """What the company's page passes: the cart, a programme, an order. At most 16 kB of JSON."""
    device: Device | None = None
    location: Location | None = None
    zone: str | None = None
    """The person's time zone, IANA."""
    form: Mapping[str, str] = field(default_factory=dict)
    """Answers to the form before the request, by field key."""
    invitation: str | None = None
    """The invitation that brought it, by its rule's id."""
    claims: Claims | None = None
    answers: Answered | None = None
    """The campaign that made them write."""
