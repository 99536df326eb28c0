"""The table of requests for advice and modules: rows of the operator's own tenant."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.desk.advice.types import Kind
from guichet.kit.db.tables import ALL, Grants, TenantTable


class AdviceRequestRow(TenantTable):
    """One request. The asker is no row of this tenant: their ids are plain values."""

    __tablename__ = "advice_request"
    request_may: ClassVar[Grants] = ALL
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index("uq_advice_request_interaction", "tenant_id", "interaction_id", unique=True),
        Index("ix_advice_request_asker", "tenant_id", "asker_tenant_id", "asker_user_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    interaction_id: Mapped[UUID]
    kind: Mapped[Kind] = mapped_column(Text())
    title: Mapped[str]
    asker_tenant_id: Mapped[UUID]
    asker_user_id: Mapped[UUID]
    company: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
