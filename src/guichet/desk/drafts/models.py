"""The table of drafts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, literal_column
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Uuid

from guichet.kit.db.tables import TenantTable


class DraftRow(TenantTable):
    """What one agent began to write in one request."""

    __tablename__ = "draft"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "interaction_id"], ["interaction.tenant_id", "interaction.id"]
        ),
    )

    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    text: Mapped[str]
    note: Mapped[bool]
    saved_at: Mapped[datetime]
    files: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()), server_default=literal_column("'{}'"))
    """Without a foreign key: one that nobody used is swept, and then missing here."""
