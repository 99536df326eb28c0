"""Tables of prices: the platform's lists, and which a tenant pays by."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.kit.db.tables import APPEND, KEEP, READ, Grants, PlatformTable, TenantTable
from guichet.prices.types import ListKind


class PriceListRow(PlatformTable):
    """A list. Requests read it by the name of the one their tenant pays by."""

    __tablename__ = "price_list"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[ListKind] = mapped_column(Text())
    name: Mapped[str]
    currency: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]


class PriceRowRow(PlatformTable):
    """A price from an instant on: only appended, so that the past keeps its prices."""

    __tablename__ = "price_row"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = APPEND

    list_id: Mapped[UUID] = mapped_column(ForeignKey("price_list.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    micros: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime]
    by_name: Mapped[str | None]


class PriceAssignmentRow(TenantTable):
    """Which list a tenant pays by, from an instant on: only appended."""

    __tablename__ = "price_assignment"
    __table_args__ = (Index("ix_price_assignment_list", "list_id"),)
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = APPEND

    valid_from: Mapped[datetime] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(ForeignKey("price_list.id"))
    recorded_at: Mapped[datetime]
    by_name: Mapped[str | None]
