"""The tables of imports."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from guichet.crm.imports.types import ImportKind, ImportState, RowState
from guichet.kit.db.tables import READ, Grants, TenantTable


class ImportRow(TenantTable):
    """A file on its way in."""

    __tablename__ = "contact_import"
    __table_args__ = (
        Index(
            "uq_contact_import_busy",
            "tenant_id",
            unique=True,
            postgresql_where=text("state IN ('running', 'undoing')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[ImportKind] = mapped_column(Text())
    file_name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger())
    received: Mapped[int] = mapped_column(BigInteger())
    state: Mapped[ImportState] = mapped_column(Text())
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]
    layout: Mapped[dict[str, Any] | None] = mapped_column(JSONB())
    content_id: Mapped[UUID | None]
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JSONB())
    sample: Mapped[list[list[str]]] = mapped_column(JSONB())
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB())
    rows: Mapped[int | None] = mapped_column(BigInteger())
    done: Mapped[int] = mapped_column(BigInteger())
    cursor: Mapped[int] = mapped_column(BigInteger())
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB())
    undone: Mapped[int] = mapped_column(BigInteger())
    problem: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportPartRow(TenantTable):
    """A part of a file, kept in storage."""

    __tablename__ = "contact_import_part"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    begins: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    size: Mapped[int]
    file_id: Mapped[UUID]


class ImportResultRow(TenantTable):
    """What became of one row of a file, and what its card held before; without foreign keys, for a
    million come at once.
    """

    __tablename__ = "contact_import_row"
    reader_may: ClassVar[Grants] = READ
    __table_args__ = (
        Index("ix_contact_import_row_state", "tenant_id", "import_id", "state", "n"),
        Index("ix_contact_import_row_contact", "tenant_id", "contact_id", "import_id"),
    )

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    state: Mapped[RowState] = mapped_column(Text())
    contact_id: Mapped[UUID | None]
    version: Mapped[int | None]
    """Of the card after the import: who changed it since is known by it."""
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB())
    """What the card held, of those that were changed."""
    reasons: Mapped[list[Any] | None] = mapped_column(JSONB())
    cells: Mapped[list[str] | None] = mapped_column(JSONB())
