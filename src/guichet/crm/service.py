"""Who people are: recognised by an identity, met for the first time, written down, changed.

Every id may be an alias (see :mod:`guichet.crm.merges`): functions follow it to the card.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm import cards, recognition, repository
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import AttributeValue
from guichet.crm.attributes.verdicts import checked
from guichet.crm.companies import service as companies
from guichet.crm.events import CREATED, ERASED
from guichet.crm.keys import Word, of_company, tagged, words_of
from guichet.crm.normal_forms import FAULTS, normal_form, territory_of
from guichet.crm.ports import OwnerOfPersonalData
from guichet.crm.search import repository as search
from guichet.crm.types import (
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_IDENTITIES,
    MOST_TAGS,
    By,
    Change,
    Claim,
    Contact,
    ContactCard,
    ContactIdentity,
    NewContact,
    Place,
    Said,
    Verification,
    Wanted,
)
from guichet.gateway.context import Claims
from guichet.gateway.types import Identity
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.upkeep.jobs import forget_person
from guichet.kit.work import Work


async def meet(
    work: Work,
    identity: Identity,
    name: str | None = None,
    language: str | None = None,
    claims: Claims | None = None,
) -> Contact:
    """The contact known by ``identity``, seen now; made when nobody is. Until the transaction
    ends nobody else can meet the same person: what one person says is taken one by one.

    ``claims`` that are verified identify: by external id, mail address, phone, in this order; the
    identity leads to that contact from then on, and what is claimed is written on the card. Others
    never identify; they are kept on the card as claims and may propose a duplicate. What cannot
    be used of them is left out: nobody's message fails for it.
    """
    return await recognition.meet(work, identity, name, language, claims)


async def meet_strangers(
    work: Work, several: Mapping[Identity, str | None]
) -> Mapping[Identity, Contact]:
    """As ``meet`` for visitors without a name, given with their languages: makes contacts of those
    that nobody knows, and gives them. Until the transaction ends nobody else can meet any of them.
    """
    return await recognition.meet_strangers(work, several)


async def known_or_made(
    work: Work, people: Sequence[Sequence[Identity]]
) -> Sequence[tuple[UUID, bool]]:
    """For each, named by one identity or more, the strongest first: the contact that the first
    known one leads to, or a new one of all of them; and whether it was made. For what the company's
    own systems tell. Until the transaction ends nobody else can make those that were unknown.
    """
    return await recognition.known_or_made(work, people)


async def roots_of(work: Work, contact_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Where these ids lead through merges; without those that are no contact, or erased."""
    return await repository.roots_of(work, contact_ids) if contact_ids else {}


async def heard(work: Work, contact_ids: Collection[UUID]) -> Mapping[UUID, str | None]:
    """These contacts speak now: their names, without those that were merged or erased. Waits for
    nobody, and does not make others wait to be met: who calls holds their conversations.
    """
    return await repository.heard(work, contact_ids)


def best_phones(tenant_id: TenantId) -> object:
    """A statement for whoever sends to many people at once: ``contact_id`` and ``phone``, of every
    card that has one the number a text is sent to: a mobile before others, one that was verified
    before others, then the first (reader role).
    """
    return repository.best_phones(tenant_id)


def phone_owners(tenant_id: TenantId, phones: Sequence[str]) -> object:
    """A statement: ``phone`` and ``contact_id``, the card each of ``phones`` leads to, where one
    does (reader role).
    """
    return repository.phone_owners(tenant_id, phones)


async def known(work: Work, identity: Identity) -> UUID | None:
    """The contact known by ``identity``, if there is one; changes nothing."""
    return await repository.owner_of(work, identity)


async def known_people(work: Work, identity: Identity) -> tuple[UUID, ...]:
    """Every id of the contact known by ``identity``, the card's own first; none when nobody is."""
    owner = await repository.owner_of(work, identity)
    return await cards.people_of(work.session, work.tenant_id, owner) if owner else ()


async def is_of_another(work: Work, identity: Identity, claims: Claims) -> bool:
    """Whether ``identity`` surely belongs to somebody else than whom verified ``claims`` name: two
    people at one computer. Changes nothing.
    """
    return await recognition.is_of_another(work, identity, claims)


