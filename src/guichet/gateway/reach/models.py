"""The table of what is known of numbers: the platform's own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.gateway.mass.contract import NumberState
from guichet.kit.db.tables import PlatformTable


class NumberRow(PlatformTable):
    """What a carrier said of a number last; gone after a month."""

    __tablename__ = "carrier_number"
    __table_args__ = (Index("ix_carrier_number_checked_at", "checked_at"),)

    number: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[NumberState] = mapped_column(Text())
    network: Mapped[str | None]
    ported: Mapped[bool | None]
    route_id: Mapped[UUID]
    checked_at: Mapped[datetime]
