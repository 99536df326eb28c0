"""Table of rehearsals."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import TenantTable


class RehearsalRow(TenantTable):
    """One rehearsal of routing rules."""

    __tablename__ = "rehearsal"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[str]
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    number: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    told_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
