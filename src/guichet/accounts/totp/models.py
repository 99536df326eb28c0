"""Tables of the second factor."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, Grants, PlatformTable


class TotpSecret(PlatformTable):
    """The secret an authenticator shares with us, encrypted."""

    __tablename__ = "totp_secret"
    system_may: ClassVar[Grants] = ALL

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """``None`` until a first code proved that the authenticator holds it."""
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The newest time step a code was accepted for: no code of it or before counts again."""


class RecoveryCode(PlatformTable):
    """A code to use once when the authenticator is lost."""

    __tablename__ = "recovery_code"
    system_may: ClassVar[Grants] = ALL

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None]
