"""Somebody comes in: known by an identity, vouched for by the company's own server, or new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from guichet.crm import cards, repository
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.verdicts import checked
from guichet.crm.events import CREATED
from guichet.crm.merges import service as merges
from guichet.crm.normal_forms import identity_of, territory_of
from guichet.crm.types import (
    LONGEST_NAME,
    MOST_IDENTITIES,
    By,
    Claim,
    Contact,
    ContactCard,
    ContactIdentity,
    Verification,
)
from guichet.gateway.context import Claims
from guichet.gateway.types import Identity
from guichet.kit.work import Work

SYSTEM = By("system")
SIGNED_IN = "signed_in"
"""Reason of a merge nobody asked for: an unknown visitor turned out to be somebody known."""
_NOBODY = UUID(int=0)


def stranger(
    work: Work, name: str | None, language: str | None, contact_id: UUID | None = None
) -> Contact:
    """A contact nobody knew, not stored yet, under a new id if none is given."""
    contact_id = contact_id or work.ids.new()
    return Contact(
        id=contact_id,
        version=1,
        name=_name(name),
        code=contact_id.hex[-4:].upper(),
        language=language,
        created_at=work.now,
        last_seen_at=work.now,
    )


async def meet(
    work: Work,
    identity: Identity,
    name: str | None,
    language: str | None,
    claims: Claims | None,
) -> Contact:
    """As :func:`guichet.crm.service.meet` says."""
    if claims is not None and claims.verified:
        said = await _identities(work, claims)
        if said:
            vouched = Vouched(said, claims, language)
            return await _note(work, await _meet_vouched(work, identity, vouched), claims.beside)
    contact = await _meet(work, identity, name, language)
    return await _note(work, contact, None if claims is None or claims.verified else claims)


async def meet_strangers(
    work: Work, several: Mapping[Identity, str | None]
) -> Mapping[Identity, Contact]:
    """As :func:`guichet.crm.service.meet_strangers` says."""
    known = await repository.known_of(work, several)
    fresh = {
        identity: stranger(work, None, language)
        for identity, language in several.items()
        if identity not in known
    }
    made = [
        ContactCard(
            contact,
            [ContactIdentity(work.ids.new(), identity.kind, identity.value, work.now)],
            people=(contact.id,),
        )
        for identity, contact in fresh.items()
    ]
    if made:
        await cards.introduce_all(work, made)
    return fresh


async def known_or_made(
    work: Work, people: Sequence[Sequence[Identity]]
) -> Sequence[tuple[UUID, bool]]:
    """As :func:`guichet.crm.service.known_or_made` says."""
    every = {one for person in people for one in person}
    owners = await repository.owners_of(work, every) if every else {}
    led = [_led(person, owners) for person in people]
    unknown = {
        one for person, owner in zip(people, led, strict=True) if not owner for one in person
    }
    if not unknown:
        return [(owner or _NOBODY, False) for owner in led]
    await repository.known_of(work, unknown)  # waits for the turn of each
    owners |= await repository.owners_of(work, unknown)
    made: list[ContactCard] = []
    for person in people:
        if not _led(person, owners):
            card = _card_of(work, person)
            made.append(card)
            owners |= dict.fromkeys(person, card.contact.id)
    await cards.introduce_all(work, made)
    fresh = {card.contact.id for card in made}
    found = [_led(person, owners) or _NOBODY for person in people]
    return [(one, one in fresh) for one in found]


def _led(person: Sequence[Identity], owners: Mapping[Identity, UUID]) -> UUID | None:
    for one in person:
        if (owner := owners.get(one)) is not None:
            return owner
    return None


def _card_of(work: Work, person: Sequence[Identity]) -> ContactCard:
    contact = stranger(work, None, None)
    known = [
        ContactIdentity(work.ids.new(), one.kind, one.value, work.now, "claim")
        for one in dict.fromkeys(person)
    ]
    return ContactCard(contact, known, people=(contact.id,))


async def is_of_another(work: Work, identity: Identity, claims: Claims) -> bool:
    """As :func:`guichet.crm.service.is_of_another` says."""
    mine = await repository.owner_of(work, identity)
    said = await _identities(work, claims) if claims.verified else []
    if mine is None or not said:
        return False
    known = await _owner(work, said)
    if known is None:
        return await _contradicts(work, mine, said)
    return known != mine and not await _is_anonymous(work, mine)


async def _owner(work: Work, said: Sequence[Identity]) -> UUID | None:
    """Whom what is vouched for leads to, the strongest first. A card with another external id is
    never the person's: two accounts may share a mailbox.
    """
    external = [one for one in said if one.kind == "external"]
    for one in said:
        owner = await repository.owner_of(work, one)
        if owner is not None and not await _contradicts(work, owner, external):
            return owner
    return None


async def _meet(work: Work, identity: Identity, name: str | None, language: str | None) -> Contact:
    contact_id = await repository.owner_of(work, identity)
    if contact_id is None:
        await repository.wait_for_turn(work, identity)
        contact_id = await repository.owner_of(work, identity)
    if contact_id is None:
        contact = stranger(work, name, language)
        await repository.add(work, contact)
        one = await _attach(work, contact.id, identity)
        await cards.introduce(work, ContactCard(contact, [one], people=(contact.id,)))
        return contact
    contact = await repository.seen(work, contact_id)
    if contact.merged_into is not None:  # merged while we waited for the row
        return await _meet(work, identity, name, language)
    wanted = replace(
        contact, name=contact.name or _name(name), language=contact.language or language
    )
    return contact if wanted == contact else (await cards.store(work, wanted)).contact


@dataclass(frozen=True, slots=True)
class Vouched:
    """Who the company's server says it is."""

    said: Sequence[Identity]
    """The strongest first."""
    claims: Claims
    language: str | None


