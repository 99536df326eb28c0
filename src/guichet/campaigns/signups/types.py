"""Sign-ups as the rest of Guichet sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.consent.types import Purpose
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId

PATH: Final = "/s/"
"""Under which pages are, for everybody."""
CONFIRM: Final = "/s/c/"
"""Under which a sign-up is confirmed by a link."""
BESIDE: Final = ":mail"
"""What the source ends with of a mail address that was given beside a telephone."""
EXPIRES: Final = timedelta(hours=48)
"""How long a sign-up waits for its confirmation."""
MOST_PAGES: Final = 200
LONGEST_NAME: Final = 80
LONGEST_WORDS: Final = 600
MOST_TAGS: Final = 10
MOST_TERRITORIES: Final = 20
DAY_CAP: Final = 300
"""Confirmations one page asks for in a day, unless the company says otherwise."""
MOST_A_DAY: Final = 5_000

Asks = Literal["no", "optional", "required"]
Field = Literal["first_name", "phone", "email", "birth_date", "postcode"]
FIELDS: Final[tuple[Field, ...]] = ("first_name", "phone", "email", "birth_date", "postcode")
Kept = Literal["birth_date", "postcode"]
"""Those a card has attributes for."""
Medium = Literal["sms", "mail"]
State = Literal["pending", "confirmed"]
Way = Literal["page", "keyword"]
ConfirmedBy = Literal["reply", "link", "keyword"]


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says in one language."""

    title: str
    intro: str
    consent: str
    """What people agree to: it stands beside the box they tick, and is the proof."""
    welcome: str = ""
    """Sent, or shown, to who confirmed; empty: nothing but thanks."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a company decides of a page, and may decide anew."""

    name: str
    words: Mapping[Language, Words]
    """In French, English or both."""
    asks: Mapping[Field, Asks]
    purpose: Purpose = "marketing"
    territories: tuple[str, ...] = ()
    """Whose mobile numbers may sign up."""
    list_id: UUID | None = None
    tags: tuple[str, ...] = ()
    sender: str | None = None
    """The company's number confirmations come from, to which people answer; none: a link alone."""
    keyword_asks: bool = True
    """Whether who writes the keyword is asked once more."""
    day_cap: int = DAY_CAP
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """A page where people sign up."""

    id: UUID
    tenant_id: TenantId
    version: int
    code: str
    """In its address."""
    wording: int
    """The version of what people agree to."""
    draft: Draft
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None = None

    def spoken(self, wanted: Language) -> Language:
        """``wanted`` if the page has it, else the one it has."""
        return wanted if wanted in self.draft.words else next(iter(self.draft.words))

    def words(self, wanted: Language) -> Words:
        """Those of ``wanted``, else of the language the page has."""
        return self.draft.words[self.spoken(wanted)]


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody wrote into a page, in the forms it is kept in."""

    medium: Medium
    address: str
    """E.164, or a mail address."""
    first_name: str | None = None
    email: str | None = None
    """Beside a telephone."""
    birth_date: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """How a sign-up came in: part of its proof."""

    way: Way
    source: str
    """Of the page shown, or of the text: the same again is the same sign-up."""
    language: Language
    wording: int
    """Version of what was agreed to."""
    agreed: str
    """What was agreed to, as it was shown."""
    network: str | None = None
    """The address it came from."""
    number: str | None = None
    """Of ours, that a keyword was written to."""
    keyword: str | None = None
    said: str | None = None
    """The text itself."""

    @property
    def is_beside(self) -> bool:
        """Whether it is about the mail address of somebody who confirmed by telephone: the page
        counts them once.
        """
        return self.source.endswith(BESIDE)


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody who signed up, confirmed or not yet."""

    id: UUID
    page_id: UUID
    state: State
    given: Given
    came: Came
    at: datetime
    expires_at: datetime
    message_id: UUID | None = None
    """The text, or the mail, that asks for confirmation; none: nothing was sent."""
    confirmed_at: datetime | None = None
    confirmed_by: ConfirmedBy | None = None
    confirmation: Mapping[str, str] = field(default_factory=dict)
    """What shows it: the words answered, the network address of who followed the link."""
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of a page."""

    seen: int = 0
    signed: int = 0
    confirmed: int = 0
    unsent: int = 0
    """Confirmations that could not be asked for: no credit, a cap, too many that day."""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """A page with what came of it."""

    page: Page
    figures: Figures
    keywords: Sequence[str] = ()
