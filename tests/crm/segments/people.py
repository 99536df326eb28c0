"""People drawn by chance, with what happened to them, and how they are put into the tables."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from guichet.kit.ids import TenantId
from tests.crm.segments.naive import Event, Person

ZONES = ("Indian/Reunion", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC")
LISTS = [UUID(int=n) for n in (1, 2)]
POSTCODES = ("97400", "97410", "97490", "75001")
COMMUNES = ("Saint-Denis", "Sainte-Marie")
CATEGORIES = ("escarpins", "sandales", "sacs")
DAYS = (
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)),
    *(date(2025, 3, 1), date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2)),
    *(date(2024, 12, 31), date(2025, 1, 1), date(2025, 4, 6), date(2025, 10, 5)),
)
"""Leap days, ends of years, and days on which clocks are changed somewhere."""
BORN = ("2004-02-29", "2004-03-01", "2004-02-28", "1995-12-31", "1996-01-01", "2030-01-01")


HOURS = (0, 1, 2, 3, 12, 20, 22, 23)


def instants(chance: random.Random) -> datetime:
    day = chance.choice(DAYS) + timedelta(days=chance.choice((0, 0, 0, -1, 1, -7, 30)))
    zone = ZoneInfo(chance.choice(ZONES))
    minute = chance.choice((0, 0, 0, 30, 59))
    local = datetime(day.year, day.month, day.day, chance.choice(HOURS), minute, tzinfo=zone)
    return local.astimezone(UTC)


def maybe(chance: random.Random, **values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if chance.random() < 0.7}


def person(number: int, chance: random.Random) -> Person:
    events = [
        Event(
            UUID(int=chance.getrandbits(128)),
            chance.choice(("purchase", "visit")),
            instants(chance),
            maybe(  # type: ignore[arg-type]  # scalars all
                chance,
                category=chance.choice(CATEGORIES),
                amount=chance.choice((0, 100, 250, -50)),
                size=chance.choice((38, 38.5, "38", True)),
                article=chance.choice(("a", "b")),
            ),
            chance.random() < 0.3,
        )
        for _ in range(chance.choice((0, 0, 1, 2, 5)))
    ]
    with_money = [
        Event(
            one.key,
            one.type,
            one.at,
            {**one.properties, "currency": chance.choice(("EUR", "EUR", "USD"))}
            if "amount" in one.properties
            else one.properties,
            one.of_alias,
        )
        for one in events
    ]
    return Person(
        UUID(int=(number << 64) + 1),
        UUID(int=(number << 64) + 2),
        maybe(  # type: ignore[arg-type]  # scalars all
            chance,
            birth_date=chance.choice(BORN),
            sex=chance.choice(("female", "male")),
            postcode=chance.choice(POSTCODES),
            commune=chance.choice(COMMUNES),
            longitude=chance.choice((55.2, 55.45, 55.7)),
            latitude=chance.choice((-20.9, -21.3)),
            points=chance.choice((0, 5, 5.5, -1)),
            pro=chance.random() < 0.5,
            origin=chance.choice(("site", "sit", "", "été_%")),
        ),
        chance.sample(("vip", "pro", "été"), chance.randrange(3)),
        chance.choice(("fr", "en", None)),
        instants(chance),
        instants(chance),
        frozenset(chance.sample(("phone", "email", "external"), chance.randrange(3))),
        frozenset(chance.sample(LISTS, chance.randrange(3))),
        [
            (
                chance.choice(("marketing", "reminders")),
                chance.choice(("sms", "mail", "any")),
                chance.choice(("granted", "withdrawn")),
                datetime(2024, 1, 1 + n, tzinfo=UTC),
            )
            for n in range(chance.randrange(4))
        ],
        with_money,
    )


def write(link: "psycopg.Connection[tuple[object, ...]]", tenant: TenantId, one: Person) -> None:
    contact = (
        "INSERT INTO contact (tenant_id, id, version, name, code, language, created_at,"
        " last_seen_at, attributes, tags, merged_into, survivor_id)"
        " VALUES (%s, %s, 1, NULL, 'X', %s, %s, %s, %s, %s, %s, %s)"
    )
    known = json.dumps(one.attributes)
    base = (one.language, one.created_at, one.last_seen_at)
    link.execute(contact, (tenant, one.id, *base, known, list(one.tags), None, None))
    link.execute(contact, (tenant, one.alias, *base, "{}", [], one.id, one.id))
    for number, kind in enumerate(sorted(one.known_by)):
        link.execute(
            "INSERT INTO contact_identity (tenant_id, id, contact_id, kind, value, created_at)"
            " VALUES (%s, %s, %s, %s, %s, now())",
            (
                *(tenant, UUID(int=one.id.int + 10 + number)),
                *(one.alias if number else one.id, kind, str(one.id)),
            ),
        )
    for number, list_id in enumerate(sorted(one.lists)):
        link.execute(
            "INSERT INTO contact_list_member (tenant_id, list_id, contact_id) VALUES (%s, %s, %s)",
            (tenant, list_id, one.alias if number else one.id),
        )
    for number, (purpose, medium, decision, at) in enumerate(one.consents):
        link.execute(
            "INSERT INTO consent (tenant_id, id, contact_id, address_kind, address_hash, purpose,"
            " medium, decision, source, at, recorded_at, by_kind)"
            " VALUES (%s, %s, %s, 'phone', %s, %s, %s, %s, 'form', %s, now(), 'system')",
            (
                *(tenant, UUID(int=one.id.int + 20 + number), one.id, one.id.bytes),
                *(purpose, medium, decision, at),
            ),
        )
    for event in one.events:
        write_event(link, tenant, one, event)


def write_event(
    link: "psycopg.Connection[tuple[object, ...]]", tenant: TenantId, one: Person, event: Event
) -> None:
    own = ("article", "category", "amount", "currency")
    others = {name: value for name, value in event.properties.items() if name not in own}
    link.execute(
        "INSERT INTO contact_event (tenant_id, key, id, contact_id, type, at, article, category,"
        " amount, currency, properties, external_id, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', now())",
        (
            *(tenant, event.key, event.key, one.alias if event.of_alias else one.id),
            *(event.type, event.at, *(event.properties.get(name) for name in own)),
            json.dumps(others),
        ),
    )
