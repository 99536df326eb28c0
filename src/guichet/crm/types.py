"""Contacts as the rest of Guichet sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.gateway.types import IdentityKind


@dataclass(frozen=True, slots=True)
class ContactIdentity:
    """One of the names a person goes by."""

    id: UUID
    kind: IdentityKind
    value: str
    created_at: datetime


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


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact and by what they are known."""

    contact: Contact
    identities: Sequence[ContactIdentity]
