"""The table of tenants."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import APPEND, KEEP, READ, Grants, PlatformTable, TenantTable


class TenantSlug(PlatformTable):
    """Which tenant holds a name in addresses: names are the platform's, no request sees others'."""

    __tablename__ = "tenant_slug"
    system_may: ClassVar[Grants] = APPEND

    slug: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]


class Tenant(TenantTable):
    """A company that uses the platform. Its id is its ``tenant_id``, so that row security shows
    a request its own tenant and no other.
    """

    __tablename__ = "tenant"
    __table_args__ = (CheckConstraint("status IN ('active', 'suspended')", name="status"),)
    request_may: ClassVar[Grants] = frozenset({"SELECT", "UPDATE"})
    system_may: ClassVar[Grants] = KEEP
    reader_may: ClassVar[Grants] = READ

    slug: Mapped[str]
    """Its name in addresses, claimed in ``tenant_slug``."""
    name: Mapped[str]
    zone: Mapped[str]
    """IANA time zone."""
    territory: Mapped[str]
    """ISO 3166-1 alpha-2; French overseas territories have their own."""
    currency: Mapped[str]
    """ISO 4217."""
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """The languages its contacts are answered in, the preferred one first."""
    status: Mapped[str]
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    version: Mapped[int]
