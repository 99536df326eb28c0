"""Campaigns as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from guichet.crm.segments.language import Condition, Scalar
from guichet.gateway.mass.types import Consent, Encoding
from guichet.kit.money import Money

LOOKED_AT: Final = 300
"""People whose texts are counted for the price, where everybody's is another one."""

CampaignState = Literal[
    "draft",
    "listing",
    "waiting_approval",
    "scheduled",
    "leaving",
    "sending",
    "paused",
    "done",
    "cancelled",
]
"""Being written; sent, and its list of people is being made; sent by one person and not yet
approved by another; waiting for its time; within the seconds of undo; on its way; held; all handed
over or settled; ended before its end.
"""
CampaignPurpose = Literal["marketing", "service"]
PaceKind = Literal["none", "rate", "end_by", "agents"]
"""As fast as carriers take it; so many a minute; so that the last one leaves by an instant; as
many as the agents can answer the replies of.
"""
ExclusionReason = Literal[
    "left_out",
    "no_number",
    "landline",
    "same_number",
    "blocked",
    "told_to_stop",
    "no_consent",
    "not_served",
    "not_allowed",
    "too_often",
    "control",
]
"""In a list, segment or number to leave out; no telephone number; a fixed line alone; twice the
same person or number; on the platform's own list; told the company to stop; never agreed to offers;
nobody carries messages there; the law forbids it there; had as many offers as the company allows
itself; held back at random, to be compared with those who get it.
"""
Obstacle = Literal[
    "not_enough",
    "day_cap",
    "month_cap",
    "sending_stopped",
    "spend_cap",
    "offer_ended",
    "audience_gone",
    "audience_changed",
    "price_changed",
    "too_few_codes",
    "refused",
]
"""Why a campaign does not go on by itself. ``audience_changed``: a draft again, for the list that
was made is not the one that was shown. ``price_changed``: it would cost more than was agreed.
"""
CodeKind = Literal["made", "own"]
"""Codes of an offer are worked out here, or are those the company brought along."""

LONGEST_NAME = 120
MOST_NUMBERS = 10_000
"""Numbers typed or pasted into one campaign; more come in as a list of contacts."""
MOST_PARTS_OF_AUDIENCE = 20
"""Segments, lists and conditions of one campaign, each."""
MOST_TAGS = 10
MOST_CONTROL = 50
"""Of a hundred people, how many may be held back to compare with."""
SHOWN = 3
"""People whose text is shown before sending."""


@dataclass(frozen=True, slots=True)
class CampaignWording:
    """What is said."""

    text: str
    """A template: ``{first_name|dear customer}`` is filled from each card."""
    purpose: CampaignPurpose = "marketing"
    sender: str | None = None
    """A name or a number; none: the route's own."""
    answerable: bool = True
    """People may answer: then the sender is a number."""
    consent: Consent = "none"
    """What the company says of numbers it typed in, and whether customers of similar goods who did
    not object are among its contacts; an agreement that is recorded always counts.
    """
    encoding: Encoding = "auto"
    economical: bool = False
    """Characters that make texts dear are replaced."""
    codes: CodeKind = "made"
    """What stands where the text says ``{code}``."""
    series: UUID | None = None
    """What sets it off again and again: the same words each time are meant."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who does not get it, whoever else says so."""

    segments: Sequence[UUID] = ()
    lists: Sequence[UUID] = ()
    numbers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Who gets it: everybody of any of these, once."""

    everybody: bool = False
    segments: Sequence[UUID] = ()
    conditions: Sequence[Condition] = ()
    lists: Sequence[UUID] = ()
    numbers: Sequence[str] = ()
    """In E.164."""
    minus: LeftOut = LeftOut()
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    """What the campaign is about: for ``same_as`` in conditions, and for places in the text."""
    control: int = 0
    """Of a hundred of those who would get it, how many are held back at random to compare with."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody was chosen."""
        chosen = (self.segments, self.conditions, self.lists, self.numbers)
        return not self.everybody and not any(chosen)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes."""

    kind: PaceKind = "none"
    per_minute: int | None = None
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """When it goes."""

    at: datetime | None = None
    """Not before; none: now."""
    local: bool = False
    """``at`` is the wall clock of the company: everybody gets it at that hour of their own."""
    pace: Pace = Pace()


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, with the name they had then."""

    kind: str
    id: UUID | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is written before sending, and stays as it is after."""

    name: str
    wording: CampaignWording
    audience: Audience = Audience()
    timing: Timing = Timing()
    offer_ends_at: datetime | None = None
    """Nothing is handed to a telephone after."""
    spend_cap: Money | None = None
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How many were shown to the person who pressed "send", where the list was made anew since."""

    recipients: int
    excluded: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the person who pressed "send" agreed to."""

    recipients: int
    fingerprint: str | None = None
    """Of the list that was shown; none: only its length counts."""
    price: Money | None = None
    """The most it was said to cost; none: it was not told."""
    rates: str | None = None
    """The mark of the prices that were shown."""
    up_to: int | None = None
    """Of what goes by itself: nobody looked, so its list may be of any length up to this one."""
    excluded: int | None = None
    """How many were shown as left out; none: it was not told. Tells how far a list is."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign."""

    id: UUID
    version: int
    state: CampaignState
    draft: Draft
    created_by: By
    created_at: datetime
    changed_at: datetime
    sent_by: By | None = None
    sent_at: datetime | None = None
    """When somebody pressed "send"."""
    undo_until: datetime | None = None
    approved_by: By | None = None
    recipients: int | None = None
    """Of the frozen list; none as long as it is a draft."""
    excluded: int | None = None
    shown: Shown | None = None
    prepared: int = 0
    """The cursor: recipients up to this one were accepted for sending."""
    spent: Money | None = None
    """What was reserved for them."""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    listed: int | None = None
    """While its list is being made: how many people were written down so far."""
    agreed: Agreed | None = None
    exclusions: Mapping[ExclusionReason, int] | None = None
    """How many are left out of the frozen list, by reason; none: of lists made long ago."""
    foreseen_at: datetime | None = None
    """At the agents' pace: when the last one will have left, as it looks now."""
    foreseen_between: tuple[datetime, datetime] | None = None
    """Within what that is likely."""
    forgotten_at: datetime | None = None
    """When its lists of people were deleted, long after its end; sums stay."""
    had_left: int | None = None
    """Of a cancelled one: how many were not called back in time."""
    obstacle: Obstacle | None = None
    next_at: datetime | None = None
    """When somebody has to look after it again; none: nothing is left to do."""
    follows: UUID | None = None
    """Of what goes again and again: the one that went the time before."""
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """How many are left out for one reason."""

    reason: ExclusionReason
    count: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody who is left out."""

    n: int
    contact_id: UUID | None
    address: str | None
    reason: ExclusionReason


@dataclass(frozen=True, slots=True)
class CampaignChunk:
    """Recipients that were accepted together: those from ``first`` on, in the order of the ids of
    their messages.
    """

    campaign_id: UUID
    first: int
    count: int
    chunk_id: UUID
    due_at: datetime
    """When they may leave: at a pace, up to when the pace is used up by them."""
    micros: int


@dataclass(frozen=True, slots=True)
class CampaignRules:
    """What a company decided about its campaigns."""

    version: int = 0
    approval: bool = False
    """A second person looks at every campaign before it goes."""
