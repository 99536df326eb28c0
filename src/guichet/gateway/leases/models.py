"""The table of leases."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import PlatformTable


class LeaseRow(PlatformTable):
    """One thing that one process at a time may hold."""

    __tablename__ = "connection_lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    token: Mapped[int] = mapped_column(BigInteger)
    """Grows with every change of hands: what a former holder writes late is refused by it."""
    expires_at: Mapped[datetime]
