"""The table of templates."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.gateway.mass.types import Purpose
from guichet.kit.db.tables import TenantTable


class TemplateRow(TenantTable):
    """A text to begin from."""

    __tablename__ = "campaign_template"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    text: Mapped[str]
    purpose: Mapped[Purpose] = mapped_column(Text())
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
