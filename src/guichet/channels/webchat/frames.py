"""What a visitor's page may say over the socket: JSON frames, checked, each field limited. Pure.

``hello`` first, then ``say``, ``leave``, ``typing``, ``got``, ``seen``, ``where``, ``locate``,
``check``, ``end``, ``rate``, ``transcript``, ``ping``. What the server answers: ``answers``.

A page that breaks these rules is cut off: our own program never does. What a person typed wrong (an
address that is none, an empty text) is not a broken frame; it is refused by name later.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
)

from guichet.gateway.types import Since

LONGEST_FRAME = 128 * 1024
"""Characters: a hello with fifty pages and a full cart."""
MOST_RECEIPTS = 200
MOST_PAGES = 50
MOST_FILES = 10
MOST_ANSWERS = 20
LONGEST_ANSWER = 2_000

Key = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
"""Drawn by the page: makes a repeat harmless."""
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
"""The key of a subject, a form's field, an invitation."""
Words = Annotated[str, Field(max_length=10_000)]
Answer = Annotated[str, Field(max_length=LONGEST_ANSWER)]
Answers = Annotated[dict[Name, Answer], Field(max_length=MOST_ANSWERS)]
Short = Annotated[str | None, Field(max_length=100)]


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SincePlace(_Frame):
    """The last message the page holds."""

    interaction: UUID
    seq: Annotated[int, Field(ge=0, le=1 << 30)]


class VisitedPage(_Frame):
    """Where the visitor is."""

    url: Annotated[str, Field(max_length=4_000)]
    title: Annotated[str | None, Field(max_length=1_000)] = None


class SeenPage(VisitedPage):
    """Where the visitor was."""

    at: AwareDatetime


class UsedDevice(_Frame):
    """With what the visitor came, as the loader guesses it."""

    kind: Literal["phone", "tablet", "computer"] | None = None
    system: Short = None
    browser: Short = None
    screen: Annotated[str | None, Field(pattern=r"^\d{1,5}x\d{1,5}$")] = None


class Visited(_Frame):
    """The visit so far. ``data`` is the company's own: looked at by ``context``, which says what is
    wrong with it instead of sending the visitor away.
    """

    referrer: Annotated[str | None, Field(max_length=4_000)] = None
    pages: Annotated[list[SeenPage], Field(max_length=MOST_PAGES)] = []
    data: JsonValue = None
    device: UsedDevice | None = None
    zone: Annotated[str | None, Field(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+$")] = None


class Hello(_Frame):
    """The first frame. ``identity`` is the company's own word: ``vouching`` says what of it is
    believed.
    """

    op: Literal["hello"]
    token: Annotated[str | None, Field(max_length=200)] = None
    since: SincePlace | None = None
    language: Literal["en", "fr"] | None = None
    identity: JsonValue = None
    visit: Visited | None = None


class Say(_Frame):
    """The visitor says something."""

    op: Literal["say"]
    id: Key
    text: Words
    page: VisitedPage | None = None
    files: Annotated[list[UUID], Field(max_length=MOST_FILES)] = []
    subject: Name | None = None
    form: Answers = {}
    context: Visited | None = None
    reply: Annotated[str | None, Field(max_length=200)] = None
    invitation: Name | None = None


class Leave(_Frame):
    """The visitor leaves a message and an address, for nobody is there."""

    op: Literal["leave"]
    id: Key
    text: Words
    email: Annotated[str, Field(max_length=254)]
    name: Short = None
    phone: Annotated[str | None, Field(max_length=40)] = None
    page: VisitedPage | None = None
    files: Annotated[list[UUID], Field(max_length=MOST_FILES)] = []
    subject: Name | None = None
    form: Answers = {}
    context: Visited | None = None


class Typing(_Frame):
    """The visitor types, or stopped."""

    op: Literal["typing"]
    on: bool


class Got(_Frame):
    """What was sent to the visitor has reached the page, or the visitor's eyes."""

    op: Literal["got", "seen"]
    ids: Annotated[list[UUID], Field(max_length=MOST_RECEIPTS)]


class Where(_Frame):
    """The visitor went to another page without leaving this document, or came to one."""

    op: Literal["where"]
    page: VisitedPage


class Locate(_Frame):
    """The visitor granted their place."""

    op: Literal["locate"]
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy: Annotated[float | None, Field(ge=0, le=50_000_000, allow_inf_nan=False)] = None


class Check(_Frame):
    """Would somebody answer now, for this subject?"""

    op: Literal["check"]
    subject: Name | None = None


class End(_Frame):
    """The visitor ends the conversation."""

    op: Literal["end"]
    id: Key | None = None


class Rate(_Frame):
    """The visitor judges a conversation."""

    op: Literal["rate"]
    id: Key
    interaction: UUID
    stars: Annotated[int, Field(ge=1, le=5)]
    comment: Annotated[str | None, Field(max_length=2_000)] = None


class Transcript(_Frame):
    """The visitor wants what was said by mail."""

    op: Literal["transcript"]
    id: Key
    email: Annotated[str, Field(max_length=254)]


class Ping(_Frame):
    """Still there?"""

    op: Literal["ping"]


FromVisitor = (
    Hello | Say | Leave | Typing | Got | Where | Locate | Check | End | Rate | Transcript | Ping
)
Asking = Say | Leave | Rate | Transcript
"""Frames answered by name: ``refused`` carries their id."""
_ADAPTER: TypeAdapter[FromVisitor] = TypeAdapter(Annotated[FromVisitor, Field(discriminator="op")])


class BadFrame(Exception):
    """The visitor's program speaks another language than ours."""


def parse(text: str) -> FromVisitor:
    """The frame. Raises ``BadFrame``."""
    if len(text) > LONGEST_FRAME:
        raise BadFrame("too long")
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        raise BadFrame(_told(first["type"], first["loc"])) from None


def _told(kind: str, place: tuple[int | str, ...]) -> str:
    """At most 123 bytes: all a close frame carries."""
    named = "/".join(str(part) for part in place if isinstance(part, int) or part.isidentifier())
    return f"{kind} {named}".strip()[:120].encode("ascii", "replace").decode()


def since_of(place: SincePlace | None) -> Since | None:
    """Where the page's knowledge ends."""
    return Since(place.interaction, place.seq) if place else None
