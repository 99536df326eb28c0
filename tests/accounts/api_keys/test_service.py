"""Keys are made, found by one read, counted, closed at once and never shown again."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.types import ApiKey, NewKey
from guichet.accounts.api_keys.uses import KeyUses
from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Filter
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Entitlements, Feature, Quota
from guichet.kit.clock import ManualClock
from guichet.kit.db.engines import role_engine
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Forbidden, Invalid, NotFound, NotSignedIn
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Actor, Work
from tests.conftest import Database, MakeTenant, MakeWork

KEY = b"h" * 32
HELD = frozenset({"contacts.read", "desk.answer"})
WANTED = api_keys.Wanted("Cash desk", frozenset({"contacts.read"}), None, 600)


@dataclass
class Keys:
    """One tenant and its keys."""

    tenant: TenantId
    actor: Actor
    make_work: MakeWork
    system_db: SystemDatabase
    clock: ManualClock
    ids: IdMaker

    async def create(self, wanted: api_keys.Wanted = WANTED) -> NewKey:
        async with self.make_work(self.tenant, self.actor) as work:
            return await api_keys.create(work, wanted, HELD, KEY)

    async def revoke(self, key: ApiKey, tenant: TenantId | None = None) -> ApiKey:
        async with self.make_work(tenant or self.tenant, self.actor) as work:
            return await api_keys.revoke(work, key.id)

    async def authenticate(self, token: str) -> ApiKey:
        async with self.system_db.transaction() as session:
            return await api_keys.authenticate(session, token, KEY, self.clock.now())

    async def all(self) -> list[ApiKey]:
        async with self.make_work(self.tenant) as work:
            return list(await api_keys.keys(work.session, self.tenant, None, 10))

    async def entitle(self, held: Entitlements) -> None:
        async with self.system_db.transaction() as session:
            await entitlements.put(Work(session, self.tenant, self.clock, self.ids, SYSTEM), held)


@pytest.fixture
async def keys(
    make_tenant: MakeTenant,
    make_work: MakeWork,
    system_db: SystemDatabase,
    clock: ManualClock,
    ids: IdMaker,
) -> Keys:
    tenant = await make_tenant()
    return Keys(tenant, Actor("user", ids.new()), make_work, system_db, clock, ids)


async def test_the_token_opens_and_is_kept_nowhere(keys: Keys, database: Database) -> None:
    made = await keys.create()
    assert await keys.authenticate(made.token) == made.key
    assert made.token.endswith(made.key.hint)
    secret = made.token.rsplit("_", 1)[1]
    with database.connect_owner() as owner:
        dump = owner.execute(
            "SELECT (SELECT string_agg(k::text, '') FROM api_key k),"
            " (SELECT string_agg(e::text, '') FROM event_log e),"
            " (SELECT string_agg(a::text, '') FROM audit_entry a)"
        ).fetchone()
    assert dump is not None
    assert all(text and secret not in str(text) for text in dump)


async def test_a_key_is_found_by_one_statement(keys: Keys, database: Database) -> None:
    made = await keys.create()
    engine = role_engine(database.owner_url, database.roles, "system")
    statements: list[str] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    async with SystemDatabase(engine).transaction() as session:
        await api_keys.authenticate(session, made.token, KEY, keys.clock.now())
    await engine.dispose()
    assert len([s for s in statements if "api_key" in s]) == 1


async def test_a_wrong_secret_and_an_unknown_key_are_refused_alike(keys: Keys) -> None:
    made = await keys.create()
    other = (await keys.create()).token
    wrong = made.token.rsplit("_", 1)[0] + "_" + other.rsplit("_", 1)[1]
    unknown = wrong.replace(wrong[3:10], "aaaaaaa")
    for token in (wrong, unknown, "gk_x_y", ""):
        with pytest.raises(NotSignedIn) as refused:
            await keys.authenticate(token)
        assert refused.value.code == "bad_api_key"


async def test_a_revoked_key_opens_nothing_from_that_moment_on(keys: Keys) -> None:
    made = await keys.create()
    closed = await keys.revoke(made.key)
    assert closed.revoked_at == keys.clock.now()
    with pytest.raises(NotSignedIn, match="api_key_revoked"):
        await keys.authenticate(made.token)
    keys.clock.advance(timedelta(hours=1))
    assert await keys.revoke(made.key) == closed


async def test_a_key_expires_at_its_instant(keys: Keys) -> None:
    end = keys.clock.now() + timedelta(days=1)
    made = await keys.create(api_keys.Wanted("Night job", frozenset(), end, 60))
    keys.clock.advance(timedelta(days=1, milliseconds=-1))
    assert (await keys.authenticate(made.token)).id == made.key.id
    keys.clock.advance(timedelta(milliseconds=1))
    with pytest.raises(NotSignedIn, match="api_key_expired"):
        await keys.authenticate(made.token)


async def test_a_key_has_no_more_than_its_maker_and_no_past_end(keys: Keys) -> None:
    past = keys.clock.now()
    with pytest.raises(Invalid) as refused:
        await keys.create(api_keys.Wanted("x", frozenset({"members.manage"}), past, 60))
    assert [(f.pointer, f.code) for f in refused.value.faults] == [
        ("rights", "more_than_held"),
        ("expires_at", "in_the_past"),
    ]


async def test_a_key_of_another_tenant_is_not_found(keys: Keys, make_tenant: MakeTenant) -> None:
    made = await keys.create()
    with pytest.raises(NotFound):
        await keys.revoke(made.key, await make_tenant())
    assert (await keys.authenticate(made.token)).revoked_at is None


async def test_the_quota_counts_keys_that_open_something(keys: Keys) -> None:
    await keys.entitle(Entitlements(quotas={Quota.API_KEYS: 1}))
    made = await keys.create()
    with pytest.raises(Forbidden, match="quota_reached"):
        await keys.create()
    await keys.revoke(made.key)
    await keys.create()


async def test_a_tenant_without_the_api_makes_no_keys(keys: Keys) -> None:
    await keys.entitle(Entitlements(features=frozenset(Feature) - {Feature.API}))
    with pytest.raises(Forbidden, match="feature_not_included"):
        await keys.create()


async def test_making_and_revoking_are_in_the_audit_trail_and_the_log(
    keys: Keys, database: Database
) -> None:
    made = await keys.create()
    await keys.revoke(made.key)
    async with keys.make_work(keys.tenant) as work:
        wanted = Filter(target=f"api_key:{made.key.id}")
        entries = await audit.entries(work.session, keys.tenant, wanted, None, 10)
    assert [(e.action, e.actor_id) for e in entries] == [
        ("accounts.api_key.revoked", keys.actor.id),
        ("accounts.api_key.created", keys.actor.id),
    ]
    with database.connect_owner() as owner:
        events = owner.execute("SELECT kind, version FROM event_log ORDER BY seq").fetchall()
    assert events == [("accounts.api_key.created", 1), ("accounts.api_key.revoked", 2)]


async def test_uses_are_written_together_and_counted_by_day(keys: Keys) -> None:
    one, two = await keys.create(), await keys.create()
    uses, elsewhere = KeyUses(), KeyUses()
    seen = [uses.note(key, keys.clock.now()) for key in (one.key, one.key, two.key)]
    assert seen == [1, 2, 3]
    elsewhere.note(one.key, keys.clock.now() - timedelta(minutes=1))
    assert await uses.write(keys.system_db) == 2
    assert await elsewhere.write(keys.system_db) == 1
    assert await uses.write(keys.system_db) == 0
    assert {key.last_used_at for key in await keys.all()} == {keys.clock.now()}
    assert elsewhere.note(one.key, keys.clock.now()) == 5
    keys.clock.advance(timedelta(days=1))
    assert elsewhere.note(one.key, keys.clock.now()) == 1


async def test_a_tenant_that_paused_is_still_counted_from_where_it_was(
    keys: Keys, make_tenant: MakeTenant
) -> None:
    one = await keys.create()
    other = replace(one.key, tenant_id=await make_tenant())
    uses = KeyUses()
    uses.note(one.key, keys.clock.now())
    await uses.write(keys.system_db)
    uses.note(other, keys.clock.now())
    await uses.write(keys.system_db)
    assert uses.note(one.key, keys.clock.now()) == 2


async def test_uses_are_kept_when_the_database_is_away(keys: Keys, database: Database) -> None:
    made = await keys.create()
    uses = KeyUses()
    uses.note(made.key, keys.clock.now())
    nowhere = role_engine(
        database.owner_url.set(query={}, host="127.0.0.1", port=1), database.roles, "system"
    )
    with pytest.raises(OperationalError):
        await uses.write(SystemDatabase(nowhere))
    await nowhere.dispose()
    assert uses.note(made.key, keys.clock.now()) == 2
    assert await uses.write(keys.system_db) == 1
