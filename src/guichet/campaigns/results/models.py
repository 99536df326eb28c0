"""The tables of results: each recipient's fate, and the sums of a campaign.

Fates are as many as messages: no foreign keys, what they name was checked by who writes them.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.mass.types import MessageState
from guichet.kit.db.tables import ALL, KEEP, READ, Grants, TenantTable


class FateRow(TenantTable):
    """What became of one recipient; written once something is known of it."""

    __tablename__ = "campaign_fate"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("uq_campaign_fate_message", "tenant_id", "message_id", unique=True),
        Index("ix_campaign_fate_state", "tenant_id", "campaign_id", "state", "n"),
        Index(
            "ix_campaign_fate_replied",
            "tenant_id",
            "campaign_id",
            "n",
            postgresql_where=text("replied_at IS NOT NULL"),
        ),
        Index(
            "ix_campaign_fate_clicked",
            "tenant_id",
            "campaign_id",
            "n",
            postgresql_where=text("clicks > 0"),
        ),
        Index(
            "ix_campaign_fate_opted_out",
            "tenant_id",
            "campaign_id",
            "n",
            postgresql_where=text("opted_out_at IS NOT NULL"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The recipient's place in the campaign."""
    message_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    state: Mapped[MessageState] = mapped_column(Text())
    reason: Mapped[str | None]
    carrier_code: Mapped[str | None]
    parts: Mapped[int] = mapped_column(SmallInteger)
    micros: Mapped[int | None] = mapped_column(BigInteger)
    paid: Mapped[bool]
    left_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    clicks: Mapped[int]
    clicked_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]


class CurveRow(TenantTable):
    """How much of one campaign happened in one minute."""

    __tablename__ = "campaign_curve"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    """When the minute begins."""
    sent: Mapped[int]
    delivered: Mapped[int]
    replied: Mapped[int]
    clicked: Mapped[int]
    """People, at their first click."""
    opted_out: Mapped[int]


class FiguresRow(TenantTable):
    """The sums of one campaign."""

    __tablename__ = "campaign_figures"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ
    __table_args__ = ({"postgresql_with": {"fillfactor": 50}},)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    changed_at: Mapped[datetime]
    currency: Mapped[str | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB())
    """See ``counts.Counts``."""
    samples: Mapped[list[Any]] = mapped_column(JSONB())
    """How many had left, at the last instants."""
    first_left_at: Mapped[datetime | None]
    last_left_at: Mapped[datetime | None]
