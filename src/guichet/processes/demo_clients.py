"""Clients of the demo company who never wrote: enough of them, of every age and corner of the
island, that a segment finds somebody. The same every time, of the same age whenever that is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.consent import service as consents
from guichet.consent.addresses import digest_of
from guichet.consent.types import Given, Recorder
from guichet.crm import service as crm
from guichet.crm.types import By, Claim, NewContact
from guichet.kit.cipher import Cipher
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork, Work

COUNT: Final = 64
WOMEN: Final = (
    "Anaïs",
    "Chloé",
    "Emma",
    "Fanny",
    "Inès",
    "Jade",
    "Léa",
    "Manon",
    "Noémie",
    "Yasmine",
)
MEN: Final = ("Adrien", "Bruno", "Cédric", "Fabrice", "Hugo", "Kévin", "Loïc", "Mathieu", "Yanis")
NAMES: Final = (
    "Boyer", "Dijoux", "Ethève", "Fontaine", "Gonthier", "Grondin", "Hoareau", "Lebon", "Maillot",
    "Nativel", "Payet", "Rivière", "Robert", "Técher",
)  # fmt: skip
TOWNS: Final = (
    ("97400", "Saint-Denis"), ("97438", "Sainte-Marie"), ("97410", "Saint-Pierre"),
    ("97490", "Saint-Denis"), ("97441", "Sainte-Suzanne"), ("97460", "Saint-Paul"),
    ("97417", "Saint-Denis"), ("97440", "Saint-André"), ("97420", "Le Port"),
    ("97430", "Le Tampon"), ("97450", "Saint-Louis"),
)  # fmt: skip
AGES: Final = (22, 27, 24, 45, 28, 33, 19, 58, 26, 66, 23, 36, 25)


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody on the list of the till."""

    name: str
    phone: str
    sex: str
    born: date
    postcode: str
    commune: str
    agrees: bool


def clients(today: date) -> Iterator[Client]:
    """All of them; three of four are women, more than half live in the north."""
    for n in range(COUNT):
        woman = n % 4 != 3
        first = WOMEN[n % len(WOMEN)] if woman else MEN[n % len(MEN)]
        postcode, commune = TOWNS[n * 7 % len(TOWNS)]
        born = today - timedelta(days=AGES[n % len(AGES)] * 365 + 40 + n * 5)
        phone = f"0692 51 {n // 100:02} {n % 100:02}"
        name = f"{first} {NAMES[n * 5 % len(NAMES)]}"
        sex = "female" if woman else "male"
        yield Client(name, phone, sex, born, postcode, commune, agrees=n % 5 != 3)


async def seed_clients(
    open_work: UnitOfWork, tenant_id: TenantId, cipher: Cipher, today: date, by: By
) -> Sequence[UUID]:
    """Write them down; gives their ids. Not safe to repeat."""
    made: list[UUID] = []
    everybody = list(clients(today))
    for first in range(0, COUNT, 8):
        async with open_work(tenant_id, SYSTEM) as work:  # a few at once: a slow machine has time
            some = everybody[first : first + 8]
            made += [await _write(work, one, cipher, by) for one in some]
    return made


async def _write(work: Work, one: Client, cipher: Cipher, by: By) -> UUID:
    known = {
        "sex": one.sex,
        "born": one.born.isoformat(),
        "postcode": one.postcode,
        "commune": one.commune,
    }
    claims = [Claim("phone", one.phone)]
    card = await crm.create(work, NewContact(one.name, "fr", None, known, ("caisse",), claims))
    if one.agrees:
        digest = await digest_of(work, cipher, "phone", card.identities[0].value)
        address = consents.Address("phone", digest, card.contact.id)
        given = Given("marketing", "sms", "granted", "form")
        await consents.record(work, address, given, Recorder(by.kind, by.id, by.name))
        await crm.touched(work, card.contact.id)
    return card.contact.id


def at_the_till(now: datetime, place: int, number: int) -> datetime:
    """When somebody bought something: the first of it within the month."""
    days = (place * 5) % 27 + 1 if number == 0 else 30 + (place * 37 + number * 53) % 150
    return now - timedelta(days=days, minutes=place * 7 % 600)
