"""A shop with agents, and the router that serves them, on real PostgreSQL and NATS."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import pytest

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users.types import User
from guichet.accounts.works import SystemWorks
from guichet.agents import service as agents
from guichet.agents.types import Presence
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.leases.service import Leases
from guichet.gateway.registry import discover
from guichet.interactions import service as interactions
from guichet.interactions.types import Interaction
from guichet.kit.bus import Bus
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.events.feed import EventFeed
from guichet.kit.events.relay import Relay
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.work import SYSTEM, Work
from guichet.routing.runner import TERM, Means, RoutingRunner, Watcher
from guichet.routing.watching import Follower, LinesWatcher
from tests.accounts.conftest import World, passwords, works, world
from tests.conftest import MakeWork
from tests.desk.scene import arrives
from tests.gateway.scene import DRAFT, Shop, says, visitor
from tests.kit.events.conftest import bus, feed, relay, relaying, running

__all__ = ["bus", "feed", "passwords", "relay", "relaying", "works", "world"]


@dataclass(frozen=True)
class Floor:
    """A tenant's shop and those who answer."""

    shop: Shop
    amelie: User
    ravi: User
    make_work: MakeWork

    @property
    def tenant_id(self) -> TenantId:
        """The tenant."""
        return self.shop.tenant_id

    async def says(self, number: int, text: str = "Bonjour") -> UUID:
        """A visitor says something; gives the interaction."""
        inbound = says(f"{text} {number}", who=visitor(number))
        return (await arrives(self.make_work, self.shop, inbound)).interaction_id

    async def is_ready(self, agent: User) -> None:
        """The agent can be given something from now on."""
        async with self.make_work(self.tenant_id) as work:
            await agents.set_presence(work, agent.id, "ready")

    async def presence(self, agent: User) -> Presence:
        """The agent's presence."""
        async with self.make_work(self.tenant_id) as work:
            return await agents.presence(work, UserId(agent.id))

    async def interaction(self, interaction_id: UUID) -> Interaction:
        """One."""
        async with self.make_work(self.tenant_id) as work:
            return await interactions.get(work, interaction_id)

    def offered(
        self, interaction_id: UUID, agent: User
    ) -> Callable[[], Awaitable[Interaction | None]]:
        """Whether it is offered to the agent: for ``eventually``."""

        async def look() -> Interaction | None:
            one = await self.interaction(interaction_id)
            return one if one.offer is not None and one.offer.agent.id == agent.id else None

        return look


async def floor_of(tenant: Tenant, world: World, make_work: MakeWork) -> Floor:
    """The tenant's floor, without any setup but a chat and two agents."""
    registry = discover()
    async with make_work(tenant.id) as work:
        entry_point = await entry_points.create(work, registry, "webchat", DRAFT)
    door = door_of(entry_point, registry)
    assert door is not None
    amelie = await world.member(tenant, "amelie@example.com", Role.AGENT)
    ravi = await world.member(tenant, "ravi@example.com", Role.AGENT)
    return Floor(Shop(TenantId(tenant.id), entry_point, door, registry), amelie, ravi, make_work)


@pytest.fixture
async def floor(world: World, make_work: MakeWork) -> Floor:
    return await floor_of(await world.tenant(), world, make_work)


Watched = Callable[[Follower], LinesWatcher]


@pytest.fixture
def watched(request_db: RequestDatabase, clock: ManualClock) -> Watched:
    """What the router shows its boards to, for a follower."""

    def watch(follower: Follower) -> LinesWatcher:
        return LinesWatcher(request_db.snapshot, clock, (follower,))

    return watch


class MakeRunner(Protocol):
    """Makes the router of a process of that name."""

    def __call__(self, name: str, *watchers: Watcher) -> RoutingRunner: ...


@pytest.fixture
def make_runner(
    system_db: SystemDatabase,
    request_db: RequestDatabase,
    feed: EventFeed,
    relaying: Relay,
    bus: Bus,
    clock: ManualClock,
    ids: IdMaker,
) -> MakeRunner:
    """Makes the router of a process of that name."""
    system_works = SystemWorks(system_db, clock, ids)

    def open_work(tenant_id: TenantId) -> AbstractAsyncContextManager[Work]:
        return system_works(SYSTEM, tenant_id)

    def make(name: str, *watchers: Watcher) -> RoutingRunner:
        means = Means(
            feed=feed,
            bus=bus,
            leases=Leases(system_db.transaction, name, TERM),
            across=system_db.transaction,
            open_work=open_work,
            open_snapshot=request_db.snapshot,
            clock=clock,
            is_holiday=lambda _territory, _day: False,
            watchers=watchers,
            shards=1,
        )
        return RoutingRunner(means)

    return make


@pytest.fixture
async def routing(make_runner: MakeRunner) -> AsyncIterator[RoutingRunner]:
    """The router runs."""
    runner = make_runner("one")
    async with running(runner):
        yield runner
