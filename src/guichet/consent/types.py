"""Consents as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Purpose = Literal["marketing", "reminders", "surveys", "profiling", "recording"]
"""What a person agrees to or refuses: offers, messages about an order or appointment, questions
about how it was, being put into segments, being recorded.
"""
ConsentMedium = Literal["sms", "mail", "call", "chat", "any"]
Decision = Literal["granted", "withdrawn"]
ConsentSource = Literal["agent", "form", "reply", "import", "api", "paper"]
"""Where it was given: told to an agent, on a form, by answering (STOP), in a list, by the company's
own system, on paper.
"""
AddressKind = Literal["visitor", "phone", "email", "external"]

LONGEST_PROOF = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """What a person decided."""

    purpose: Purpose
    medium: ConsentMedium
    decision: Decision
    source: ConsentSource
    proof: str | None = None
    """What shows it: the sentence agreed to, the address of a form, a file's name."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who wrote it down, with the name they had then."""

    kind: str
    id: UUID | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Consent:
    """One entry of the history: never changed, the newest of its kind counts."""

    id: UUID
    contact_id: UUID | None
    """On whose card it was recorded."""
    address_kind: AddressKind
    address_hash: bytes
    given: Given
    at: datetime
    """When the person decided."""
    recorded_at: datetime
    by: Recorder


Step = Mapping[str, str]
"""One thing that led to a decision: ``step`` names it, ``at`` says when, the rest what shows it."""


@dataclass(frozen=True, slots=True)
class GlobalEntry:
    """One entry of the platform's own list of addresses nobody writes to."""

    id: UUID
    address_hash: bytes
    blocked: bool
    """False: may be written to again."""
    reason: str
    at: datetime
    by_name: str | None
