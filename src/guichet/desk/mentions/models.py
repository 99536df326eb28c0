"""The table of mentions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import TenantTable


class MentionRow(TenantTable):
    """A note that calls an agent."""

    __tablename__ = "mention"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
        Index(
            "ix_mention_unread",
            "tenant_id",
            "agent_id",
            "id",
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_mention_interaction_id", "tenant_id", "interaction_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    agent_id: Mapped[UUID]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    interaction_id: Mapped[UUID]
    message_id: Mapped[UUID]
    excerpt: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
