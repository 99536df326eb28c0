"""The live screen of a tenant's people and keys."""

import pytest

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.service import Wanted as WantedKey
from guichet.accounts.members import invitations
from guichet.accounts.members import service as members
from guichet.accounts.members.invitations import Wanted
from guichet.accounts.rights import Right, Role, rights_of
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.topics import TenantSettings
from guichet.kit.db.sessions import RequestDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import UserId
from guichet.kit.topics import Viewer
from tests.accounts.conftest import World
from tests.accounts.mails import mails, token_in
from tests.conftest import Database, MakeWork
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot

BASE = "http://localhost"


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await world.tenant()


def viewer(tenant: Tenant, role: Role) -> Viewer:
    rights = frozenset(right.value for right in rights_of([role]))
    return Viewer(UserId(tenant.id), tenant.id, rights)


def wanted(email: str) -> Wanted:
    return Wanted(email, frozenset({Role.AGENT}), "fr", "Agathe")


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.ADMINISTRATOR, {"member", "invitation", "api_key"}),
        (Role.SUPERVISOR, {"member", "invitation"}),
    ],
)
async def test_whatever_happens_to_people_and_keys_the_screen_follows(
    world: World,
    tenant: Tenant,
    ground: Ground,
    database: Database,
    request_db: RequestDatabase,
    make_work: MakeWork,
    role: Role,
    kinds: set[str],
) -> None:
    amelie = await world.member(tenant, "amelie@example.com", Role.ADMINISTRATOR)
    ravi = await world.member(tenant, "ravi@example.com", Role.AGENT)

    async def much() -> None:
        async with make_work(tenant.id) as work:
            await invitations.invite(work, ground.outbox, wanted("nadia@example.com"), BASE)
            await invitations.invite(work, ground.outbox, wanted("paul@example.com"), BASE)
            gone = await invitations.invite(work, ground.outbox, wanted("luc@example.com"), BASE)
            await invitations.revoke(work, gone.id)
            await members.change_roles(work, ravi.id, [Role.SUPERVISOR])
            names = frozenset({Right.CONTACTS_READ.value})
            for _ in range(2):
                key = await api_keys.create(work, WantedKey("Till", names, None, 60), names, b"h")
            await api_keys.revoke(work, key.key.id)
        nadia = await world.user("nadia@example.com")
        link = token_in((await mails(ground, world.works))[0])
        async with world.works() as work:
            await invitations.accept(work, link, nadia)
            await members.follow_second_factor(work, amelie.id, has_one=True)
        async with make_work(tenant.id) as work:
            await members.remove(work, ravi.id)

    items = await assert_snapshot_plus_events_equals_snapshot(
        database, request_db, TenantSettings(), viewer(tenant, role), {}, much
    )
    assert {item.kind for item in items} == kinds
    people = [str(one.value) for one in items if one.kind == "member"]
    assert len(people) == 2, "Amélie and Nadia"
    assert not [one for one in people if "ravi@example.com" in one]


def test_agents_do_not_open_it(tenant: Tenant) -> None:
    assert TenantSettings().right not in viewer(tenant, Role.AGENT).rights
