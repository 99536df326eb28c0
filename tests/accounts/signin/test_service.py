"""Signing in with a password, and the brakes on guessing it."""

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Filter
from guichet.accounts.rights import Role
from guichet.accounts.signin import service
from guichet.accounts.types import PLATFORM, Origin
from guichet.accounts.users import service as users
from guichet.accounts.users.passwords import Passwords
from guichet.accounts.works import SystemWorks
from guichet.kit.clock import ManualClock
from guichet.kit.errors import NotSignedIn, TooMany
from guichet.kit.ids import TenantId
from tests.accounts.conftest import ELSEWHERE, HERE, PASSWORD, World

EMAIL = "amelie@example.com"


async def fail(world: World, times: int = 1, origin: Origin = HERE, email: str = EMAIL) -> None:
    for _ in range(times):
        with pytest.raises(NotSignedIn):
            await service.sign_in(world.works, world.passwords, email, "not it", origin)


async def succeeds(world: World, origin: Origin = HERE, email: str = EMAIL) -> bool:
    step = await service.sign_in(world.works, world.passwords, email, PASSWORD, origin)
    return step.opened.session.stage == "full"


async def test_the_address_is_found_however_it_is_written(world: World) -> None:
    await world.user(EMAIL)
    assert await succeeds(world, email="  Amelie@Example.COM ")


async def test_a_wrong_password_and_an_unknown_address_are_refused_alike(world: World) -> None:
    await world.user(EMAIL)
    refusals = []
    for email in (EMAIL, "nobody@example.com"):
        with pytest.raises(NotSignedIn) as refused:
            await service.sign_in(world.works, world.passwords, email, "not it", HERE)
        refusals.append((refused.value.code, dict(refused.value.params)))
    assert refusals == [("wrong_credentials", {})] * 2


async def test_after_five_failures_even_the_right_password_waits_and_is_told_how_long(
    world: World, clock: ManualClock
) -> None:
    await world.user(EMAIL)
    await fail(world, 5)

    with pytest.raises(TooMany) as paused:
        await succeeds(world)
    assert (paused.value.code, paused.value.retry_after) == ("sign_in_paused", 30)

    clock.advance(timedelta(seconds=30))
    assert await succeeds(world)


async def test_the_owner_still_gets_in_from_elsewhere_while_a_stranger_guesses(
    world: World,
) -> None:
    await world.user(EMAIL)
    await fail(world, 5, ELSEWHERE)
    with pytest.raises(TooMany):
        await succeeds(world, ELSEWHERE)
    assert await succeeds(world, HERE)


async def test_guesses_spread_over_many_addresses_are_braked_by_the_account(world: World) -> None:
    await world.user(EMAIL)
    for number in range(25):
        await fail(world, 1, Origin(f"198.51.100.{number}", ""))
    with pytest.raises(TooMany):
        await succeeds(world)


async def test_an_address_that_tries_many_accounts_is_braked_for_all_of_them(
    world: World,
) -> None:
    await world.user(EMAIL)
    for number in range(50):
        await fail(world, 1, HERE, f"somebody{number}@example.com")
    with pytest.raises(TooMany):
        await succeeds(world, HERE)
    assert await succeeds(world, ELSEWHERE)


async def test_many_guesses_at_once_gain_nothing(world: World) -> None:
    await world.user(EMAIL)

    async def guess(number: int) -> str:
        try:
            await service.sign_in(world.works, world.passwords, EMAIL, f"guess {number}", HERE)
        except (NotSignedIn, TooMany) as refused:
            return refused.code
        raise AssertionError("a wrong password opened a session")

    codes = await asyncio.gather(*(guess(number) for number in range(20)))

    assert codes.count("wrong_credentials") == 5
    assert codes.count("sign_in_paused") == 15


async def test_a_right_password_forgets_the_failures_before_it(world: World) -> None:
    await world.user(EMAIL)
    await fail(world, 4)
    assert await succeeds(world)
    await fail(world, 4)
    assert await succeeds(world)


async def test_a_password_hashed_with_weaker_parameters_is_hashed_anew(
    world: World, works: SystemWorks
) -> None:
    await world.user(EMAIL)
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    await service.sign_in(works, stronger, EMAIL, PASSWORD, HERE)

    async with works() as work:
        stored = await users.find(work, EMAIL)
    assert stored is not None
    assert stored.password_hash is not None
    assert "$m=16,t=2,p=1$" in stored.password_hash
    assert await succeeds(world)


async def trail(works: SystemWorks, chain: TenantId) -> list[str]:
    async with works() as work:
        entries = await audit.entries(work.session, chain, Filter(), None, 50)
    return [one.action for one in entries if ".sign_in." in one.action]


async def test_failures_and_successes_stand_in_the_trail_of_each_of_the_users_tenants(
    world: World, works: SystemWorks
) -> None:
    tenant = await world.tenant()
    await world.member(tenant, EMAIL, Role.AGENT)
    await fail(world, 5)
    assert await succeeds(world, ELSEWHERE)

    newest_first = [
        "accounts.sign_in.succeeded",
        "accounts.sign_in.paused",
        *["accounts.sign_in.failed"] * 4,
    ]
    assert await trail(works, tenant.id) == newest_first
    assert await trail(works, PLATFORM) == newest_first


async def test_unknown_addresses_leave_nothing_in_the_trail(
    world: World, works: SystemWorks
) -> None:
    await fail(world, 3, HERE, "nobody@example.com")
    assert await trail(works, PLATFORM) == []
