"""The table of calendars."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class CalendarRow(TenantTable):
    """A calendar. Never deleted: queues of the past name it."""

    __tablename__ = "calendar"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    zone: Mapped[str]
    territory: Mapped[str | None]
    hours: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Week and exceptions, as ``agents.items.calendar_json`` writes them."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
