"""Notes about contacts: written, edited with what they said before kept, removed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm import service as contacts
from guichet.crm.notes import repository
from guichet.crm.notes.events import ADDED, EDITED, REMOVED, note_event
from guichet.crm.notes.types import LONGEST_NOTE, Edition, Note
from guichet.crm.types import By
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.work import Work


async def write(work: Work, contact_id: UUID, text: str, by: By) -> Note:
    """A new note about a contact.

    :raises NotFound, Invalid: as it says.
    """
    said = _checked(text)
    card = await contacts.card(work, contact_id)
    if card.contact.erased_at is not None:
        raise NotFound
    note = Note(work.ids.new(), 1, card.contact.id, said, by, work.now)
    await repository.add(work, note)
    await work.record(note_event(ADDED, note))
    return note


async def edit(work: Work, contact_id: UUID, note_id: UUID, text: str, by: By) -> Note:
    """The note says this now; what it said is kept. The same again changes nothing.

    :raises NotFound, Invalid: as it says.
    """
    said = _checked(text)
    note = await _locked(work, contact_id, note_id)
    if note.text == said:
        return note
    before = Edition(note.version, note.text, work.now, by)
    edited = replace(note, text=said, version=note.version + 1, edited_at=work.now)
    await repository.rewrite(work, edited, before)
    await work.record(note_event(EDITED, edited))
    return edited


async def remove(work: Work, contact_id: UUID, note_id: UUID) -> None:
    """It and what it said before are gone.

    :raises NotFound: there is none.
    """
    note = await _locked(work, contact_id, note_id)
    await repository.remove(work, note.id)
    await work.record(note_event(REMOVED, replace(note, version=note.version + 1, removed=True)))


async def page(
    work: Work, people: Sequence[UUID], before: UUID | None, limit: int
) -> Sequence[Note]:
    """About these, the newest first, older than ``before``."""
    return await repository.page(work, people, before, limit)


async def editions(work: Work, note_id: UUID) -> Sequence[Edition]:
    """What a note said before, the newest first.

    :raises NotFound: there is no such note.
    """
    note = await repository.lock(work, note_id)
    if note is None:
        raise NotFound
    return await repository.editions(work, note.id)


class NotesOfPeople:
    """Fulfils ``ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """All notes about these, with what they said before."""
        await repository.remove_of(work, people)


async def _locked(work: Work, contact_id: UUID, note_id: UUID) -> Note:
    note = await repository.lock(work, note_id)
    if note is None or note.contact_id not in await contacts.people_of(work, contact_id):
        raise NotFound
    return note


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(None, (FieldFault("text", "required"),))
    if len(said) > LONGEST_NOTE:
        raise Invalid(None, (FieldFault("text", "too_long", {"limit": LONGEST_NOTE}),))
    return said
