"""Contacts, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from guichet.accounts.audit import service as audit
from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.events import consent_item
from guichet.consent.types import Given, Recorder
from guichet.crm import service
from guichet.crm.attributes.endpoints import router as attributes
from guichet.crm.companies import service as companies
from guichet.crm.companies.endpoints import router as companies_router
from guichet.crm.deps import PeoplePart
from guichet.crm.duplicates import service as duplicates
from guichet.crm.events import ERASED, MERGED, UNMERGED
from guichet.crm.handoff.endpoints import router as handoff
from guichet.crm.history import history
from guichet.crm.imports.endpoints import router as imports
from guichet.crm.merges import service as merges
from guichet.crm.notes.endpoints import router as notes
from guichet.crm.occurrences.endpoints import router as occurrences
from guichet.crm.places.endpoints import router as places
from guichet.crm.schemas import (
    ConsentIn,
    ConsentOut,
    ContactCardOut,
    ContactChange,
    ContactOut,
    DuplicateOut,
    EvidenceOut,
    KnownPhoneOut,
    MergeIn,
    NewContactIn,
    NewIdentity,
    PairOut,
    PhonesIn,
    TagOut,
    TimelineEntryOut,
    names_needed,
)
from guichet.crm.segments.endpoints import router as segments
from guichet.crm.types import By, ContactCard, Wanted
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import Work

router = api_router("contacts")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]
Writer = Annotated[Principal, Depends(require(Right.CONTACTS_WRITE))]
Merger = Annotated[Principal, Depends(require(Right.CONTACTS_MERGE))]
Eraser = Annotated[Principal, Depends(require(Right.CONTACTS_ERASE))]

A_CONTACT = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
TAKEN = Conflict("identity_taken", contact=A_CONTACT, name="Éloïse Payet")
FULL = Conflict("too_many_identities", limit=50)
CROWDED = Conflict("too_many_merged", limit=50)
LATER = Conflict("undo_later_first")


def _by(who: Principal) -> By:
    return By(who.kind, who.id, who.name)


async def _shown(work: Work, card: ContactCard) -> ContactCardOut:
    names = await companies.names_of(work, names_needed([card.contact]))
    return ContactCardOut.of_card(card, names)


@router.get("/contacts", responses=refusals(Forbidden(), Invalid()))
async def list_contacts(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    *,
    search: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Beginnings of names, codes, numbers, addresses; last digits of numbers.",
        ),
    ] = None,
    tag: Annotated[str | None, Query(max_length=40, description="Only those with it.")] = None,
    company_id: Annotated[UUID | None, Query(description="Only its people.")] = None,
) -> Page[ContactOut]:
    """List contacts, the newest first; of a search, what is exactly as asked first."""
    after = query.after(tuple[str, UUID])
    rows = await service.page(work, Wanted(search, tag, company_id), after, query.fetch)
    names = await companies.names_of(work, names_needed([one for _, one in rows]))
    return page_of(rows, query, lambda row: ContactOut.of(row[1], names), lambda row: row[0])


@router.post("/contacts/look-up", responses=refusals(Forbidden()))
async def look_up_contacts(_who: Reader, work: TenantWork, body: PhonesIn) -> Page[KnownPhoneOut]:
    """Whose these numbers are; those of nobody are left out."""
    found = await service.owners_of_phones(work, body.phones)
    return Page(items=[KnownPhoneOut.of(phone, one) for phone, one in found.items()])


@router.post("/contacts", status_code=201, responses=refusals(Forbidden(), Invalid(), TAKEN))
async def create_contact(_who: Writer, work: TenantWork, body: NewContactIn) -> ContactCardOut:
    """Write somebody down."""
    return await _shown(work, await service.create(work, body.value()))


@router.get("/contacts/{contact_id}", responses=refusals(NotFound(), Forbidden()))
async def get_contact(_who: Reader, work: TenantWork, contact_id: UUID) -> ContactCardOut:
    """Show a contact. The id of a card that was merged gives the card it became."""
    return await _shown(work, await service.card(work, contact_id))


@router.patch("/contacts/{contact_id}", responses=refusals(NotFound(), Forbidden(), Invalid()))
async def change_contact(
    _who: Writer, work: TenantWork, contact_id: UUID, body: ContactChange
) -> ContactCardOut:
    """Change a contact; what is left out stays."""
    return await _shown(work, await service.change(work, contact_id, body.change()))


@router.delete(
    "/contacts/{contact_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def erase_contact(
    _who: Eraser, work: TenantWork, people: PeoplePart, contact_id: UUID
) -> None:
    """Erase a person: the card, notes and all that is kept of them. It cannot be undone."""
    await service.erase(work, contact_id, people.owners)
    await audit.write(work, ERASED, f"contact:{contact_id}")


@router.post(
    "/contacts/{contact_id}/identities",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), Invalid(), TAKEN, FULL),
)
async def add_contact_identity(
    who: Writer, work: TenantWork, contact_id: UUID, body: NewIdentity
) -> ContactCardOut:
    """Note by what else a contact is known."""
    card = await service.add_identity(
        work, contact_id, body.claim(), _by(who), verified=body.verified
    )
    return await _shown(work, card)


@router.post(
    "/contacts/{contact_id}/identities/{identity_id}/verify",
    responses=refusals(NotFound(), Forbidden()),
)
async def verify_contact_identity(
    who: Writer, work: TenantWork, contact_id: UUID, identity_id: UUID
) -> ContactCardOut:
    """Note that somebody made sure that an identity is the person's."""
    card = await service.verify_identity(work, contact_id, identity_id, _by(who))
    return await _shown(work, card)


