"""The table of what tenants decided for themselves."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, READ, Grants, TenantTable


class SendingCareRow(TenantTable):
    """One tenant's own; no row: the prudent hours and nothing else."""

    __tablename__ = "sending_care"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = READ

    prudent: Mapped[bool]
    hours: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    cap_count: Mapped[int | None]
    cap_days: Mapped[int | None]
    added_days: Mapped[list[str]] = mapped_column(ARRAY(Text))
    removed_days: Mapped[list[str]] = mapped_column(ARRAY(Text))
    version: Mapped[int]
    changed_at: Mapped[datetime]
