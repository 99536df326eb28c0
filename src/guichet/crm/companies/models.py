"""Tables of companies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import TenantTable


class CompanyRow(TenantTable):
    """An organisation that people belong to."""

    __tablename__ = "company"
    __table_args__ = (
        Index(
            "ix_company_shown",
            "tenant_id",
            "name_key",
            "id",
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(Text(collation="C"))
    """The name in normal form: the order of the list."""
    domain: Mapped[str | None]
    phone: Mapped[str | None]
    about: Mapped[str | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class CompanyKeyRow(TenantTable):
    """A word a company is found by, in normal form."""

    __tablename__ = "company_key"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "company_id"], ["company.tenant_id", "company.id"]),
        Index("ix_company_key_company_id", "tenant_id", "company_id", "key"),
    )

    key: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
