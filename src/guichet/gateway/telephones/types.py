"""Texts from telephones as they are dealt with."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from guichet.gateway.context import Answered
from guichet.gateway.types import Fate, Identity
from guichet.kit.ids import TenantId


@dataclass(frozen=True, slots=True)
class Key:
    """By what a carrier's text is known."""

    route_id: UUID
    peer_id: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text a carrier delivered, and what became of it."""

    key: Key
    sender: str
    addressee: str
    text: str
    at: datetime
    heard_at: datetime
    id: UUID | None = None
    fate: Fate | None = None
    reason: str | None = None
    tenant_id: TenantId | None = None
    entry_point_id: UUID | None = None
    keyword: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What an entry point listens to."""

    tenant_id: TenantId
    entry_point_id: UUID
    number: str
    keyword: str | None
    """As the company wrote it; none: what fits no keyword."""
    account: str | None = None
    """The company's SMPP account that gets what is heard here, too."""


@dataclass(frozen=True, slots=True)
class Stray:
    """It is for nobody, and why."""

    code: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The last text of a telephone to a number that was for somebody."""

    tenant_id: TenantId
    entry_point_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Wrote:
    """When a company wrote to a telephone last."""

    tenant_id: TenantId
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who a telephone belongs to, at one company."""

    contact_id: UUID
    identities: Sequence[Identity]
    """All they are known by."""


WhoIs = Callable[[TenantId, Identity], Awaitable[Person | None]]
"""A port: the person known by an identity to a company; opens a work of its own."""


WhatAnswers = Callable[[TenantId, str, datetime], Awaitable[Answered | None]]
"""A port: what of a company's campaigns a telephone (E.164) answers that wrote at an instant; opens
a work of its own.
"""


async def nothing_answered(_tenant_id: TenantId, _telephone: str, _at: datetime) -> None:
    """Where nobody sends to many."""
    return


@dataclass(frozen=True, slots=True)
class WroteUs:
    """A text as sign-ups see it."""

    telephone: str
    """E.164."""
    number: str
    """Of ours."""
    text: str
    source: str
    """Unique for ever: a repeat is harmless."""
    at: datetime
    """As the carrier says."""
    heard_at: datetime
    """When it came in here."""


@dataclass(frozen=True, slots=True)
class SigningUp:
    """Where a keyword signs up."""

    tenant_id: TenantId
    page: str
    """The code of the sign-up page."""
    keyword: str | None
    language: str


class SignsUp(Protocol):
    """A port: who signs people up that write to a company's number. Each opens works of its own,
    and is harmless to repeat.
    """

    async def agrees(self, heard: WroteUs, companies: Collection[TenantId]) -> TenantId | None:
        """The one of ``companies`` whose question this text answers with yes, confirmed by now;
        none: it answers nothing of the kind.
        """
        ...

    async def up(self, heard: WroteUs, asked: SigningUp) -> str | None:
        """Sign up who wrote a keyword: the code of why nothing came of it, or none."""
        ...


class NobodySignsUp:
    """Where nobody can sign up."""

    async def agrees(self, _heard: WroteUs, _companies: Collection[TenantId]) -> None:
        """Nothing was asked."""
        return

    async def up(self, _heard: WroteUs, _asked: SigningUp) -> str:
        """There is nowhere to."""
        return "no_such_signup_page"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a text, to be written beside it."""

    fate: Fate
    reason: str | None = None
    tenant_id: TenantId | None = None
    entry_point_id: UUID | None = None
    keyword: str | None = None
    interaction_id: UUID | None = None
    """The conversation it went into."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A number a company was asked to forget."""

    tenant_id: TenantId
    id: UUID
    number: str
