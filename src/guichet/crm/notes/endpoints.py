"""Notes about contacts, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm import service as contacts
from guichet.crm.notes import service
from guichet.crm.notes.schemas import EditionOut, NoteIn, NoteOut
from guichet.crm.types import By
from guichet.kit.errors import Forbidden, Invalid, NotFound
from guichet.kit.http.deps import TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]


def _by(who: Principal) -> By:
    return By(who.kind, who.id, who.name)


@router.get("/contacts/{contact_id}/notes", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def list_contact_notes(
    _who: Reader, work: TenantWork, query: Paging, contact_id: UUID
) -> Page[NoteOut]:
    """List notes about a contact, the newest first."""
    before = query.after(tuple[UUID])
    people = await contacts.people_of(work, contact_id)
    rows = await service.page(work, people, before[0] if before else None, query.fetch)
    return page_of(rows, query, NoteOut.of, lambda one: (one.id,))


@router.post(
    "/contacts/{contact_id}/notes",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def write_contact_note(
    who: Writer, work: TenantWork, contact_id: UUID, body: NoteIn
) -> NoteOut:
    """Write a note about a contact."""
    return NoteOut.of(await service.write(work, contact_id, body.text, _by(who)))


@router.put(
    "/contacts/{contact_id}/notes/{note_id}",
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def edit_contact_note(
    who: Writer, work: TenantWork, contact_id: UUID, note_id: UUID, body: NoteIn
) -> NoteOut:
    """Edit a note; what it said is kept."""
    return NoteOut.of(await service.edit(work, contact_id, note_id, body.text, _by(who)))


@router.delete(
    "/contacts/{contact_id}/notes/{note_id}",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def remove_contact_note(
    _who: Writer, work: TenantWork, contact_id: UUID, note_id: UUID
) -> None:
    """Remove a note and what it said before."""
    await service.remove(work, contact_id, note_id)


@router.get("/contact-notes/{note_id}/editions", responses=refusals(NotFound(), Forbidden()))
async def list_note_editions(_who: Reader, work: TenantWork, note_id: UUID) -> Page[EditionOut]:
    """List what a note said before it was edited, the newest first."""
    found = await service.editions(work, note_id)
    return Page(items=[EditionOut.of(one) for one in found])
