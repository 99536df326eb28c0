"""A card as a whole: read together, stored with its event, found by what stands on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import service as consents
from guichet.crm import repository
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Attribute
from guichet.crm.duplicates import service as duplicates
from guichet.crm.events import CHANGED, CREATED, card_event
from guichet.crm.keys import keys_of, label_keys_of
from guichet.crm.matches import Mark, marks_of
from guichet.crm.types import Claim, Contact, ContactCard
from guichet.kit.errors import NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_MERGES = 50
"""Merges told on a card."""


async def read(session: AsyncSession, tenant_id: TenantId, contact: Contact) -> ContactCard:
    """Everything on the card of ``contact``."""
    if contact.merged_into is not None or contact.erased_at is not None:
        return ContactCard(contact, (), people=(contact.id,))
    people = await people_of(session, tenant_id, contact.id)
    identities = await repository.identities(session, tenant_id, people)
    known = {(one.kind, one.value) for one in identities}
    said = await repository.claims(session, tenant_id, people)
    merges = await repository.merges(session, tenant_id, people, None, MOST_MERGES)
    return ContactCard(
        contact,
        identities,
        claims=[one for one in said if (one.kind, one.value) not in known],
        consents=await consents.present(session, tenant_id, people),
        merges=[one for one in merges if one.undone_at is None],
        people=people,
    )


async def people_of(
    session: AsyncSession, tenant_id: TenantId, contact_id: UUID
) -> tuple[UUID, ...]:
    """Every id that leads to a contact, its own first."""
    return (contact_id, *await repository.aliases_of(session, tenant_id, contact_id))


async def for_change(work: Work, contact_id: UUID) -> Contact:
    """The contact an id leads to, locked until the transaction ends.

    :raises NotFound: there is none, or the person was erased.
    """
    root = await repository.root_of(work.session, work.tenant_id, contact_id)
    found = await repository.lock(work, [root]) if root else []
    if not found or found[0].erased_at is not None:
        raise NotFound
    if found[0].merged_into is not None:  # merged while we waited for the lock
        return await for_change(work, contact_id)
    return found[0]


async def store(work: Work, changed: Contact, kind: EventKind = CHANGED) -> ContactCard:
    """Write a changed card, which the caller holds locked, with its event; it is found by what
    stands on it now.
    """
    stored = replace(changed, version=changed.version + 1)
    await repository.write(work, stored)
    return await told(work, stored, kind)


async def told(work: Work, stored: Contact, kind: EventKind) -> ContactCard:
    """The event of a card that was just written."""
    card = await read(work.session, work.tenant_id, stored)
    await index(work, card)
    await work.record(card_event(kind, card))
    return card


async def introduce(work: Work, card: ContactCard) -> ContactCard:
    """The event of somebody new, whose rows were just added; found by what stands on the card."""
    await repository.add_keys(work, card.contact.id, _keys(card))
    await _compare(work, card)
    await work.record(card_event(CREATED, card))
    return card


async def introduce_all(work: Work, several: Sequence[ContactCard]) -> None:
    """As ``introduce``, rows included, for people of whom nothing is known that others could have
    in common with them.
    """
    await repository.add_all(work, several)
    await repository.add_keys_of(work, {card.contact.id: _keys(card) for card in several})
    await work.record_all([card_event(CREATED, card) for card in several])


async def take_in(work: Work, several: Sequence[ContactCard]) -> None:
    """As ``introduce_all`` for people of a list, but that they are compared with others, and told
    of by who takes them in: no event is written of each.
    """
    if not several:
        return
    await repository.add_all(work, several)
    await repository.add_keys_of(work, {card.contact.id: _keys(card) for card in several})
    known = await attributes.all_of(work)
    marks = {card.contact.id: _marks(card, known) for card in several}
    await duplicates.look_at_new(work, marks)


async def store_all(work: Work, changed: Sequence[Contact]) -> Mapping[UUID, int]:
    """As ``store`` for many, which the caller holds locked and which stand for people; gives their
    versions. Cards that others were merged into, or of whom something is claimed, one by one.
    """
    ids = [one.id for one in changed]
    apart = await repository.not_alone(work, ids) if ids else set()
    versions = {
        one.id: (await store(work, one)).contact.version for one in changed if one.id in apart
    }
    alone = [replace(one, version=one.version + 1) for one in changed if one.id not in apart]
    if alone:
        await repository.write_all(work, alone)
        whole = await _whole(work, alone)
        await _index_all(work, whole)
        await work.record_all([card_event(CHANGED, card) for card in whole])
    return {**versions, **{one.id: one.version for one in alone}}


async def _whole(work: Work, several: Sequence[Contact]) -> Sequence[ContactCard]:
    """The cards of contacts that stand alone and of whom nothing is claimed."""
    ids = [one.id for one in several]
    identities = await repository.identities_of_each(work, ids)
    agreed = await consents.present_of_each(work.session, work.tenant_id, ids)
    return [
        ContactCard(
            one,
            identities.get(one.id, ()),
            consents=agreed.get(one.id, ()),
            people=(one.id,),
        )
        for one in several
    ]


async def _index_all(work: Work, several: Sequence[ContactCard]) -> None:
    present = await repository.keys_of_each(work, [card.contact.id for card in several])
    wanted = {card.contact.id: _keys(card) for card in several}
    for one, keys in wanted.items():
        if present.get(one, set()) - keys:
            await repository.remove_keys(work, one, present[one] - keys)
    news = {one: keys - present.get(one, set()) for one, keys in wanted.items()}
    await repository.add_keys_of(work, news)
    known = await attributes.all_of(work)
    marks = {card.contact.id: _marks(card, known) for card in several}
    await duplicates.look_at_all(work, marks)


def _marks(card: ContactCard, known: Sequence[Attribute]) -> frozenset[Mark]:
    one = card.contact
    sure = [Claim(identity.kind, identity.value) for identity in card.identities]
    return marks_of(one.name, sure, card.claims, one.attributes, known)


async def index(work: Work, card: ContactCard) -> None:
    """Let the card be found by what stands on it, and be compared with others. Safe to repeat."""
    one = card.contact
    wanted = _keys(card)
    present = await repository.keys(work, one.id)
    if present - wanted:
        await repository.remove_keys(work, one.id, present - wanted)
    await repository.add_keys(work, one.id, wanted - present)
    await _compare(work, card)


async def _compare(work: Work, card: ContactCard) -> None:
    one = card.contact
    known = await attributes.all_of(work) if one.attributes else ()
    await duplicates.look(work, one.id, frozenset() if _hidden(one) else _marks(card, known))


def _keys(card: ContactCard) -> frozenset[str]:
    one = card.contact
    if _hidden(one):
        return frozenset()
    codes: Sequence[str] = [one.code, *(merge.loser_code for merge in card.merges)]
    known = [(identity.kind, identity.value) for identity in card.identities]
    found = label_keys_of(one.tags, one.company_id)
    return found.union(*(keys_of(one.name, code, known) for code in codes))


def _hidden(one: Contact) -> bool:
    return one.merged_into is not None or one.erased_at is not None
