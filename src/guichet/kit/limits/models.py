"""The shared count."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import MachineryTable


class RateWindow(MachineryTable):
    """What processes have taken of one caller's quota in one window."""

    __tablename__ = "rate_window"
    __table_args__ = (Index("ix_rate_window_begins_at", "begins_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(primary_key=True)
    taken: Mapped[int]
