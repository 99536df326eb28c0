"""Of many contacts a few are looked at: an estimate, a sample, and all of them some at a time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from guichet.crm.segments import repository, service
from guichet.crm.segments.language import Condition, stored
from guichet.crm.segments.service import Question
from guichet.crm.segments.types import Asked, Filling
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork

COUNT = 24_000
_FILL = """
INSERT INTO contact (tenant_id, id, version, code, created_at, last_seen_at, language, attributes)
SELECT %(tenant)s, lpad(to_hex(n), 32, '0')::uuid, 1, 'ABCD', now(), now(),
       CASE WHEN n %% 3 = 0 THEN 'fr' ELSE 'en' END, jsonb_build_object('n', n)
FROM generate_series(1, %(count)s) AS n
"""
_BOUGHT = """
INSERT INTO contact_event (tenant_id, key, id, contact_id, type, at, category, properties,
                           external_id, received_at)
SELECT %(tenant)s, gen_random_uuid(), gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, 'purchase',
       now(), 'c', '{}', n::text, now()
FROM generate_series(1, %(count)s, 4) AS n
"""
FRENCH = {"kind": "language", "one_of": ["fr"]}
BOUGHT = {"kind": "event", "type": "purchase"}
PLACE = {"kind": "place", "postcodes": ["97400", "97410", "97420", "97430"]}
PREPARED = """
SELECT sum(custom_plans) > 5 AND sum(generic_plans) = 0 FROM pg_prepared_statements
WHERE statement LIKE '%/* segment */%'
"""
RARE = {"kind": "attribute", "key": "n", "of": {"test": "range", "maximum": 7}}
ASKED = Asked(datetime(2100, 1, 1, tzinfo=UTC), None, "EUR")  # type: ignore[arg-type]  # no days


@pytest.fixture
async def tenant(make_tenant: MakeTenant, database: Database) -> TenantId:
    tenant = await make_tenant()
    with database.connect_owner() as link:
        for statement in (_FILL, _BOUGHT):
            link.execute(statement.encode(), {"tenant": tenant, "count": COUNT})
        link.execute("ANALYZE contact")
    return tenant


async def ids_of(reader: ReaderDatabase, tenant: TenantId, condition: Condition) -> set[UUID]:
    async with reader.snapshot() as session, repository.patiently(session):
        return set((await session.execute(repository.members(tenant, condition, ASKED))).scalars())


async def test_few_tell_of_many(
    reader_db: ReaderDatabase,
    tenant: TenantId,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = [
        *(FRENCH, BOUGHT, {"kind": "not", "of": FRENCH}),
        *({"kind": "all", "of": [FRENCH, BOUGHT]}, {"kind": "any", "of": [FRENCH, BOUGHT]}),
    ]
    async with make_work(tenant) as work:
        for one in several:
            question = Question(stored(one))
            true = await ids_of(reader_db, tenant, question.condition)
            about = await service.estimate(reader_db, work, question, ASKED)
            assert not about.exact
            assert about.least <= len(true) <= about.most, one
            assert about.least <= about.people <= about.most
            assert about.most - about.least < 0.2 * COUNT
            for cheap in (100_000, 0):  # of everybody at once, and of people drawn
                monkeypatch.setattr(repository, "SOON", cheap)
                some = await service.sample(reader_db, work, question, ASKED, 10)
                found = {each.id for each in some}
                assert len(found) == len(some) == 10
                assert found <= true


async def test_who_is_rare_is_counted_exactly_and_found(
    reader_db: ReaderDatabase,
    tenant: TenantId,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "QUICKLY", timedelta(seconds=20))  # whatever else is at work
    question = Question(stored(RARE))
    async with make_work(tenant) as work:
        about = await service.estimate(reader_db, work, question, ASKED)
        assert (about.people, about.least, about.most, about.exact) == (7, 7, 7, True)
        assert len(await service.sample(reader_db, work, question, ASKED, 10)) == 7


async def test_a_long_list_is_filled_some_at_a_time_and_goes_on_where_it_stood(
    reader_db: ReaderDatabase,
    tenant: TenantId,
    make_work: MakeWork,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 5_000)
    question = Question(stored({"kind": "all", "of": [FRENCH, BOUGHT]}))
    true = await ids_of(reader_db, tenant, question.condition)
    async with make_work(tenant) as work:
        made, people = await service.freeze(reader_db, work, "All", question, ASKED)
    assert people == 0

    class Fell(Exception):
        pass

    async def fill(*, falls: bool = False) -> Filling | None:
        async with make_work(tenant) as work:
            more = await service.fill_some(work, made.id, {})
            filling = (await service.static_list(work, made.id)).filling
            assert more == (filling is not None)
            if falls:
                raise Fell
        return filling

    stood = [await fill(), await fill()]
    with pytest.raises(Fell):
        await fill(falls=True)
    while stood[-1] is not None:
        stood.append(await fill())
    told = [None if one is None else (one.contacts, one.looked_at) for one in stood]
    assert told == [(COUNT, n) for n in range(5_000, COUNT, 5_000)] + [None]
    assert await ids_of(reader_db, tenant, service.in_list(made.id)) == true
    assert stood[-2] is not None
    assert 0 < stood[-2].people < len(true)
    assert await fill() is None, "a job that runs twice finds nothing to do"


async def test_a_question_asked_again_and_again_is_planned_with_what_it_says(
    reader_db: ReaderDatabase, tenant: TenantId
) -> None:
    asked = replace(ASKED, meanings={"postcode": "zip"})
    async with reader_db.snapshot() as session:
        for _ in range(20):
            async with repository.patiently(session):
                await repository.count(session, tenant, stored(PLACE), asked)
        planned = await session.execute(text(PREPARED))
        assert planned.scalar_one() is True
