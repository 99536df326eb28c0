"""The table of skills."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import KEEP, Grants, TenantTable


class SkillRow(TenantTable):
    """A skill. Never deleted: decisions of the past name it."""

    __tablename__ = "skill"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