@router.delete(
    "/contacts/{contact_id}/identities/{identity_id}", responses=refusals(NotFound(), Forbidden())
)
async def remove_contact_identity(
    _who: Writer, work: TenantWork, contact_id: UUID, identity_id: UUID
) -> ContactCardOut:
    """Forget an identity: whoever comes with it is not taken for this person."""
    return await _shown(work, await service.remove_identity(work, contact_id, identity_id))


@router.get(
    "/contacts/{contact_id}/consents", responses=refusals(NotFound(), Forbidden(), Invalid())
)
async def list_contact_consents(
    _who: Reader, work: TenantWork, query: Paging, contact_id: UUID
) -> Page[ConsentOut]:
    """List everything a contact agreed to or withdrew, the newest first."""
    before = query.after(tuple[UUID])
    people = await service.people_of(work, contact_id)
    rows = await consents.history(work, people, before[0] if before else None, query.fetch)
    return page_of(
        rows, query, lambda one: ConsentOut.model_validate(consent_item(one)), lambda one: (one.id,)
    )


@router.get(
    "/contacts/{contact_id}/consents/{consent_id}/evidence",
    responses=refusals(NotFound(), Forbidden()),
)
async def get_consent_evidence(
    _who: Reader, work: TenantWork, contact_id: UUID, consent_id: UUID
) -> EvidenceOut:
    """Show how a contact came to a decision, step by step: what they read, how they were asked, how
    they confirmed.
    """
    people = await service.people_of(work, contact_id)
    if not await consents.is_of(work, consent_id, people):
        raise NotFound
    found = await consents.evidence(work, [consent_id])
    return EvidenceOut(steps=[dict(one) for one in found.get(consent_id, ())])


@router.post(
    "/contacts/{contact_id}/consents",
    status_code=201,
    responses=refusals(NotFound(), Forbidden(), Invalid()),
)
async def record_contact_consent(
    who: Writer, work: TenantWork, ground: GroundPart, contact_id: UUID, body: ConsentIn
) -> ConsentOut:
    """Append what a contact decided. Entries are never changed: what was decided last counts."""
    identity = await service.identity_on(work, contact_id, body.identity_id)
    digest = await digest_of(work, ground.cipher, identity.kind, identity.value)
    card_id = (await service.people_of(work, contact_id))[0]
    given = Given(body.purpose, body.medium, body.decision, body.source, body.proof)
    consent = await consents.record(
        work,
        consents.Address(identity.kind, digest, card_id),
        given,
        Recorder(who.kind, who.id, who.name),
        body.at,
    )
    await service.touched(work, contact_id)
    return ConsentOut.model_validate(consent_item(consent))


