"""Agents follow the members they are."""

import pytest

from guichet.accounts.members import service as members
from guichet.accounts.rights import Role
from guichet.agents import service
from guichet.agents.following import KINDS, MemberFollower
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import NotFound
from guichet.kit.events import log
from guichet.kit.ids import IdMaker
from tests.agents.conftest import Company
from tests.conftest import Database, MakeWork
from tests.live.replay import give_positions


@pytest.fixture
def follower(clock: ManualClock, ids: IdMaker) -> MemberFollower:
    return MemberFollower(clock, ids)


async def follow(
    follower: MemberFollower, database: Database, system_db: SystemDatabase, company: Company
) -> None:
    """Hand it everything that happened, as its consumer does; a repeat must be harmless."""
    give_positions(database)
    for _ in range(2):
        async with system_db.transaction() as session:
            for event in await log.read_after(session, log.START, 1000, company.tenant.id):
                if event.kind in KINDS:
                    await follower.handle(session, event)


async def test_who_is_removed_is_offline_and_answers_no_more(
    follower: MemberFollower,
    database: Database,
    system_db: SystemDatabase,
    make_work: MakeWork,
    company: Company,
) -> None:
    async with make_work(company.id) as work:
        await service.set_presence(work, company.amelie.id, "ready")
        await members.remove(work, company.amelie.id)
    await follow(follower, database, system_db, company)
    async with make_work(company.id) as work:
        with pytest.raises(NotFound):
            await service.profile(work, company.amelie.id)
        (presence,) = await service.presences(work)
    assert presence.status == "offline"


async def test_who_gets_other_roles_answers_by_them(
    follower: MemberFollower,
    database: Database,
    system_db: SystemDatabase,
    make_work: MakeWork,
    company: Company,
) -> None:
    async with make_work(company.id) as work:
        await service.set_presence(work, company.amelie.id, "ready")
        await members.change_roles(work, company.amelie.id, [Role.AUDITOR])
    await follow(follower, database, system_db, company)
    async with make_work(company.id) as work:
        assert [one.status for one in await service.presences(work)] == ["offline"]
        await members.change_roles(work, company.amelie.id, [Role.AGENT])
    await follow(follower, database, system_db, company)
    async with make_work(company.id) as work:
        assert (await service.profile(work, company.amelie.id)).active


def test_its_place_in_the_log_is_its_own(follower: MemberFollower) -> None:
    assert follower.consumer().name == "agents.members"
    assert follower.consumer().kinds == KINDS
