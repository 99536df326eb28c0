"""The table of answers."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, KEEP, Grants, TenantTable


class IdempotentAnswer(TenantTable):
    """The answer to one keyed request. Without ``status`` the request is under way in the
    transaction that holds the row.
    """

    __tablename__ = "idempotent_answer"
    __table_args__ = (Index("ix_idempotent_answer_created_at", "created_at"),)
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = ALL

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    body: Mapped[bytes | None]
    """Encrypted: an answer may hold a secret that is shown once."""
    created_at: Mapped[datetime]
