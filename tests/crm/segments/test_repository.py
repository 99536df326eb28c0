"""Random conditions about random people: the statement and the naive scan agree."""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

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
    parts_of,
)
from guichet.crm.segments.types import Asked
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant
from tests.crm.segments.chance import Chance
from tests.crm.segments.naive import Person, fulfils
from tests.crm.segments.people import (
    BORN,
    CATEGORIES,
    COMMUNES,
    DAYS,
    HOURS,
    LISTS,
    POSTCODES,
    ZONES,
    person,
    write,
)

PEOPLE = 40
ASKED, PARTS = 10_000, 20
MEANINGS = {
    name: name for name in ("birth_date", "sex", "postcode", "commune", "longitude", "latitude")
}

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


MakeScene = Callable[[int], Awaitable[Scene]]


@pytest.fixture
def make_scene(reader_db: ReaderDatabase, make_tenant: MakeTenant, database: Database) -> MakeScene:
    async def make(seed: int) -> Scene:
        tenant, other = await make_tenant(), await make_tenant()
        chance = random.Random(seed)
        people = [person(n, chance) for n in range(1, PEOPLE + 1)]
        with database.connect_owner() as link:
            for one in people:
                write(link, tenant, one)
            for one in people[:5]:  # somebody else's, with the same ids
                write(link, other, one)
        return Scene(reader_db, tenant, people)

    return make


@pytest.fixture
async def scene(make_scene: MakeScene) -> Scene:
    return await make_scene(2026)


def asked_at(day: date, hour: int, zone: str, category: str) -> Asked:
    here = ZoneInfo(zone)
    now = datetime(day.year, day.month, day.day, hour, tzinfo=here).astimezone(UTC)
    parameters = {"category": category, "size": 38}
    return Asked(now, here, "EUR", MEANINGS, parameters)  # type: ignore[arg-type]  # a str is a meaning here


async def differs(scene: Scene, condition: Condition, asked: Asked) -> set[UUID]:
    """Whom only one of the statement and the scan finds."""
    statement = repository.members(scene.tenant, condition, asked)
    async with scene.reader.snapshot() as session, repository.patiently(session):
        told = list((await session.execute(statement)).scalars())
        people = await repository.count(session, scene.tenant, condition, asked)
    found = set(told)
    assert people == len(told) == len(found), "each once, and counted"
    return found ^ {one.id for one in scene.people if fulfils(one, condition, asked)}


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
    found = await differs(scene, condition, asked_at(day, hour, zone, category))
    assert not found, condition.model_dump_json()


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
async def test_ten_thousand_segments_mean_what_a_naive_scan_finds(
    make_scene: MakeScene, part: int
) -> None:
    """500 in each part, about people of its own: ``-k "ten_thousand and [7]"`` asks those of one
    part again, the same.
    """
    scene, chance = await make_scene(part), Chance(part, DAYS, LISTS)
    for number in range(ASKED // PARTS):
        condition, category = chance.condition(), chance.one_of(CATEGORIES)
        asked = asked_at(chance.day(), chance.one_of(HOURS), chance.one_of(ZONES), category)
        told = f"part {part}, number {number}, {asked.now} {asked.zone}"
        if found := await differs(scene, condition, asked):
            parts = [one for one, _ in parts_of(condition) if await differs(scene, one, asked)]
            told = f"{told}: {parts[-1].model_dump_json()}"
        assert not found, told
