"""Statements over notes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from guichet.crm.notes.models import NoteEditionRow, NoteRow
from guichet.crm.notes.types import Edition, Note
from guichet.crm.types import By
from guichet.kit.work import Work

MOST_EDITIONS = 200


async def add(work: Work, note: Note) -> None:
    """A new row."""
    statement = insert(NoteRow).values(
        tenant_id=work.tenant_id,
        id=note.id,
        version=note.version,
        contact_id=note.contact_id,
        text=note.text,
        by_kind=note.by.kind,
        by_id=note.by.id,
        by_name=note.by.name,
        at=note.at,
    )
    await work.session.execute(statement)


async def lock(work: Work, note_id: UUID) -> Note | None:
    """One, for change."""
    statement = (
        select(NoteRow)
        .where(NoteRow.tenant_id == work.tenant_id, NoteRow.id == note_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _note(row) if row else None


async def rewrite(work: Work, note: Note, before: Edition) -> None:
    """Another text; what it said before is kept."""
    kept = insert(NoteEditionRow).values(
        tenant_id=work.tenant_id,
        note_id=note.id,
        version=before.version,
        text=before.text,
        replaced_at=before.replaced_at,
        replaced_kind=before.replaced_by.kind,
        replaced_by=before.replaced_by.id,
        replaced_name=before.replaced_by.name,
    )
    await work.session.execute(kept)
    statement = (
        update(NoteRow)
        .where(NoteRow.tenant_id == work.tenant_id, NoteRow.id == note.id)
        .values(text=note.text, version=note.version, edited_at=note.edited_at)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def remove(work: Work, note_id: UUID) -> None:
    """It and what it said before."""
    statement = (
        delete(NoteRow)
        .where(NoteRow.tenant_id == work.tenant_id, NoteRow.id == note_id)
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def remove_of(work: Work, people: Sequence[UUID]) -> None:
    """All about these, and what they said before."""
    statement = (
        delete(NoteRow)
        .where(NoteRow.tenant_id == work.tenant_id, NoteRow.contact_id.in_(people))
        .execution_options(synchronize_session=False)
    )
    await work.session.execute(statement)


async def page(work: Work, people: Sequence[UUID], before: UUID | None, limit: int) -> list[Note]:
    """About these, the newest first, older than ``before``."""
    statement = select(NoteRow).where(
        NoteRow.tenant_id == work.tenant_id, NoteRow.contact_id.in_(people)
    )
    if before is not None:
        statement = statement.where(NoteRow.id < before)
    ordered = statement.order_by(NoteRow.id.desc()).limit(limit)
    found = await work.session.execute(ordered.execution_options(populate_existing=True))
    return [_note(row) for row in found.scalars()]


async def editions(work: Work, note_id: UUID) -> list[Edition]:
    """What a note said before, the newest first."""
    statement = (
        select(NoteEditionRow)
        .where(NoteEditionRow.tenant_id == work.tenant_id, NoteEditionRow.note_id == note_id)
        .order_by(NoteEditionRow.version.desc())
        .limit(MOST_EDITIONS)
    )
    return [
        Edition(
            row.version,
            row.text,
            row.replaced_at,
            By(row.replaced_kind, row.replaced_by, row.replaced_name),
        )
        for row in (await work.session.execute(statement)).scalars()
    ]


def _note(row: NoteRow) -> Note:
    by = By(row.by_kind, row.by_id, row.by_name)
    return Note(row.id, row.version, row.contact_id, row.text, by, row.at, row.edited_at)
