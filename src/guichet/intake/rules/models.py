"""Tables of routing rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import READ, TenantTable


class RoutingRulesRow(TenantTable):
    """A published version of a tenant's rules. The one with the greatest number is in force."""

    __tablename__ = "routing_rules"
    system_may = READ
    reader_may = READ

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]
    published_by_name: Mapped[str]
    note: Mapped[str]
    restored: Mapped[int | None]


class RoutingDraftRow(TenantTable):
    """The rules somebody is working on, one draft a tenant."""

    __tablename__ = "routing_draft"

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int]
    rules: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """None: nothing beside what is published."""
    based_on: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    changed_by_name: Mapped[str]


class RoutingMatchRow(TenantTable):
    """Which rules placed a request when it came in, and why: kept as long as the request."""

    __tablename__ = "routing_match"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
    )
    system_may = READ
    reader_may = READ

    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    matches: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    at: Mapped[datetime]
