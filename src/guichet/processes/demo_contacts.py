"""What the demo company knows of its people beyond their conversations: fields of its own, labels,
companies, addresses, consents, notes, and one person on two cards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources
from typing import Literal
from uuid import UUID

import msgspec

from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.types import ConsentMedium, ConsentSource, Decision, Given, Purpose, Recorder
from guichet.crm import service as crm
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import AttributeType, Choice, Draft, Label, Meaning
from guichet.crm.companies import service as companies
from guichet.crm.companies.types import CompanyFacts
from guichet.crm.notes import service as notes
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.types import Told, Who
from guichet.crm.types import By, Change, Claim, ContactCard, NewContact, Wanted
from guichet.interactions.types import Agent
from guichet.kit.clock import ManualClock
from guichet.kit.ground import Ground
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.processes.demo_clients import at_the_till, seed_clients

Reached = Literal["phone", "email"]
BEFORE = timedelta(days=25)
"""How long ago most of it was written down."""
"""The seed: every demo bought the same."""
ARTICLES = (
    ("Vanille Bourbon, 5 gousses", "épices", 1_490),
    ("Curcuma moulu", "épices", 690),
    ("Rhum arrangé ananas", "boissons", 2_450),
    ("Café Bourbon pointu", "boissons", 3_200),
    ("Panier tressé", "artisanat", 2_900),
)


class ToldLabel(msgspec.Struct, frozen=True):
    """A choice in both languages."""

    key: str
    fr: str
    en: str

    @property
    def choice(self) -> Choice:
        """The value."""
        return Choice(self.key, Label(self.fr, self.en))


class ToldField(msgspec.Struct, frozen=True):
    """A field of the company's own."""

    key: str
    type: AttributeType
    fr: str
    en: str
    choices: tuple[ToldLabel, ...] = ()
    meaning: Meaning | None = None


class ToldPerson(msgspec.Struct, frozen=True):
    """A person; who wrote already keeps their card."""

    name: str
    language: str
    tags: tuple[str, ...]
    attributes: Mapping[str, str | int | bool]
    consents: tuple[tuple[Reached, Purpose, ConsentMedium, Decision, ConsentSource], ...]
    phone: str | None = None
    email: str | None = None
    company: str | None = None

    def claims(self) -> list[Claim]:
        """By what they are reached."""
        given: tuple[tuple[Reached, str | None], ...]
        given = (("phone", self.phone), ("email", self.email))
        return [Claim(kind, value) for kind, value in given if value]


class ToldNote(msgspec.Struct, frozen=True):
    """What an agent wrote down."""

    about: str
    days_ago: int
    by: int
    text: str


class ToldContacts(msgspec.Struct, frozen=True):
    """The file of the story."""

    attributes: tuple[ToldField, ...]
    companies: tuple[CompanyFacts, ...]
    people: tuple[ToldPerson, ...]
    notes: tuple[ToldNote, ...]


async def seed_contacts(ground: Ground, tenant_id: TenantId, agents: Sequence[Agent]) -> None:
    """Write it all down, in the name of the agents. Not safe to repeat."""
    text = resources.files("guichet.processes").joinpath("demo_data", "contacts.json").read_bytes()
    told = msgspec.json.decode(text, type=ToldContacts)
    now = ground.clock.now()
    clock = ManualClock(now - BEFORE)
    open_work = UnitOfWork(ground.request_db, clock, IdMaker(clock))
    by = [By("user", agent.id, agent.name) for agent in agents]
    async with open_work(tenant_id, SYSTEM) as work:
        await _define(work, told.attributes)
        firms = {one.name: (await companies.create(work, one)).id for one in told.companies}
    cards: dict[str, UUID] = {}
    for person in told.people:
        async with open_work(tenant_id, SYSTEM) as work:  # one each: a slow machine has time
            company = firms[person.company] if person.company else None
            met = None if person.name in cards else await _met(work, person.name)
            card = await _write(work, person, company, met, by[0])
            await _consents(work, ground, person, card, by[0])
        cards.setdefault(person.name, card.contact.id)
    clients = await seed_clients(open_work, tenant_id, ground.cipher, now.date(), by[0])
    await _purchases(open_work, tenant_id, [*cards.values(), *clients], clock, now)
    for note in told.notes:
        clock.set(now - timedelta(days=note.days_ago))
        async with open_work(tenant_id, SYSTEM) as work:
            await notes.write(work, cards[note.about], note.text, by[note.by])


async def _purchases(
    open_work: UnitOfWork,
    tenant_id: TenantId,
    people: Sequence[UUID],
    clock: ManualClock,
    now: datetime,
) -> None:
    """What they bought in the last half year, as the shop's till tells it: one to three articles
    each, the first within the month, the same every time.
    """
    clock.set(now)
    bought = [
        Told(
            f"till-{place}-{number}",
            "purchase",
            Who(contact_id=person),
            at_the_till(now, place, number),
            {"article": article, "category": category, "amount": amount, "place": "Saint-Denis"},
        )
        for place, person in enumerate(people)
        for number in range(1 + place % 3)
        for article, category, amount in [ARTICLES[(place + 2 * number) % len(ARTICLES)]]
    ]
    async with open_work(tenant_id, SYSTEM) as work:
        await occurrences.take(work, bought)


async def _define(work: Work, fields: Sequence[ToldField]) -> None:
    for place, one in enumerate(fields):
        choices = [each.choice for each in one.choices]
        label = Label(one.fr, one.en)
        draft = Draft(one.key, label, one.type, choices, one.meaning, place)
        await attributes.define(work, draft)


async def _met(work: Work, name: str) -> UUID | None:
    found = await crm.page(work, Wanted(name), None, 1)
    return found[0][1].id if found else None


async def _write(
    work: Work, person: ToldPerson, company: UUID | None, met: UUID | None, by: By
) -> ContactCard:
    if met is None:
        new = NewContact(
            person.name,
            person.language,
            company,
            person.attributes,
            person.tags,
            person.claims(),
        )
        return await crm.create(work, new)
    known = Change(attributes=person.attributes, tags=person.tags, company_id=company)
    card = await crm.change(work, met, known)
    for claim in person.claims():
        card = await crm.add_identity(work, met, claim, by, verified=claim.kind == "phone")
    return card


async def _consents(
    work: Work, ground: Ground, person: ToldPerson, card: ContactCard, by: By
) -> None:
    for kind, purpose, medium, decision, source in person.consents:
        one = next(held for held in card.identities if held.kind == kind)
        digest = await digest_of(work, ground.cipher, kind, one.value)
        address = consents.Address(kind, digest, card.contact.id)
        given = Given(purpose, medium, decision, source)
        await consents.record(work, address, given, Recorder(by.kind, by.id, by.name))
    if person.consents:
        await crm.touched(work, card.contact.id)
