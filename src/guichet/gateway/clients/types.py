"""What an SMPP account of a company is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from guichet.gateway.mass.types import Consent, MessageState, Purpose
from guichet.kit.ids import TenantId

MOST_ACCOUNTS: Final = 50
"""Of one company."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What people decide of an account."""

    name: str
    purpose: Purpose = "service"
    """Of texts whose service type says nothing else."""
    consent: Consent = "none"
    """What the company says people agreed to, for offers."""
    senders: tuple[str, ...] = ()
    """Names and numbers it may send under; none: any its company may."""
    networks: tuple[str, ...] = ()
    """Networks it may come from, such as 203.0.113.0/24; none: any."""
    most_binds: int = 4
    """At a time."""
    window: int = 100
    """Messages without answer, each way, of one bind."""
    per_second: int = 100
    """Messages it may submit, over all its binds."""


@dataclass(frozen=True, slots=True)
class SmppAccount:
    """An account as it is shown: its password is nowhere."""

    tenant_id: TenantId
    id: UUID
    system_id: str
    """By what it binds: one of its kind on the whole platform."""
    draft: Draft
    created_at: datetime
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, or renewed, with the only copy of its password."""

    account: SmppAccount
    password: str


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A receipt or text a company's system refused until it was given up."""

    id: UUID
    message_id: UUID
    address: str
    """The telephone a receipt is about, or that wrote the text."""
    is_text: bool
    state: MessageState
    """What a receipt tells."""
    at: datetime
    code: int
    """The status it was answered with last."""
    tries: int
    given_up_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is bound by an account just now."""

    binds: int = 0
    seen_at: datetime | None = None
    """When somebody was bound last; none: nobody ever, or long ago."""
