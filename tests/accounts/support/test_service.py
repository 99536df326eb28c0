"""Support looks in only with consent, for a time, and never unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Entry, Filter
from guichet.accounts.support import service as support
from guichet.accounts.support.service import Decision
from guichet.accounts.support.types import ASKED_FOR, Grant, Person, State
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.work import Actor
from tests.conftest import MakeTenant, MakeWork


@dataclass
class Scene:
    """An operator on one side, an administrator of a tenant on the other."""

    tenant: TenantId
    operator: Person
    administrator: Person
    works: SystemWorks
    make_work: MakeWork
    clock: ManualClock

    async def ask(self, minutes: int = 60) -> Grant:
        actor = Actor("user", self.operator.user_id)
        async with self.works(actor, self.tenant) as work:
            return await support.ask(work, self.operator, "Broken tag", minutes)

    async def decide(
        self,
        grant: Grant,
        granted: bool,
        minutes: int | None = None,
        tenant: TenantId | None = None,
    ) -> Grant:
        actor = Actor("user", self.administrator.user_id)
        async with self.make_work(tenant or self.tenant, actor) as work:
            decision = Decision(self.administrator, granted, minutes)
            return await support.decide(work, grant.id, decision)

    async def withdraw(self, grant: Grant) -> Grant:
        async with self.make_work(self.tenant) as work:
            return await support.withdraw(work, grant.id, self.administrator)

    async def enter(self, operator: Person | None = None) -> Grant | None:
        async with self.works(tenant_id=self.tenant) as work:
            return await support.enter(work, (operator or self.operator).user_id)

    async def leave(self, grant: Grant, operator: Person | None = None) -> Grant:
        async with self.works() as work:
            return await support.leave(work, (operator or self.operator).user_id, grant.id)

    async def trail(self) -> Sequence[Entry]:
        async with self.make_work(self.tenant) as work:
            return await audit.entries(work.session, self.tenant, Filter(), None, 20)


@pytest.fixture
async def scene(
    make_tenant: MakeTenant, works: SystemWorks, make_work: MakeWork, clock: ManualClock
) -> Scene:
    ids = IdMaker(clock)
    operator, administrator = (Person(UserId(ids.new()), name) for name in ("Opal", "Ada"))
    return Scene(await make_tenant(), operator, administrator, works, make_work, clock)


async def test_without_consent_nobody_looks_in(scene: Scene) -> None:
    assert await scene.enter() is None
    await scene.ask()
    assert await scene.enter() is None


async def test_consent_opens_for_the_time_given_and_ends_by_itself(scene: Scene) -> None:
    granted = await scene.decide(await scene.ask(60), True, minutes=15)
    assert granted.minutes == 15
    entered = await scene.enter()
    assert entered is not None
    assert entered.until == scene.clock.now() + timedelta(minutes=15)
    scene.clock.advance(timedelta(minutes=15))
    assert await scene.enter() is None


async def test_an_administrator_cannot_give_more_time_than_asked(scene: Scene) -> None:
    assert (await scene.decide(await scene.ask(30), True, minutes=480)).minutes == 30


async def test_consent_is_for_one_operator_and_one_tenant(
    scene: Scene, make_tenant: MakeTenant
) -> None:
    grant = await scene.ask()
    with pytest.raises(NotFound):
        await scene.decide(grant, True, tenant=await make_tenant())
    await scene.decide(grant, True)
    other = Person(scene.administrator.user_id, "Other")
    assert await scene.enter(other) is None
    async with scene.works(tenant_id=await make_tenant()) as work:
        assert await support.enter(work, scene.operator.user_id) is None


async def test_consent_taken_back_ends_access_at_once_and_for_good(scene: Scene) -> None:
    grant = await scene.decide(await scene.ask(), True)
    assert await scene.enter() is not None
    withdrawn = await scene.withdraw(grant)
    assert await scene.enter() is None
    assert await scene.withdraw(grant) == withdrawn
    with pytest.raises(Conflict, match="support_not_asked"):
        await scene.decide(grant, True)


async def test_a_refusal_or_a_lapse_can_be_asked_again_but_not_decided(scene: Scene) -> None:
    first = await scene.ask()
    with pytest.raises(Conflict, match="support_already_asked"):
        await scene.ask()
    refused = await scene.decide(first, False)
    assert await scene.decide(first, False) == refused
    with pytest.raises(Conflict, match="support_not_asked"):
        await scene.decide(first, True)
    second = await scene.ask()
    scene.clock.advance(ASKED_FOR)
    with pytest.raises(Conflict, match="support_not_asked"):
        await scene.decide(second, True)


async def test_the_operator_leaves_early(scene: Scene) -> None:
    grant = await scene.decide(await scene.ask(), True)
    with pytest.raises(NotFound):
        await scene.leave(grant, scene.administrator)
    assert (await scene.leave(grant)).state_at(scene.clock.now()) is State.ENDED
    assert await scene.enter() is None
    await scene.leave(grant)


async def test_the_tenant_sees_every_step_and_who_took_it(scene: Scene) -> None:
    grant = await scene.decide(await scene.ask(), True)
    await scene.enter()
    await scene.enter()
    await scene.withdraw(grant)
    assert [(e.action.rpartition(".")[2], e.actor_kind) for e in reversed(await scene.trail())] == [
        ("asked", "user"),
        ("granted", "user"),
        ("entered", "support"),
        ("withdrawn", "system"),
    ]


async def test_grants_are_listed_on_both_sides(scene: Scene) -> None:
    grant = await scene.decide(await scene.ask(), True)
    async with scene.works() as work:
        session, operator = work.session, scene.operator.user_id
        assert await support.of_operator(session, operator, None, 5) == [grant]
        assert await support.of_operator(session, operator, grant.id, 5) == []
        assert await support.active_of(work, operator) == [grant]
        assert await support.of_tenant(session, scene.tenant, None, 5) == [grant]
        assert await support.of_tenant(session, scene.tenant, grant.id, 5) == []
