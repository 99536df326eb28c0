"""The table of the brakes on guessing."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, Grants, PlatformTable


class Brake(PlatformTable):
    """How often somebody failed lately, and until when they wait."""

    __tablename__ = "sign_in_brake"
    __table_args__ = (Index("ix_sign_in_brake_last_at", "last_at"),)
    system_may: ClassVar[Grants] = ALL

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    """Digest of what is guarded: an account, an address, or both together."""
    failures: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
