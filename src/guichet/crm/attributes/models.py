"""The table of definitions."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.crm.attributes.types import AttributeType, Meaning
from guichet.kit.db.tables import TenantTable


class AttributeRow(TenantTable):
    """One attribute of a tenant's contacts."""

    __tablename__ = "contact_attribute"
    __table_args__ = (Index("uq_contact_attribute_key", "tenant_id", "key", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str]
    label_fr: Mapped[str]
    label_en: Mapped[str]
    type: Mapped[AttributeType] = mapped_column(Text())
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    meaning: Mapped[Meaning | None] = mapped_column(Text())
    place: Mapped[int]
    removed: Mapped[bool]
