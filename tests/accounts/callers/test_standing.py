"""Who may stay at a live socket: asked for all sockets of a process in one statement."""

from guichet.accounts.callers import service
from guichet.accounts.members import service as members
from guichet.accounts.rights import Right, Role
from guichet.accounts.sessions import service as sessions
from guichet.accounts.types import Principal
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import NotFound, NotSignedIn
from guichet.kit.ids import TenantId
from tests.accounts.conftest import HERE, World


async def test_each_session_is_told_apart_by_its_tenant_and_what_became_of_it(
    world: World, works: SystemWorks
) -> None:
    tenant = await world.tenant()
    stays, left, signed_out = [
        await world.member(tenant, f"{name}@vanille.example", Role.AGENT)
        for name in ("stays", "left", "out")
    ]
    async with works() as work:
        opened = {
            user.id: (await sessions.open_session(work, user.id, "password", HERE)).session.id
            for user in (stays, left, signed_out)
        }
        await sessions.end(work, signed_out.id, opened[signed_out.id], "signed_out")
    async with works(tenant_id=tenant.id) as work:
        await members.remove(work, left.id)
        asked = [(opened[user.id], tenant.id) for user in (stays, left, signed_out)]
        answers = await service.standing(
            work, [*asked, (opened[stays.id], TenantId(work.ids.new()))]
        )
    kept = answers[0]
    assert isinstance(kept, Principal)
    assert (kept.id, kept.tenant, Right.DESK_ANSWER in kept.rights) == (stays.id, tenant.id, True)
    assert [type(one) for one in answers[1:]] == [NotFound, NotSignedIn, NotFound]


async def test_nobody_asked_nobody_answered(works: SystemWorks) -> None:
    async with works() as work:
        assert list(await service.standing(work, [])) == []