async def _meet_vouched(work: Work, identity: Identity, vouched: Vouched) -> Contact:
    for one in sorted((identity, *vouched.said), key=lambda one: (one.kind, one.value)):
        await repository.wait_for_turn(work, one)
    mine = await repository.owner_of(work, identity)
    known = await _owner(work, vouched.said)
    if known is None and mine is not None and not await _contradicts(work, mine, vouched.said):
        known = mine
    if known is None:
        contact = stranger(work, vouched.claims.name, vouched.language)
        await repository.add(work, contact)
        made = True
    else:
        contact = await repository.seen(work, known)
        made = False
    moved = await _lead(work, identity, mine, contact)
    return await _write_down(work, contact, vouched, changed=moved, made=made)


async def _lead(work: Work, identity: Identity, mine: UUID | None, contact: Contact) -> bool:
    """Let the identity lead to ``contact``; whether it did not before."""
    if mine == contact.id:
        return False
    if mine is None:
        await _attach(work, contact.id, identity)
    elif await _is_anonymous(work, mine):
        await merges.merge(work, contact.id, mine, SIGNED_IN, by=SYSTEM)
    else:
        await repository.move_identity(work, identity, contact.id)
        await cards.store(work, await cards.for_change(work, mine))
    return True


async def _write_down(
    work: Work, contact: Contact, vouched: Vouched, *, changed: bool, made: bool
) -> Contact:
    one = await cards.for_change(work, contact.id) if not made else contact
    if await _add_said(work, one.id, vouched.said):
        changed = True
    beside = vouched.claims.beside
    wanted = replace(
        one,
        name=_name(vouched.claims.name) or one.name or _name(beside.name if beside else None),
        language=one.language or vouched.language,
        attributes={**one.attributes, **await _attributes(work, vouched.claims)},
    )
    if made:
        await repository.write(work, wanted)
        return (await cards.told(work, wanted, CREATED)).contact
    if wanted == one and not changed:
        return one
    return (await cards.store(work, wanted)).contact


async def _add_said(work: Work, contact_id: UUID, said: Sequence[Identity]) -> bool:
    """Write down what is vouched for; what leads to somebody else is only claimed."""
    people = await cards.people_of(work.session, work.tenant_id, contact_id)
    on_card = await repository.identities(work.session, work.tenant_id, people)
    present = {(one.kind, one.value): one for one in on_card}
    verified, news = Verification(work.now, SYSTEM), False
    for one in said:
        held = present.get((one.kind, one.value))
        if held is not None:
            if held.verified is None:
                await repository.verify_identity(work, held.id, verified)
                news = True
        elif len(present) < MOST_IDENTITIES:
            made = ContactIdentity(work.ids.new(), one.kind, one.value, work.now, "claim", verified)
            if await repository.add_identity(work, contact_id, made):
                news = True
            else:
                claim = Claim(one.kind, one.value)
                news |= await repository.add_claims(work, contact_id, [claim], work.now)
    return news


async def _note(work: Work, contact: Contact, claims: Claims | None) -> Contact:
    """Keep what is said by nobody we trust."""
    if claims is None:
        return contact
    said = [Claim(one.kind, one.value) for one in await _identities(work, claims)]
    if not said or not await repository.add_claims(work, contact.id, said, work.now):
        return contact
    return (await cards.store(work, contact)).contact


async def _contradicts(work: Work, contact_id: UUID, said: Sequence[Identity]) -> bool:
    """Whether the card is surely of another person: two people at one computer."""
    people = await cards.people_of(work.session, work.tenant_id, contact_id)
    held = await repository.identities(work.session, work.tenant_id, people)
    for one in said:
        sure = {
            other.value
            for other in held
            if other.kind == one.kind and (other.verified or one.kind == "external")
        }
        if sure and one.value not in sure:
            return True
    return False


async def _is_anonymous(work: Work, contact_id: UUID) -> bool:
    people = await cards.people_of(work.session, work.tenant_id, contact_id)
    held = await repository.identities(work.session, work.tenant_id, people)
    return all(one.kind == "visitor" for one in held)


async def _identities(work: Work, claims: Claims) -> list[Identity]:
    """What can be used of the claims, the strongest first."""
    territory = await territory_of(work)
    found = (
        identity_of("external", claims.external_id, territory),
        identity_of("email", claims.email, territory),
        identity_of("phone", claims.phone, territory),
    )
    return [one for one in found if one is not None]


async def _attributes(work: Work, claims: Claims) -> dict[str, str | int | float | bool]:
    if not claims.attributes:
        return {}
    good, _ = checked(claims.attributes, await attributes.all_of(work))
    return {key: value for key, value in good.items() if value is not None}


async def _attach(work: Work, contact_id: UUID, identity: Identity) -> ContactIdentity:
    one = ContactIdentity(work.ids.new(), identity.kind, identity.value, work.now)
    await repository.add_identity(work, contact_id, one)
    return one


def _name(given: str | None) -> str | None:
    return " ".join((given or "").split())[:LONGEST_NAME] or None
