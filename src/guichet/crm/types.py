"""Contacts as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypedDict
from uuid import UUID

from guichet.consent.types import Consent
from guichet.crm.attributes.types import AttributeValue
from guichet.gateway.types import IdentityKind
from guichet.kit.work import ActorKind

IdentitySource = Literal["channel", "claim", "agent", "import"]
"""How we know of it: the person wrote from it, the company's server vouched for it, somebody
typed it in, or it came with a list.
"""

LONGEST_NAME = 200
LONGEST_TAG = 40
MOST_TAGS = 50
MOST_IDENTITIES = 50
"""Identities of one contact, merged ones included."""


@dataclass(frozen=True, slots=True)
class By:
    """Who did something, with the name they had then."""

    kind: ActorKind
    id: UUID | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Somebody made sure that the identity is the person's."""

    at: datetime
    by: By


@dataclass(frozen=True, slots=True)
class ContactIdentity:
    """One of the names a person goes by."""

    id: UUID
    kind: IdentityKind
    value: str
    """Normalised: E.164 for a phone, lower case for a mail address."""
    created_at: datetime
    source: IdentitySource = "channel"
    verified: Verification | None = None


class Said(NamedTuple):
    """What texts say of somebody."""

    name: str | None
    language: str | None
    attributes: Mapping[str, AttributeValue] | None
    """None: none of those that were asked for."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person known to a tenant."""

    id: UUID
    version: int
    name: str | None
    """None as long as they are anonymous."""
    code: str
    """Four characters to tell anonymous people apart by, such as ``4F2A``; not unique."""
    language: str | None
    created_at: datetime
    last_seen_at: datetime
    """The last time they said something."""
    company_id: UUID | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    tags: Sequence[str] = ()
    merged_into: UUID | None = None
    """Set while this is an alias: everything shown of it stands on that card."""
    erased_at: datetime | None = None
    """The person was erased: the row stays so that what points to it points somewhere."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a person is said to be by nobody we trust: may propose a duplicate, never identifies."""

    kind: IdentityKind
    value: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two cards made one; the loser's id is an alias until it is undone."""

    id: UUID
    version: int
    loser_id: UUID
    loser_name: str | None
    loser_code: str
    survivor_id: UUID
    reason: str
    at: datetime
    by: By
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact and everything that stands on the card. Of an alias only the contact itself."""

    contact: Contact
    identities: Sequence[ContactIdentity]
    claims: Sequence[Claim] = ()
    consents: Sequence[Consent] = ()
    """The present ones: the newest of each purpose, medium and address."""
    merges: Sequence[Merge] = ()
    """Those in force, the newest first."""
    people: Sequence[UUID] = ()
    """Every id that leads here, the card's own first: what readers of history ask for."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """What is known of somebody about to be made a contact."""

    name: str | None = None
    language: str | None = None
    company_id: UUID | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    tags: Sequence[str] = ()
    identities: Sequence[Claim] = ()


class Change(TypedDict, total=False):
    """What to change of a card; what is left out stays."""

    name: str | None
    language: str | None
    company_id: UUID | None
    attributes: Mapping[str, object]
    """Changed one by one; none takes a value away."""
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contacts a list shows; what is none does not matter."""

    question: str | None = None
    tag: str | None = None
    company_id: UUID | None = None


Place = tuple[str, UUID]
"""Where a list of contacts is read on: the key found by (empty without a question), the id."""