@router.get("/contacts/{contact_id}/duplicates", responses=refusals(NotFound(), Forbidden()))
async def list_contact_duplicates(
    _who: Reader, work: TenantWork, contact_id: UUID
) -> Page[DuplicateOut]:
    """List cards that may be of the same person, each with the reason."""
    own = (await service.people_of(work, contact_id))[0]
    found = await duplicates.of_card(work, own)
    others = await service.of_ids(work, [one.other(own) for one in found])
    names = await companies.names_of(work, names_needed(list(others.values())))
    shown = [DuplicateOut.of(one, others[one.other(own)], names) for one in found]
    return Page(items=shown)


@router.post(
    "/contacts/{contact_id}/duplicates/{other_id}/dismiss",
    status_code=204,
    responses=refusals(NotFound(), Forbidden()),
)
async def dismiss_contact_duplicate(
    _who: Merger, work: TenantWork, contact_id: UUID, other_id: UUID
) -> None:
    """Say that two cards are of two people: not proposed again for the same reason."""
    await duplicates.dismiss(work, contact_id, other_id)


@router.get("/contact-duplicates", responses=refusals(Forbidden(), Invalid()))
async def list_duplicates(_who: Reader, work: TenantWork, query: Paging) -> Page[PairOut]:
    """List all cards that may be of one person, found last first."""
    before = query.after(tuple[UUID])
    rows = await duplicates.page(work, before[0] if before else None, query.fetch)
    known = await service.of_ids(work, [each for one in rows for each in (one.low_id, one.high_id)])
    names = await companies.names_of(work, names_needed(list(known.values())))
    shown = {key: ContactOut.of(contact, names) for key, contact in known.items()}
    return page_of(
        rows,
        query,
        lambda one: PairOut(
            id=one.id,
            version=one.version,
            reason=one.reason,
            found_at=one.found_at,
            contacts=[shown[one.low_id], shown[one.high_id]],
        ),
        lambda one: (one.id,),
    )


@router.post(
    "/contacts/{contact_id}/merge",
    responses=refusals(NotFound(), Forbidden(), Invalid(), CROWDED),
)
async def merge_contacts(
    who: Merger, work: TenantWork, contact_id: UUID, body: MergeIn
) -> ContactCardOut:
    """Make another card part of this one; the merge can be undone."""
    card = await merges.merge(
        work, contact_id, body.other_id, body.reason, by=_by(who), take=frozenset(body.take)
    )
    await audit.write(work, MERGED, f"contact:{card.contact.id}", {"other": str(body.other_id)})
    return await _shown(work, card)


@router.post("/contact-merges/{merge_id}/undo", responses=refusals(NotFound(), Forbidden(), LATER))
async def undo_contact_merge(who: Merger, work: TenantWork, merge_id: UUID) -> ContactCardOut:
    """Undo a merge: both cards hold again what they held. Gives the one that stands apart."""
    card = await merges.undo(work, merge_id, _by(who))
    await audit.write(work, UNMERGED, f"contact:{card.contact.id}")
    return await _shown(work, card)


@router.get(
    "/contacts/{contact_id}/timeline", responses=refusals(NotFound(), Forbidden(), Invalid())
)
async def list_contact_timeline(
    _who: Reader,
    work: TenantWork,
    query: Paging,
    people: PeoplePart,
    contact_id: UUID,
    *,
    kind: Annotated[
        list[str] | None,
        Query(max_length=20, description="Only these kinds of entry; all unless given."),
    ] = None,
) -> Page[TimelineEntryOut]:
    """List everything that happened with a contact, over every medium, the newest first."""
    before = query.after(tuple[UUID])
    rows = await history(
        work,
        people.sources,
        await service.people_of(work, contact_id),
        kinds=frozenset(kind) if kind else None,
        place=before[0] if before else None,
        limit=query.fetch,
    )
    return page_of(rows, query, TimelineEntryOut.of, lambda one: (one.id,))


@router.get("/contact-tags", responses=refusals(Forbidden()))
async def list_contact_tags(_who: Reader, work: TenantWork) -> Page[TagOut]:
    """List every tag ever used, by name; the first thousand."""
    return Page(items=[TagOut(name=tag) for tag in await service.tags(work)])


ROUTERS = (
    router,
    notes,
    companies_router,
    attributes,
    handoff,
    occurrences,
    segments,
    places,
    imports,
)
"""In the order of the document."""
