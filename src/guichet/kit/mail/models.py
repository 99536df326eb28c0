"""The outbox of mails."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, Grants, TenantTable


class OutboxMail(TenantTable):
    """A mail to be sent, or sent. Its content holds links with secrets: it is encrypted, a
    request can write but not read it, and it is removed once the mail is gone.
    """

    __tablename__ = "mail_outbox"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed')", name="state"),
        Index("ix_mail_outbox_due", "next_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_mail_outbox_created_at", "created_at"),
    )
    request_may: ClassVar[Grants] = frozenset({"INSERT"})
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    """When it is to be tried; while somebody tries, when their time is over."""
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