async def card(work: Work, contact_id: UUID) -> ContactCard:
    """The card an id leads to.

    :raises NotFound: there is no such contact.
    """
    root = await repository.root_of(work.session, work.tenant_id, contact_id)
    contact = await repository.read(work.session, work.tenant_id, root) if root else None
    if contact is None:
        raise NotFound
    return await cards.read(work.session, work.tenant_id, contact)


async def people_of(work: Work, contact_id: UUID) -> tuple[UUID, ...]:
    """Every id of the person an id leads to, the card's own first: whoever reads what is stored
    under contact ids asks for all of them.

    :raises NotFound: there is no such contact.
    """
    root = await repository.root_of(work.session, work.tenant_id, contact_id)
    if root is None:
        raise NotFound
    return await cards.people_of(work.session, work.tenant_id, root)


async def of_ids(work: Work, contact_ids: Collection[UUID]) -> dict[UUID, Contact]:
    """These contacts by their id, aliases as they are."""
    wanted = sorted(set(contact_ids))
    if not wanted:
        return {}
    found = await repository.of_ids(work.session, work.tenant_id, wanted)
    return {one.id: one for one in found}


async def said(work: Work, contact_ids: Sequence[UUID], keys: Sequence[str]) -> dict[UUID, Said]:
    """What texts say of these contacts, aliases as they are: their attributes where one of
    ``keys`` is among them. For many at a time, at a fifth of what cards cost.
    """
    return await repository.said(work, contact_ids, keys) if contact_ids else {}


async def phones_of(work: Work, people: Collection[UUID]) -> Sequence[str]:
    """The numbers of these contacts, in E.164."""
    return await repository.phones_of(work, sorted(set(people)))


async def owners_of_phones(work: Work, phones: Collection[str]) -> dict[str, Contact]:
    """Whose these numbers are, each in E.164; those of nobody are left out."""
    owners = await repository.owners_of_phones(work, sorted(set(phones)))
    people = await of_ids(work, owners.values())
    return {phone: people[owner] for phone, owner in owners.items() if owner in people}


async def page(
    work: Work, wanted: Wanted, after: Place | None, limit: int
) -> Sequence[tuple[Place, Contact]]:
    """A list of contacts, each with the place to read on after.

    With a question, those with words that begin with each of its words (name, code, phone number in
    any form or by its last digits, mail address, external id), by the word found, exact ones
    first, or the newest first where several words have many; without one, the newest first.
    """
    asked, labels = words_of(wanted.question or ""), _labels(wanted)
    before = after[1] if after else None
    if asked:
        return await _search(work, [*asked, *labels], after, limit)
    if labels:
        labelled = await search.labelled(work, labels, before, limit)
        return [(("", one.contact.id), one.contact) for one in labelled]
    return [(("", one.id), one) for one in await repository.newest(work, before, limit)]


async def _search(
    work: Work, asked: Sequence[Word], after: Place | None, limit: int
) -> Sequence[tuple[Place, Contact]]:
    words, common = await search.rarest_first(work, asked)
    letters = all(not word.exact and len(word.beginnings[0]) < 2 for word in words)
    many = len(words) > 1 and (words[0].exact or (common and not letters))
    if many if after is None else not after[0]:
        found = await search.together(work, words, after[1] if after else None, limit)
        return [(("", one.id), one) for one in found]
    leading = next(word for word in words if not word.exact)
    rest = [word for word in words if word is not leading]
    led = await search.page(work, [leading, *rest], after, limit)
    return [((one.key, one.contact.id), one.contact) for one in led]


async def found_by(work: Work, question: str, limit: int) -> tuple[UUID, ...]:
    """Every id of the first ``limit`` people a question finds, aliases too."""
    rows = await page(work, Wanted(question), None, limit)
    roots = [contact.id for _, contact in rows]
    if not roots:
        return ()
    aliases = await repository.aliases_of_all(work.session, work.tenant_id, roots)
    return (*roots, *aliases)


