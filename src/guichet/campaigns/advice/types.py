"""What is asked for advice, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from guichet.crm.attributes.types import Label
from guichet.gateway.mass.types import Consent, Encoding, Purpose
from guichet.kit.i18n.negotiation import Language
from guichet.policies.types import Stricter

Grade = Literal["good", "better", "bad", "open", "later"]
"""Nothing to say; could be better; against the law or surely to your harm; cannot be said yet; is
done after sending.
"""
Param = str | int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as it stands from a day on."""

    id: str
    version: int
    valid_from: date
    title: Label
    why: Label
    params: Mapping[str, int | Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the text, by characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say; its sentence is ``advice.<rule>.<code>``."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    place: Place | None = None
    instead: str | None = None
    """What could stand there."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one rule says."""

    rule: Rule
    grade: Grade
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be sent, as far as it is known. Texts are templates."""

    text: str
    language: Language | None = None
    """None: found out."""
    company: str = ""
    """The name people know."""
    sender: str | None = None
    answerable: bool = False
    """People may answer."""
    purpose: Purpose = "marketing"
    consent: Consent = "none"
    encoding: Encoding = "auto"
    economical: bool = False
    recipients: int | None = None
    everybody: bool = False
    """Nobody was chosen among the contacts."""
    offers_lately: int | None = None
    """How many offers these people had within the last 30 days, the one with the most."""
    at: datetime | None = None
    """When it goes; none: not decided."""
    offer_ends_at: datetime | None = None
    territories: Sequence[str] = ()
    """Where the recipients are."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    """The company's."""
    stricter: Stricter = field(default_factory=Stricter)
