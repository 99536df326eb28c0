"""Tables of use: one account a tenant, its reservations, and the ledger that is only appended."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.kit.db.tables import ALL, APPEND, KEEP, READ, Grants, TenantTable
from guichet.usage.types import LineKind

_ZERO = text("0")


class UsageAccountRow(TenantTable):
    """What one tenant may use: written by each accepting transaction, once."""

    __tablename__ = "usage_account"
    __table_args__ = (
        CheckConstraint("reserved >= 0 AND settled >= 0", name="never_negative"),
        Index(
            "ix_usage_account_stopped",
            "tenant_id",
            postgresql_where=text("stopped_at IS NOT NULL"),
        ),
        {"postgresql_with": {"fillfactor": 50}},
    )
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    currency: Mapped[str]
    credited: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    settled: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    reserved: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    allowed: Mapped[int | None] = mapped_column(BigInteger)
    low_at: Mapped[int | None] = mapped_column(BigInteger)
    low_told: Mapped[bool] = mapped_column(server_default=text("false"))
    day_cap: Mapped[int | None] = mapped_column(BigInteger)
    month_cap: Mapped[int | None] = mapped_column(BigInteger)
    day: Mapped[date | None]
    day_count: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    month_count: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    stopped_at: Mapped[datetime | None]
    stopped_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default=_ZERO)


class UsageHoldRow(TenantTable):
    """A reservation. Its key names what it is for."""

    __tablename__ = "usage_hold"
    __table_args__ = (
        CheckConstraint(
            "settled >= 0 AND released >= 0 AND settled + released <= micros", name="within"
        ),
        Index(
            "ix_usage_hold_done",
            "at",
            postgresql_where=text("settled + released = micros AND micros > 0"),
        ),
    )
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = ALL

    key: Mapped[str] = mapped_column(primary_key=True)
    micros: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(BigInteger)
    settled: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    released: Mapped[int] = mapped_column(BigInteger, server_default=_ZERO)
    at: Mapped[datetime]


class UsageLineRow(TenantTable):
    """A line of the ledger: never changed, and there is one for each part of each thing's life."""

    __tablename__ = "usage_line"
    __table_args__ = (Index("uq_usage_line_id", "tenant_id", "id", unique=True),)
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ

    source_kind: Mapped[str] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[LineKind] = mapped_column(Text())
    micros: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    hold: Mapped[str | None]
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