async def create(work: Work, new: NewContact) -> ContactCard:
    """Write somebody down.

    :raises Invalid: naming the fields that cannot be used.
    :raises Conflict: ``identity_taken``: somebody else is known by it.
    """
    faults: list[FieldFault] = []
    given = await _attributes(work, new.attributes, faults)
    labels, name = _tags(new.tags, faults), _name(new.name, faults)
    identities = await _identities(work, new.identities, faults)
    if faults:
        raise Invalid(None, tuple(faults))
    await _check_company(work, new.company_id)
    contact = replace(
        recognition.stranger(work, name, new.language),
        company_id=new.company_id,
        attributes={key: value for key, value in given.items() if value is not None},
        tags=labels,
    )
    await repository.add(work, contact)
    await repository.note_tags(work, labels)
    for one in identities:
        await _attach(work, contact.id, one)
    return await cards.told(work, contact, CREATED)


async def change(work: Work, contact_id: UUID, wanted: Change) -> ContactCard:
    """Change what is given. The same again changes nothing.

    :raises NotFound, Invalid: as it says.
    """
    faults: list[FieldFault] = []
    given = await _attributes(work, wanted.get("attributes", {}), faults)
    labels = _tags(wanted["tags"], faults) if "tags" in wanted else None
    name = _name(wanted.get("name"), faults)
    if faults:
        raise Invalid(None, tuple(faults))
    await _check_company(work, wanted.get("company_id"))
    one = await cards.for_change(work, contact_id)
    merged = {**one.attributes, **given}
    changed = replace(
        one,
        name=name if "name" in wanted else one.name,
        language=wanted.get("language", one.language),
        company_id=wanted.get("company_id", one.company_id),
        attributes={key: value for key, value in merged.items() if value is not None},
        tags=one.tags if labels is None else labels,
    )
    if changed == one:
        return await cards.read(work.session, work.tenant_id, one)
    await repository.note_tags(work, changed.tags)
    return await cards.store(work, changed)


async def tags(work: Work) -> Sequence[str]:
    """Every tag ever used, by name."""
    return await repository.tags(work)


async def add_identity(
    work: Work, contact_id: UUID, claim: Claim, by: By, *, verified: bool = False
) -> ContactCard:
    """The person is known by this too. What is on the card already stays as it is.

    :raises NotFound, Invalid: as it says.
    :raises Conflict: ``identity_taken`` with the other card's ``contact`` id and ``name``;
        ``too_many_identities``.
    """
    faults: list[FieldFault] = []
    found = await _identities(work, [claim], faults, at="value")
    if faults:
        raise Invalid(None, tuple(faults))
    one = await cards.for_change(work, contact_id)
    before = await cards.read(work.session, work.tenant_id, one)
    if any((i.kind, i.value) == (found[0].kind, found[0].value) for i in before.identities):
        return before
    if len(before.identities) >= MOST_IDENTITIES:
        raise Conflict("too_many_identities", limit=MOST_IDENTITIES)
    await _attach(work, one.id, found[0], Verification(work.now, by) if verified else None)
    return await cards.store(work, one)


async def remove_identity(work: Work, contact_id: UUID, identity_id: UUID) -> ContactCard:
    """The person is no longer known by it.

    :raises NotFound: no such contact, or it does not have this identity.
    """
    one = await cards.for_change(work, contact_id)
    await _identity_on(work, one, identity_id)
    await repository.remove_identity(work, identity_id)
    return await cards.store(work, one)


async def verify_identity(work: Work, contact_id: UUID, identity_id: UUID, by: By) -> ContactCard:
    """Somebody made sure that it is the person's. Once is enough.

    :raises NotFound: no such contact, or it does not have this identity.
    """
    one = await cards.for_change(work, contact_id)
    found = await _identity_on(work, one, identity_id)
    if found.verified is not None:
        return await cards.read(work.session, work.tenant_id, one)
    await repository.verify_identity(work, identity_id, Verification(work.now, by))
    return await cards.store(work, one)


async def identity_on(work: Work, contact_id: UUID, identity_id: UUID) -> ContactIdentity:
    """One identity of a card.

    :raises NotFound: no such contact, or it does not have this identity.
    """
    one = await cards.for_change(work, contact_id)
    return await _identity_on(work, one, identity_id)


