"""The tables of sign-ups."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.signups.types import ConfirmedBy, Medium, State, Way
from guichet.consent.types import Purpose
from guichet.kit.db.tables import ALL, KEEP, READ, Grants, TenantTable


class PageRow(TenantTable):
    """A page where people sign up."""

    __tablename__ = "signup_page"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = READ
    __table_args__ = (Index("ix_signup_page_code", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    wording: Mapped[int]
    words: Mapped[dict[str, Any]] = mapped_column(JSONB())
    asks: Mapped[dict[str, Any]] = mapped_column(JSONB())
    purpose: Mapped[Purpose] = mapped_column(Text())
    territories: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    list_id: Mapped[UUID | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    sender: Mapped[str | None]
    keyword_asks: Mapped[bool]
    day_cap: Mapped[int]
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SignUpRow(TenantTable):
    """Somebody who signed up: while it waits with the address, once confirmed with the contact.
    What was not confirmed in time is deleted.
    """

    __tablename__ = "signup"
    request_may: ClassVar[Grants] = ALL
    system_may: ClassVar[Grants] = frozenset({"SELECT", "DELETE"})
    __table_args__ = (
        Index("uq_signup_source", "tenant_id", "page_id", "source", unique=True),
        Index("ix_signup_address", "address", "at"),
        Index("ix_signup_of_tenant", "tenant_id", "address", "at"),
        Index("ix_signup_page", "tenant_id", "page_id", "at"),
        Index("ix_signup_contact", "tenant_id", "contact_id"),
        Index("ix_signup_token", "token"),
        Index("ix_signup_old", "expires_at"),
        Index(
            "ix_signup_asked",
            "tenant_id",
            "page_id",
            "at",
            postgresql_where=text("message_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    page_id: Mapped[UUID]
    state: Mapped[State] = mapped_column(Text())
    source: Mapped[str]
    way: Mapped[Way] = mapped_column(Text())
    medium: Mapped[Medium] = mapped_column(Text())
    address: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB())
    came: Mapped[dict[str, Any]] = mapped_column(JSONB())
    token: Mapped[bytes | None] = mapped_column(LargeBinary())
    """The digest of what the link of the confirmation holds."""
    message_id: Mapped[UUID | None]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[ConfirmedBy | None] = mapped_column(Text())
    confirmation: Mapped[dict[str, Any]] = mapped_column(JSONB())
    contact_id: Mapped[UUID | None]


class SignUpDayRow(TenantTable):
    """What came of a page on one day, of UTC."""

    __tablename__ = "signup_day"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    page_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seen: Mapped[int]
    signed: Mapped[int]
    confirmed: Mapped[int]
    unsent: Mapped[int]
