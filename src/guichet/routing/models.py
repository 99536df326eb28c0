"""The table of what routing decided."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import APPEND, READ, Grants, TenantTable
from guichet.routing.records import Kind


class RoutingDecisionRow(TenantTable):
    """One decision about an interaction, with what it was made of. Names are copies: they are what
    was so then. Without foreign keys, for it is written with every offer and never changed.
    """

    __tablename__ = "routing_decision"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = APPEND
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_routing_decision_interaction", "tenant_id", "interaction_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    interaction_id: Mapped[UUID]
    at: Mapped[datetime]
    kind: Mapped[Kind] = mapped_column(Text())
    agent_id: Mapped[UUID | None]
    agent_name: Mapped[str | None]
    queue_id: Mapped[UUID | None]
    queue_name: Mapped[str | None]
    until: Mapped[datetime | None]
    code: Mapped[str]
    params: Mapped[dict[str, Any]] = mapped_column(JSONB())
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
