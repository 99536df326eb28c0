"""Tables of notes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from guichet.kit.db.tables import TenantTable
from guichet.kit.work import ActorKind


class NoteRow(TenantTable):
    """What somebody wrote down about a person."""

    __tablename__ = "contact_note"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"]),
        Index("ix_contact_note_contact_id", "tenant_id", "contact_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    contact_id: Mapped[UUID]
    text: Mapped[str]
    by_kind: Mapped[ActorKind] = mapped_column(Text())
    by_id: Mapped[UUID | None]
    by_name: Mapped[str | None]
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class NoteEditionRow(TenantTable):
    """What a note said before."""

    __tablename__ = "contact_note_edition"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "note_id"],
            ["contact_note.tenant_id", "contact_note.id"],
            ondelete="CASCADE",
        ),
    )

    note_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    replaced_at: Mapped[datetime]
    replaced_kind: Mapped[ActorKind] = mapped_column(Text())
    replaced_by: Mapped[UUID | None]
    replaced_name: Mapped[str | None]
