"""The table of queues."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class QueueRow(TenantTable):
    """A queue. Never deleted: requests and figures name it for ever; ``moved_to`` hides it."""

    __tablename__ = "queue"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "calendar_id"], ["calendar.tenant_id", "calendar.id"]),
        ForeignKeyConstraint(["tenant_id", "moved_to"], ["queue.tenant_id", "queue.id"]),
        Index(
            "uq_queue_default",
            "tenant_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
        Index("uq_queue_key", "tenant_id", "key", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str]
    is_default: Mapped[bool]
    name: Mapped[str]
    calendar_id: Mapped[UUID | None]
    rules: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The rest of what people decide, as ``agents.items.queue_json`` writes it."""
    created_at: Mapped[datetime]
    moved_to: Mapped[UUID | None]
