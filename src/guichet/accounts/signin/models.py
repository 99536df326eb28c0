"""Tables of the brakes on guessing and of password resets."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
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


class PasswordReset(PlatformTable):
    """A way back in for somebody who lost the password, sent by mail, usable once."""

    __tablename__ = "password_reset"
    __table_args__ = (Index("ix_password_reset_user_id", "user_id"),)
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
