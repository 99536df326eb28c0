"""The tables of campaigns: what was written, who gets it, who is left out, what was accepted.

Recipients, exclusions and chunks are without foreign keys: they are written many at a time by one
writer, from rows it checked.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.types import CampaignState, ExclusionReason, Obstacle
from guichet.kit.db.tables import ALL, KEEP, READ, Grants, TenantTable

CHANGE: Grants = frozenset({"SELECT", "UPDATE"})
"""Rows lose who they are about when a person is erased."""


class CampaignRow(TenantTable):
    """A campaign."""

    __tablename__ = "campaign"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_campaign_next", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        Index(
            "ix_campaign_started",
            "tenant_id",
            "started_at",
            postgresql_where=text("started_at IS NOT NULL"),
        ),
        Index(
            "ix_campaign_over",
            "finished_at",
            postgresql_where=text("finished_at IS NOT NULL AND forgotten_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[CampaignState] = mapped_column(Text())
    name: Mapped[str]
    wording: Mapped[dict[str, Any]] = mapped_column(JSONB())
    audience: Mapped[dict[str, Any]] = mapped_column(JSONB())
    timing: Mapped[dict[str, Any]] = mapped_column(JSONB())
    offer_ends_at: Mapped[datetime | None]
    spend_cap: Mapped[int | None] = mapped_column(BigInteger)
    """In millionths of ``currency``."""
    currency: Mapped[str | None]
    """Of the cap before sending, of what is paid since."""
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    created_kind: Mapped[str]
    created_id: Mapped[UUID | None]
    created_name: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_kind: Mapped[str | None]
    sent_id: Mapped[UUID | None]
    sent_name: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    undo_until: Mapped[datetime | None]
    approved_kind: Mapped[str | None]
    approved_id: Mapped[UUID | None]
    approved_name: Mapped[str | None]
    recipients: Mapped[int | None]
    excluded: Mapped[int | None]
    shown_recipients: Mapped[int | None]
    shown_excluded: Mapped[int | None]
    freezing: Mapped[UUID | None]
    """Who makes the list just now."""
    freezing_until: Mapped[datetime | None]
    prepared: Mapped[int]
    spent: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    listed: Mapped[int | None]
    agreed: Mapped[dict[str, Any] | None] = mapped_column(JSONB())
    exclusions: Mapped[dict[str, Any] | None] = mapped_column(JSONB())
    """How many are left out, by reason."""
    forgotten_at: Mapped[datetime | None]
    foreseen_at: Mapped[datetime | None]
    foreseen_from: Mapped[datetime | None]
    foreseen_to: Mapped[datetime | None]
    had_left: Mapped[int | None]
    obstacle: Mapped[Obstacle | None] = mapped_column(Text())
    next_at: Mapped[datetime | None]
    follows: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]


class RecipientRow(TenantTable):
    """Somebody a campaign goes to, as frozen."""

    __tablename__ = "campaign_recipient"
    request_may: ClassVar[Grants] = CHANGE
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index(
            "ix_campaign_recipient_contact",
            "tenant_id",
            "contact_id",
            "campaign_id",
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1, without gaps."""
    contact_id: Mapped[UUID | None]
    address: Mapped[str]
    """Empty: the person was erased."""


class ExclusionRow(TenantTable):
    """Somebody who was chosen and is left out."""

    __tablename__ = "campaign_exclusion"
    request_may: ClassVar[Grants] = CHANGE
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_campaign_exclusion_reason", "tenant_id", "campaign_id", "reason", "n"),
        Index(
            "ix_campaign_exclusion_contact",
            "tenant_id",
            "contact_id",
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contact_id: Mapped[UUID | None]
    address: Mapped[str | None]
    reason: Mapped[ExclusionReason] = mapped_column(Text())


class ShownRow(TenantTable):
    """Somebody a campaign with a time would have gone to, as its list was when it was planned."""

    __tablename__ = "campaign_shown"
    request_may: ClassVar[Grants] = CHANGE
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index(
            "ix_campaign_shown_contact",
            "tenant_id",
            "contact_id",
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    contact_id: Mapped[UUID | None]
    address: Mapped[str]
    """Empty: the person was erased."""


class CampaignChunkRow(TenantTable):
    """Recipients from ``first`` on that one transaction accepted, moving the cursor with it."""

    __tablename__ = "campaign_chunk"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "INSERT"})
    system_may: ClassVar[Grants] = frozenset({"SELECT", "INSERT"})
    reader_may: ClassVar[Grants] = READ

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    chunk_id: Mapped[UUID]
    due_at: Mapped[datetime]
    micros: Mapped[int] = mapped_column(BigInteger)


class CampaignRulesRow(TenantTable):
    """What a company decided about its campaigns."""

    __tablename__ = "campaign_rules"
    request_may: ClassVar[Grants] = KEEP

    version: Mapped[int]
    approval: Mapped[bool]
