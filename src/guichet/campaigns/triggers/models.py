"""The tables of triggers: what sets campaigns off, and each time it did."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.triggers.types import RunState, Skipped
from guichet.kit.db.tables import ALL, KEEP, READ, Grants, TenantTable


class TriggerRow(TenantTable):
    """What sets a campaign off."""

    __tablename__ = "campaign_trigger"
    request_may: ClassVar[Grants] = ALL
    system_may: ClassVar[Grants] = KEEP
    __table_args__ = (
        Index("ix_campaign_trigger_campaign", "tenant_id", "campaign_id"),
        Index("ix_campaign_trigger_event", "tenant_id", "event_type"),
        Index("ix_campaign_trigger_next", "next_at", postgresql_where=text("next_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    campaign_id: Mapped[UUID]
    when: Mapped[dict[str, Any]] = mapped_column(JSONB())
    event_type: Mapped[str | None]
    """The type of event it waits for."""
    limits: Mapped[dict[str, Any]] = mapped_column(JSONB())
    enabled: Mapped[bool]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class RunRow(TenantTable):
    """A trigger was set off."""

    __tablename__ = "campaign_run"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("uq_campaign_run_key", "tenant_id", "trigger_id", "key", unique=True),
        Index("ix_campaign_run_contact", "tenant_id", "trigger_id", "contact_id", "at"),
        Index(
            "ix_campaign_run_reference",
            "tenant_id",
            "trigger_id",
            "reference",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_campaign_run_state", "tenant_id", "trigger_id", "state", "at"),
        Index("ix_campaign_run_person", "tenant_id", "contact_id"),
        Index(
            "ix_campaign_run_begun",
            "due_at",
            postgresql_where=text("state = 'waiting' AND campaign_id IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    trigger_id: Mapped[UUID]
    key: Mapped[str]
    state: Mapped[RunState] = mapped_column(Text())
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    contact_id: Mapped[UUID | None]
    reference: Mapped[str | None]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB())
    expires_at: Mapped[datetime | None]
    campaign_id: Mapped[UUID | None]
    why: Mapped[Skipped | None] = mapped_column(Text())
    detail: Mapped[str | None]
