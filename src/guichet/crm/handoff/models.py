"""The table of hand-offs."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import TenantTable


class HandoffRow(TenantTable):
    """Where a tenant's cards lead to: at most one."""

    __tablename__ = "contact_handoff"

    version: Mapped[int]
    title: Mapped[str]
    template: Mapped[str]
    secret: Mapped[bytes] = mapped_column(LargeBinary())
    """In a box of the master secret."""
    changed_at: Mapped[datetime]
