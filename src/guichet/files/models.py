"""The tables of files."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.files.types import FileState, OwnerKind
from guichet.kit.db.tables import ALL, KEEP, Grants, TenantTable


class FileRow(TenantTable):
    """A file, from before its first byte on: what breaks off leaves a row that is swept."""

    __tablename__ = "file"
    request_may: ClassVar[Grants] = ALL
    __table_args__ = (Index("ix_file_interaction", "tenant_id", "interaction_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    """0 while it arrives."""
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    state: Mapped[FileState] = mapped_column(Text)
    found: Mapped[str | None]
    """What the virus scanner found."""
    owner_kind: Mapped[OwnerKind] = mapped_column(Text)
    owner_key: Mapped[str]
    interaction_id: Mapped[UUID | None]
    """Of a room above: without a foreign key, for this room does not know it."""
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]


class FileUsageRow(TenantTable):
    """How much a tenant keeps; changed in the same transaction as the files."""

    __tablename__ = "file_usage"
    request_may: ClassVar[Grants] = KEEP
    system_may: ClassVar[Grants] = frozenset({"SELECT"})

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    bytes: Mapped[int] = mapped_column(BigInteger)
    files: Mapped[int] = mapped_column(BigInteger)


class FileRulesRow(TenantTable):
    """What a tenant takes; without a row, what is right for most."""

    __tablename__ = "file_rules"
    request_may: ClassVar[Grants] = KEEP

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int]
    most_mb: Mapped[int]
    families: Mapped[list[str]] = mapped_column(ARRAY(Text()))
