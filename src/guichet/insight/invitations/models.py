"""Tables of invitations: for whom a rule held, and what those visitors bought."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, KEEP, TenantTable


class InvitationExposureRow(TenantTable):
    """The first time a rule held for a visitor, and what became of it."""

    __tablename__ = "invitation_exposure"
    __table_args__ = (
        Index("ix_invitation_exposure_time", "tenant_id", "entry_point_id", "exposed_at"),
        Index("ix_invitation_exposure_exposed_at", "exposed_at"),
    )
    request_may = KEEP
    system_may = ALL

    entry_point_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    """Drawn by the visitor's page: says nothing of the person."""
    rule: Mapped[str] = mapped_column(primary_key=True)
    kept: Mapped[bool]
    withheld: Mapped[bool]
    exposed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    bought_at: Mapped[datetime | None]
    purchases: Mapped[int] = mapped_column(server_default=text("0"))


class InvitationPurchaseRow(TenantTable):
    """What a visitor bought for whom a rule had held: the same twice counts once."""

    __tablename__ = "invitation_purchase"
    __table_args__ = (Index("ix_invitation_purchase_bought_at", "bought_at"),)
    request_may = KEEP
    system_may = ALL

    entry_point_id: Mapped[UUID] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    purchase_id: Mapped[str] = mapped_column(primary_key=True)
    bought_at: Mapped[datetime]
    amount: Mapped[int | None] = mapped_column(BigInteger())
    currency: Mapped[str | None]
