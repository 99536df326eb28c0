"""Random conditions about random people: the statement and the naive scan agree."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guichet.crm.segments import repository
from guichet.crm.segments.language import (
    Age,
    All,
    Anniversary,
    AnyOf,
    AttributeIs,
    Begins,
    Between,
    Condition,
    Consented,
    DateIn,
    DaysAround,
    Happened,
    Has,
    InRange,
    Known,
    Last,
    LastEvent,
    Listed,
    Measure,
    Not,
    OneOf,
    Place,
    Reachable,
    SameAs,
    Seen,
    SexIs,
    Speaks,
    Tagged,
)
from guichet.crm.segments.types import Asked
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant
from tests.crm.segments.naive import Event, Person, fulfils

PEOPLE = 40
LISTS = [UUID(int=n) for n in (1, 2)]
ZONES = ("Indian/Reunion", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC")
MEANINGS = {
    name: name for name in ("birth_date", "sex", "postcode", "commune", "longitude", "latitude")
}
POSTCODES = ("97400", "97410", "97490", "75001")
COMMUNES = ("Saint-Denis", "Sainte-Marie")
CATEGORIES = ("escarpins", "sandales", "sacs")
DAYS = (
    *(date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)),
    *(date(2025, 3, 1), date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2)),
    *(date(2024, 12, 31), date(2025, 1, 1), date(2025, 4, 6), date(2025, 10, 5)),
)
"""Leap days, ends of years, and days on which clocks are changed somewhere."""
HOURS = (0, 1, 2, 3, 12, 20, 22, 23)
BORN = ("2004-02-29", "2004-03-01", "2004-02-28", "1995-12-31", "1996-01-01", "2030-01-01")


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
        " amount, currency, properties, external_id, content, received_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', %s, now())",
        (
            *(tenant, event.key, event.key, one.alias if event.of_alias else one.id),
            *(event.type, event.at, *(event.properties.get(name) for name in own)),
            *(json.dumps(others), event.key),
        ),
    )


words = st.sampled_from(("site", "sit", "été", "38", "vip", "x"))
numbers = st.sampled_from((-1, 0, 1, 2, 5, 5.5, 100, 150, 250, 300))
bounds = st.tuples(st.none() | numbers, st.none() | numbers)
scalars = words | numbers | st.booleans()
one_of = st.lists(scalars, min_size=1, max_size=3).map(lambda values: OneOf(values=values))
ranges = bounds.map(lambda pair: InRange(minimum=pair[0], maximum=pair[1]))
begins = words.map(lambda word: Begins(beginning=word))
days_around = st.tuples(st.integers(-40, 10), st.integers(0, 40)).map(
    lambda pair: DaysAround(first=pair[0], last=pair[0] + pair[1])
)
between = st.tuples(st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS)).map(
    lambda pair: Between(first=pair[0], last=pair[1])
)
born_between = st.tuples(st.sampled_from(BORN), st.none() | st.sampled_from(BORN)).map(
    lambda pair: Between(
        first=date.fromisoformat(pair[0]), last=date.fromisoformat(pair[1]) if pair[1] else None
    )
)
lasts = st.builds(
    Last,
    count=st.integers(1, 40),
    unit=st.sampled_from(("minutes", "hours", "days", "weeks", "months")),
)
windows = lasts | days_around | between
maybe_windows = st.none() | windows
properties = st.sampled_from(("category", "article", "amount", "size", "currency", "place"))
last_events = st.builds(
    LastEvent,
    type=st.sampled_from(("purchase", "visit")),
    property=properties,
    window=maybe_windows,
)
same_as = st.sampled_from(("category", "size")).map(
    lambda name: SameAs(parameter=name)
) | last_events.map(lambda last: SameAs(last=last))
categories = st.sampled_from(CATEGORIES).map(lambda word: OneOf(values=[word]))
haves = st.builds(
    Has,
    property=properties,
    of=one_of | categories | ranges | begins | st.just(Known()) | same_as,
)
measures = st.just(Measure()) | st.builds(
    Measure,
    figure=st.sampled_from(("sum", "average", "minimum", "maximum")),
    property=st.sampled_from(("amount", "size", "category")),
)
happened = st.builds(
    Happened,
    type=st.sampled_from(("purchase", "visit", "never")),
    window=maybe_windows,
    where=st.lists(haves, max_size=2),
    measure=measures,
    minimum=st.none() | numbers,
    maximum=st.none() | numbers,
)
ages = st.none() | st.integers(0, 40)
dates = (days_around | born_between).map(lambda window: DateIn(window=window))
anniversaries = st.tuples(st.integers(-5, 5), st.integers(0, 6)).map(
    lambda pair: Anniversary(first=pair[0], last=pair[0] + pair[1])
)
attributes = st.builds(
    AttributeIs,
    key=st.sampled_from(("points", "pro", "origin", "missing")),
    of=one_of | ranges | begins | st.just(Known()),
) | st.builds(AttributeIs, key=st.just("birth_date"), of=dates | anniversaries)
places = st.builds(
    Place,
    postcodes=st.lists(st.sampled_from(POSTCODES), max_size=2),
    communes=st.lists(st.sampled_from(COMMUNES), max_size=1),
    zone=st.none()
    | st.sampled_from(
        (
            [(55.0, -21.05), (55.5, -21.05), (55.5, -20.8), (55.0, -20.8)],
            [(55.42, -22.0), (56.0, -22.0), (56.0, -20.0), (55.42, -20.0)],
        )
    ),
)
consented = st.builds(
    Consented,
    purpose=st.sampled_from(("marketing", "reminders")),
    medium=st.sampled_from(("sms", "mail", "call")),
    decision=st.sampled_from(("granted", "withdrawn")),
)
leaves = st.one_of(
    happened,
    happened,
    happened,
    attributes,
    st.builds(Age, minimum=ages, maximum=ages),
    st.lists(st.sampled_from(("female", "male", "other")), min_size=1, max_size=2).map(
        lambda several: SexIs(one_of=several)
    ),
    places,
    st.builds(
        Tagged,
        tags=st.lists(st.sampled_from(("vip", "pro", "été")), min_size=1, max_size=2),
        every=st.booleans(),
    ),
    st.builds(Listed, list_id=st.sampled_from([*LISTS, UUID(int=9)])),
    st.lists(st.sampled_from(("fr", "en")), min_size=1, max_size=2).map(
        lambda several: Speaks(one_of=several)
    ),
    st.lists(st.sampled_from(("phone", "email", "visitor")), min_size=1, max_size=2).map(
        lambda several: Reachable(one_of=several)
    ),
    consented,
    st.builds(Seen, what=st.sampled_from(("created", "spoke")), window=windows),
)


def joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, max_size=3)
    return (
        several.map(lambda of: All(of=of))
        | several.map(lambda of: AnyOf(of=of))
        | parts.map(lambda of: Not(of=of))
    )


trees = st.recursive(leaves, joined, max_leaves=5)


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    return draw(trees)


class Scene:
    """People written down once for all the examples of a test; no dataclass, which hypothesis would
    print with everybody in it.
    """

    def __init__(self, reader: ReaderDatabase, tenant: TenantId, people: Sequence[Person]) -> None:
        self.reader = reader
        self.tenant = tenant
        self.people = people


@pytest.fixture
async def scene(reader_db: ReaderDatabase, make_tenant: MakeTenant, database: Database) -> Scene:
    tenant, other = await make_tenant(), await make_tenant()
    chance = random.Random(2026)
    people = [person(n, chance) for n in range(1, PEOPLE + 1)]
    with database.connect_owner() as link:
        for one in people:
            write(link, tenant, one)
        for one in people[:5]:  # somebody else's, with the same ids
            write(link, other, one)
    return Scene(reader_db, tenant, people)


def asked_at(day: date, hour: int, zone: str, category: str) -> Asked:
    here = ZoneInfo(zone)
    now = datetime(day.year, day.month, day.day, hour, tzinfo=here).astimezone(UTC)
    parameters = {"category": category, "size": 38}
    return Asked(now, here, "EUR", MEANINGS, parameters)  # type: ignore[arg-type]  # a str is a meaning here


async def assert_agreement(scene: Scene, condition: Condition, asked: Asked) -> None:
    """Hold the statement against the scan."""
    statement = repository.members(scene.tenant, condition, asked)
    async with scene.reader.snapshot() as session:
        found = set((await session.execute(statement)).scalars())
    expected = {one.id for one in scene.people if fulfils(one, condition, asked)}
    assert found == expected, condition.model_dump_json()


drawn = given(
    condition=conditions(),
    day=st.sampled_from(DAYS) | st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    hour=st.sampled_from(HOURS),
    zone=st.sampled_from(ZONES),
    category=st.sampled_from(CATEGORIES),
)
OF_ONE_SCENE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=300, deadline=None, suppress_health_check=OF_ONE_SCENE)
@drawn
async def test_a_condition_means_what_a_naive_scan_finds(
    scene: Scene, condition: Condition, day: date, hour: int, zone: str, category: str
) -> None:
    await assert_agreement(scene, condition, asked_at(day, hour, zone, category))


@pytest.mark.soak
@pytest.mark.timeout(3_600)
@settings(max_examples=10_000, deadline=None, suppress_health_check=OF_ONE_SCENE)
@drawn
async def test_ten_thousand_segments_mean_what_a_naive_scan_finds(
    scene: Scene, condition: Condition, day: date, hour: int, zone: str, category: str
) -> None:
    await assert_agreement(scene, condition, asked_at(day, hour, zone, category))
