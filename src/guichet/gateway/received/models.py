"""The table of texts companies received."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.types import Fate
from guichet.kit.db.tables import ALL, Grants, TenantTable


class ReceivedRow(TenantTable):
    """A text that concerned a company. One STOP may concern several, and is a row of each."""

    __tablename__ = "text_received"
    request_may: ClassVar[Grants] = frozenset({"SELECT", "DELETE"})
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (
        Index("ix_text_received_sender", "tenant_id", "sender", "id"),
        Index("ix_text_received_contact", "tenant_id", "contact_id"),
        Index("ix_text_received_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the text, made when it was dealt with: by it rows stand in order."""
    at: Mapped[datetime]
    sender: Mapped[str]
    addressee: Mapped[str]
    text: Mapped[str]
    fate: Mapped[Fate] = mapped_column(Text())
    keyword: Mapped[str | None]
    entry_point_id: Mapped[UUID | None]
    interaction_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
