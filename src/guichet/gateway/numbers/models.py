"""The tables of numbers."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.numbers.types import StopScope
from guichet.kit.db.tables import ALL, READ, Grants, PlatformTable, TenantTable


class NumberRow(PlatformTable):
    """A number or short code. Never deleted; ``removed_at`` hides it."""

    __tablename__ = "sms_number"
    __table_args__ = (
        Index(
            "uq_sms_number_number",
            "number",
            unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    number: Mapped[str]
    territory: Mapped[str]
    shared: Mapped[bool]
    title: Mapped[str]
    stop: Mapped[StopScope] = mapped_column(Text())
    stop_days: Mapped[int]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class HoldingRow(TenantTable):
    """A number a company was given. What does not change of the number stands here as well: the
    company reads it under its own row security.
    """

    __tablename__ = "sms_holding"
    __table_args__ = (Index("ix_sms_holding_number", "number_id"),)
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = ALL

    number_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str]
    territory: Mapped[str]
    shared: Mapped[bool]
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    given_at: Mapped[datetime]
