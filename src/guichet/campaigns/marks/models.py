"""The table of marks."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.campaigns.marks.types import MarkKind
from guichet.kit.db.tables import ALL, APPEND, Grants, TenantTable


class MarkRow(TenantTable):
    """Somebody answered, followed a link or told us to stop; gone once it is counted."""

    __tablename__ = "campaign_mark"
    request_may: ClassVar[Grants] = APPEND
    system_may: ClassVar[Grants] = ALL
    __table_args__ = (Index("ix_campaign_mark_campaign", "campaign_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID]
    n: Mapped[int]
    kind: Mapped[MarkKind] = mapped_column(Text())
    at: Mapped[datetime]
