"""The table of browser sessions."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, Grants, PlatformTable


class Session(PlatformTable):
    """A browser that proved who uses it, wholly or (``second_factor``) by half. The token is
    only in the browser; here stands its digest.
    """

    __tablename__ = "user_session"
    __table_args__ = (
        CheckConstraint("stage IN ('second_factor', 'full')", name="stage"),
        Index("ix_user_session_open", "user_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_user_session_expires_at", "expires_at"),
    )
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    stage: Mapped[str]
    method: Mapped[str]
    """How it began: password, passkey or oidc."""
    tenant_id: Mapped[UUID | None]
    """The only tenant it opens; ``None``: all of the user's. A tenant's own sign-in provider
    vouches for that tenant and no other.
    """
    address: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    """However much it is used."""
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