async def touched(work: Work, contact_id: UUID) -> ContactCard:
    """Something that is shown on the card changed elsewhere (a consent): tell who looks at it.

    :raises NotFound: there is no such contact.
    """
    return await cards.store(work, await cards.for_change(work, contact_id))


async def erase(work: Work, contact_id: UUID, owners: Sequence[OwnerOfPersonalData] = ()) -> None:
    """Erase a person: everything on the card and on those merged into it, and what ``owners`` keep
    of them; what the log says of them follows at once, by a job. The row stays, empty, so that
    figures still add up. Cannot be undone.

    :raises NotFound: there is none, or they are erased already.
    """
    one = await cards.for_change(work, contact_id)
    people = await cards.people_of(work.session, work.tenant_id, one.id)
    for owner in owners:
        await owner.erase(work, people)
    await repository.remove_identities(work, people)
    await repository.forget_merges(work, people)
    for person in await repository.lock(work, people):
        empty = replace(
            person,
            name=None,
            language=None,
            company_id=None,
            attributes={},
            tags=(),
            erased_at=work.now,
        )
        await cards.store(work, empty, ERASED)
        await forget_person.defer(work, person.id)


async def _attributes(
    work: Work, given: Mapping[str, object], faults: list[FieldFault]
) -> dict[str, AttributeValue | None]:
    if not given:
        return {}
    good, wrong = checked(given, await attributes.all_of(work))
    faults += wrong
    return good


async def _identities(
    work: Work, given: Sequence[Claim], faults: list[FieldFault], at: str | None = None
) -> list[Identity]:
    if not given:
        return []
    territory, found = await territory_of(work), []
    for place, claim in enumerate(given):
        value = normal_form(claim.kind, claim.value, territory)
        if value is None or claim.kind == "visitor":
            code = FAULTS.get(claim.kind, "wrong_value")
            faults.append(FieldFault(at or f"identities/{place}/value", code))
        else:
            found.append(Identity(claim.kind, value))
    return found


async def _attach(
    work: Work, contact_id: UUID, identity: Identity, verified: Verification | None = None
) -> None:
    one = ContactIdentity(
        work.ids.new(), identity.kind, identity.value, work.now, "agent", verified
    )
    if await repository.add_identity(work, contact_id, one):
        return
    owner = await repository.owner_of(work, identity)
    held = await repository.read(work.session, work.tenant_id, owner) if owner else None
    if held is None:
        raise Conflict
    raise Conflict("identity_taken", contact=str(held.id), name=held.name or held.code)


async def _identity_on(work: Work, one: Contact, identity_id: UUID) -> ContactIdentity:
    people = await cards.people_of(work.session, work.tenant_id, one.id)
    for identity in await repository.identities(work.session, work.tenant_id, people):
        if identity.id == identity_id:
            return identity
    raise NotFound


async def _check_company(work: Work, company_id: UUID | None) -> None:
    if company_id is None:
        return
    try:
        await companies.get(work, company_id)
    except NotFound:
        raise Invalid(None, (FieldFault("company_id", "no_such_company"),)) from None


def _tags(given: Sequence[str], faults: list[FieldFault]) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(" ".join(tag.split()) for tag in given))
    if len(tags) > MOST_TAGS:
        faults.append(FieldFault("tags", "too_many_items", {"limit": MOST_TAGS}))
    for place, tag in enumerate(tags):
        if not tag:
            faults.append(FieldFault(f"tags/{place}", "required"))
        elif len(tag) > LONGEST_TAG:
            faults.append(FieldFault(f"tags/{place}", "too_long", {"limit": LONGEST_TAG}))
    return tags


def _name(given: str | None, faults: list[FieldFault]) -> str | None:
    name = " ".join((given or "").split())
    if len(name) > LONGEST_NAME:
        faults.append(FieldFault("name", "too_long", {"limit": LONGEST_NAME}))
    return name or None


def _labels(wanted: Wanted) -> list[Word]:
    tags = [tagged(wanted.tag)] if wanted.tag else []
    return [*tags, *([of_company(wanted.company_id)] if wanted.company_id else [])]
