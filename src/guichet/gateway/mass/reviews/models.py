"""The table of reviews."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.mass.reviews.types import ReviewState
from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class ReviewRow(TenantTable):
    """What waits for a look of the platform, or waited: at most one of a tenant waits."""

    __tablename__ = "mass_review"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP
    __table_args__ = (
        Index(
            "uq_mass_review_waiting",
            "tenant_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_mass_review_state", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[ReviewState] = mapped_column(Text())
    samples: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    recipients: Mapped[int]
    asked_at: Mapped[datetime]
    expected_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    by_name: Mapped[str | None]
    reason: Mapped[str | None]
