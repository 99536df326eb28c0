"""Tables of what routing decided, and of what it promised."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import ALL, APPEND, READ, Grants, TenantTable
from guichet.routing.fates import Outcome
from guichet.routing.records import Kind

_OPEN = text("outcome IS NULL")


class RoutingDecisionRow(TenantTable):
    """One decision about an interaction, with what it was made of. Names are copies: they are what
    was so then. Without foreign keys, for it is written with every offer and never changed, and
    goes when it is old.
    """

    __tablename__ = "routing_decision"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_routing_decision_interaction", "tenant_id", "interaction_id", "id"),
        Index("ix_routing_decision_at", "at"),
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


class PromiseRow(TenantTable):
    """A wait a person was told, and what happened afterwards. One row for each wait named to them,
    not for each place in line.
    """

    __tablename__ = "promise"
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = ALL
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_promise_open", "tenant_id", "interaction_id", postgresql_where=_OPEN),
        Index("ix_promise_at", "at"),
    )

    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """In the interaction, from 0: who was overtaken and tells the same again writes nothing."""
    queue_id: Mapped[UUID]
    queue_name: Mapped[str]
    at: Mapped[datetime]
    position: Mapped[int]
    low: Mapped[int]
    high: Mapped[int]
    point: Mapped[int]
    outcome: Mapped[Outcome | None] = mapped_column(Text())
    settled_at: Mapped[datetime | None]
    waited: Mapped[int | None]
