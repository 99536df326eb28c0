"""What a tenant has is set by the platform and checked without a race."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements import verdicts
from guichet.accounts.entitlements.types import (
    DEFAULT_LIMITS,
    DayUse,
    Entitlements,
    Feature,
    Quota,
)
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict, Forbidden
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from tests.conftest import MakeTenant, MakeWork

DAY = date(2026, 3, 2)


@dataclass
class Platform:
    """The platform's hand on one tenant."""

    tenant: TenantId
    system_db: SystemDatabase
    clock: ManualClock
    ids: IdMaker

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.system_db.transaction() as session:
            yield Work(session, self.tenant, self.clock, self.ids, SYSTEM)

    async def put(self, held: Entitlements) -> Entitlements:
        async with self.work() as work:
            return await entitlements.put(work, held)

    async def held(self) -> Entitlements:
        async with self.work() as work:
            return await entitlements.of(work.session, self.tenant)


@pytest.fixture
async def platform(
    make_tenant: MakeTenant, system_db: SystemDatabase, clock: ManualClock, ids: IdMaker
) -> Platform:
    return Platform(await make_tenant(), system_db, clock, ids)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 5))
def test_there_is_room_up_to_the_limit_and_not_beyond(limit: int, used: int, adding: int) -> None:
    held = Entitlements(quotas={Quota.MEMBERS: limit})
    if used + adding <= limit:
        verdicts.require_room(held, Quota.MEMBERS, used, adding)
        return
    with pytest.raises(Forbidden) as refused:
        verdicts.require_room(held, Quota.MEMBERS, used, adding)
    assert refused.value.params == {"quota": "members", "limit": limit, "used": used}


def test_no_limit_is_no_limit_and_every_quota_has_a_default() -> None:
    verdicts.require_room(Entitlements(quotas={Quota.MEMBERS: None}), Quota.MEMBERS, 10**9)
    assert set(DEFAULT_LIMITS) == set(Quota)


async def test_a_tenant_nobody_limited_has_the_defaults(platform: Platform) -> None:
    held = await platform.held()
    assert held.features == frozenset(Feature)
    assert held.limit(Quota.MEMBERS) == DEFAULT_LIMITS[Quota.MEMBERS]


async def test_what_is_set_is_held_and_seen_by_requests(
    platform: Platform, make_work: MakeWork
) -> None:
    wanted = Entitlements(frozenset({Feature.WEBCHAT}), {Quota.MEMBERS: 3, Quota.SITE_TAGS: None})
    stored = await platform.put(wanted)
    assert (stored.version, await platform.held()) == (1, stored)
    async with make_work(platform.tenant) as work:
        await entitlements.require_feature(work, Feature.WEBCHAT)
        with pytest.raises(Forbidden, match="feature_not_included"):
            await entitlements.require_feature(work, Feature.SMS)


async def test_a_change_of_an_older_version_is_refused(platform: Platform) -> None:
    first = await platform.put(Entitlements())
    await platform.put(first)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        await platform.put(first)


async def test_two_at_once_do_not_both_take_the_last_place(
    platform: Platform, make_work: MakeWork
) -> None:
    await platform.put(Entitlements(quotas={Quota.MEMBERS: 5}))
    taken: list[int] = []

    async def count() -> int:
        return len(taken)

    async def take() -> bool:
        try:
            async with make_work(platform.tenant) as work:
                await entitlements.require_room(work, Quota.MEMBERS, count)
                taken.append(1)
        except Forbidden:
            return False
        return True

    answers = await asyncio.gather(*(take() for _ in range(9)))
    assert sorted(answers) == [False] * 4 + [True] * 5


async def test_use_adds_up_by_day_and_is_forgotten_after_a_year(
    platform: Platform, make_tenant: MakeTenant
) -> None:
    other = await make_tenant()
    calls = Quota.API_CALLS_PER_DAY
    tenant = platform.tenant
    async with platform.work() as work:
        session = work.session
        assert await entitlements.add_use(session, {}) == {}
        await entitlements.add_use(session, {(tenant, calls, DAY): 2, (other, calls, DAY): 7})
        totals = await entitlements.add_use(session, {(tenant, calls, DAY): 3})
        assert totals == {(tenant, calls, DAY): 5}
        assert await entitlements.use_of(session, tenant, DAY) == [DayUse(calls, DAY, 5)]
        assert await entitlements.use_of(session, tenant, DAY + timedelta(days=1)) == []
        assert await entitlements.forget_use(session, DAY + entitlements.KEPT) == 0
        assert await entitlements.forget_use(session, DAY + timedelta(days=401)) == 2
