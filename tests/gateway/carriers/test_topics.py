"""The operators' screen follows what is decided about routes by events alone."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.rights import PLATFORM_RIGHTS, Right
from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers import pulses, repository, service
from guichet.gateway.carriers.topics import CarrierRoutes, SendingNotices
from guichet.gateway.carriers.types import OWN_TEXTS, Rule, Share
from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import RequestDatabase, SystemDatabase
from guichet.kit.errors import Conflict, Invalid
from guichet.kit.ids import IdMaker, TenantId, UserId
from guichet.kit.topics import Item, Viewer
from tests.conftest import Database, MakeTenant
from tests.gateway.carriers.lines import Rig, rig
from tests.live.replay import assert_snapshot_plus_events_equals_snapshot


@pytest.fixture
def carriers(system_db: SystemDatabase, clock: ManualClock) -> Rig:
    return rig(system_db, Cipher("k" * 32), clock)


@dataclass
class Everywhere:
    """Operators' topics are read across tenants."""

    db: SystemDatabase

    def snapshot(self, _tenant: TenantId) -> AbstractAsyncContextManager[AsyncSession]:
        return self.db.snapshot()


async def test_the_screen_follows_whatever_is_decided(
    carriers: Rig, system_db: SystemDatabase, database: Database, ids: IdMaker
) -> None:
    kept = await carriers.route("kept")

    async def decide() -> None:
        gone = await carriers.route("gone")
        async with carriers.work() as work:
            await service.rename_carrier(work, kept.carrier_id, "Océan")
            await service.rename_carrier(work, kept.carrier_id, "Océan")
            settings = {"carrier": "kept", "password": "••••••••"}
            draft = replace(kept.draft, settings=settings, prefixes=("262",), day_quota=10)
            await service.change_route(work, carriers.kinds, kept.id, 1, draft)
            await service.isolate(work, kept.id, "no receipts")
            await service.remove_route(work, gone.id)

    viewer = Viewer(
        UserId(ids.new()), PLATFORM, frozenset(right.value for right in PLATFORM_RIGHTS)
    )
    items = await assert_snapshot_plus_events_equals_snapshot(
        database, cast(RequestDatabase, Everywhere(system_db)), CarrierRoutes(), viewer, {}, decide
    )
    shown = {item.kind: item.value for item in items if item.kind == "route"}
    assert [item.kind for item in items] == ["carrier", "carrier", "route"]
    assert isinstance(shown["route"], dict)
    assert (shown["route"]["isolated_reason"], shown["route"]["day_quota"]) == ("no receipts", 10)
    assert "settings" not in shown["route"]


async def test_a_route_that_a_rule_names_stays(carriers: Rig) -> None:
    route = await carriers.route("near")
    async with carriers.work() as work:
        rule = Rule(work.ids.new(), 1, 1, None, None, (), "order", (Share(route.id),))
        await service.put_rules(work, [rule])
        with pytest.raises(Conflict) as refused:
            await service.remove_route(work, route.id)
    assert refused.value.code == "route_in_rules"


def test_it_has_no_parameters_and_hears_how_routes_are() -> None:
    topic, viewer = CarrierRoutes(), Viewer(UserId(PLATFORM), PLATFORM, frozenset())
    topic.parse({})
    with pytest.raises(Invalid):
        topic.parse({"route": "1"})
    assert topic.signals(viewer, None) == (pulses.SUBJECT,)


async def test_companies_whose_messages_went_by_an_isolated_route_are_told_until_it_is_back(
    carriers: Rig,
    system_db: SystemDatabase,
    request_db: RequestDatabase,
    database: Database,
    ids: IdMaker,
    make_tenant: MakeTenant,
) -> None:
    route, shop, other = await carriers.route("near"), await make_tenant(), await make_tenant()
    long_ago = carriers.clock.now() - timedelta(days=2)
    async with carriers.work() as work:
        await repository.put_riders(
            work.session, [(route.id, OWN_TEXTS), (route.id, shop)], work.now
        )
        await repository.put_riders(work.session, [(route.id, other)], long_ago)
    rights = frozenset({Right.MESSAGES_READ.value})

    async def told(tenant: TenantId, do: Callable[[], Awaitable[object]]) -> Sequence[Item]:
        viewer = Viewer(UserId(ids.new()), tenant, rights)
        return await assert_snapshot_plus_events_equals_snapshot(
            database, request_db, SendingNotices(), viewer, {}, do
        )

    async def isolate() -> None:
        async with carriers.work() as work:
            await service.isolate(work, route.id, "no receipts")

    async def join() -> None:
        async with carriers.work() as work:
            await service.join(work, route.id)

    (notice,) = await told(shop, isolate)
    assert isinstance(notice.value, dict)
    assert set(notice.value) == {"id", "version", "begun_at", "ended_at"}
    assert await told(other, isolate) == []
    assert await told(shop, join) == []
