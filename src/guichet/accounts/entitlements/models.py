"""Tables of entitlements."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.kit.db.tables import ALL, KEEP, READ, Grants, TenantTable


class Entitlement(TenantTable):
    """What one tenant has; no row = the platform's defaults. Only the platform changes it."""

    __tablename__ = "entitlement"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    features: Mapped[list[str]] = mapped_column(ARRAY(Text))
    quotas: Mapped[dict[str, Any]] = mapped_column(JSONB)
    version: Mapped[int]
    changed_at: Mapped[datetime]


class EntitlementDayUse(TenantTable):
    """How much of a daily quota a tenant used on one UTC day."""

    __tablename__ = "entitlement_day_use"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = ALL

    quota: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)
