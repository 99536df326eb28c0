"""Passkeys are made, prove who signs in, and anything that does not hold is refused."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import PLATFORM_CHAIN, Filter
from guichet.accounts.passkeys import ceremony
from guichet.accounts.passkeys import service as passkeys
from guichet.accounts.passkeys.types import (
    Answer,
    Asked,
    Owner,
    Passkey,
    Proved,
    relying_party,
)
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict, Invalid, NotFound, NotSignedIn
from guichet.kit.ids import IdMaker, UserId
from guichet.kit.work import SYSTEM, Work
from tests.servers.authenticator import SoftPasskey

PARTY = relying_party("https://desk.example.re:8443/")


@dataclass
class Desk:
    """Guichet as a browser sees it, and one user of it."""

    system_db: SystemDatabase
    clock: ManualClock
    ids: IdMaker
    owner: Owner

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.system_db.transaction() as session:
            yield Work(session, PLATFORM_CHAIN, self.clock, self.ids, SYSTEM)

    async def register(self, device: SoftPasskey, name: str = "Phone") -> Passkey:
        async with self.work() as work:
            asked = await passkeys.ask_to_register(work, PARTY, self.owner)
        answer = Answer(asked.challenge_id, device.create(asked.options))
        async with self.work() as work:
            return await passkeys.register(work, PARTY, self.owner, name, answer)

    async def ask(self, user: UserId | None = None) -> Asked:
        async with self.work() as work:
            return await passkeys.ask_to_sign_in(work, PARTY, user)

    async def answer(self, answer: Answer) -> Proved:
        async with self.work() as work:
            return await passkeys.sign_in(work, PARTY, answer)

    async def sign_in(self, device: SoftPasskey) -> Proved:
        asked = await self.ask()
        return await self.answer(Answer(asked.challenge_id, device.get(asked.options)))

    async def all(self) -> list[Passkey]:
        async with self.work() as work:
            return list(await passkeys.of_user(work.session, self.owner.id))


@pytest.fixture
def desk(system_db: SystemDatabase, clock: ManualClock, ids: IdMaker) -> Desk:
    owner = Owner(UserId(ids.new()), "amelie@example.re", "Amélie Payet")
    return Desk(system_db, clock, ids, owner)


@pytest.fixture
def device() -> SoftPasskey:
    return SoftPasskey(PARTY.origin)


def test_the_relying_party_is_the_host_of_the_public_address() -> None:
    assert (PARTY.id, PARTY.origin) == ("desk.example.re", "https://desk.example.re:8443")


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_counter_goes_forward_or_is_never_kept(stored: int, told: int) -> None:
    assert ceremony.went_back(stored, told) is not (told > stored or stored == told == 0)


async def test_a_passkey_made_here_signs_its_user_in(desk: Desk, device: SoftPasskey) -> None:
    made = await desk.register(device)
    desk.clock.advance(timedelta(hours=1))
    proved = await desk.sign_in(device)
    assert (proved.passkey.id, proved.passkey.user_id, proved.cloned) == (
        made.id,
        desk.owner.id,
        False,
    )
    (kept,) = await desk.all()
    assert (kept.last_used_at, kept.credential.sign_count) == (desk.clock.now(), 2)
    assert kept.credential.transports == ("internal",)


async def test_a_device_without_a_counter_signs_in_again_and_again(desk: Desk) -> None:
    device = SoftPasskey(PARTY.origin, counts=False)
    await desk.register(device)
    assert [(await desk.sign_in(device)).cloned for _ in range(3)] == [False] * 3


async def test_a_copy_of_a_device_is_noticed_and_its_passkey_suspended(
    desk: Desk, device: SoftPasskey
) -> None:
    await desk.register(device)
    copied = copy.copy(device)
    await desk.sign_in(device)
    assert (await desk.sign_in(copied)).cloned
    with pytest.raises(NotSignedIn, match="passkey_suspended"):
        await desk.sign_in(device)
    async with desk.work() as work:
        assert await passkeys.count(work.session, desk.owner.id) == 0
        told = await audit.entries(work.session, PLATFORM_CHAIN, Filter(), None, 9)
    assert [e.action for e in told] == ["accounts.passkey.suspended", "accounts.passkey.added"]


async def test_one_challenge_signs_in_once(desk: Desk, device: SoftPasskey) -> None:
    await desk.register(device)
    asked = await desk.ask()
    answer = Answer(asked.challenge_id, device.get(asked.options))
    await desk.answer(answer)
    with pytest.raises(Invalid, match="passkey_refused"):
        await desk.answer(answer)


async def test_a_late_answer_is_refused(desk: Desk, device: SoftPasskey) -> None:
    await desk.register(device)
    asked = await desk.ask()
    desk.clock.advance(timedelta(minutes=5))
    with pytest.raises(Invalid, match="passkey_refused"):
        await desk.answer(Answer(asked.challenge_id, device.get(asked.options)))
    async with desk.work() as work:
        assert await passkeys.forget_challenges(work) == 1


async def test_an_unverified_user_another_origin_and_another_host_are_refused(
    desk: Desk, device: SoftPasskey
) -> None:
    await desk.register(device)
    for change in (
        {"user_verified": False},
        {"origin": "https://desk.example.re"},
        {"rp_id": "evil.example"},
    ):
        other = copy.copy(device)
        vars(other).update(change)
        with pytest.raises(Invalid, match="passkey_refused"):
            await desk.sign_in(other)
    with pytest.raises(Invalid, match="passkey_refused"):
        await desk.register(SoftPasskey(PARTY.origin, user_verified=False))


async def test_another_signature_or_challenge_is_refused(desk: Desk, device: SoftPasskey) -> None:
    await desk.register(device)
    asked, other = await desk.ask(), await desk.ask()
    forged = SoftPasskey(PARTY.origin, credential_id=device.credential_id, rp_id=PARTY.id)
    forged.user_handle = device.user_handle
    for answer in (
        Answer(asked.challenge_id, forged.get(asked.options)),
        Answer(asked.challenge_id, device.get(other.options)),
        Answer(desk.ids.new(), device.get(asked.options)),
    ):
        with pytest.raises(Invalid, match="passkey_refused"):
            await desk.answer(answer)


JUNK: list[dict[str, Any]] = [
    {},
    {"id": 1},
    {"id": "a", "rawId": "a", "type": "public-key", "response": None},
    {"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "!"}},
    {"id": "é", "rawId": "é", "type": "x", "response": {}},
]


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_is_refused_and_never_breaks(desk: Desk, junk: dict[str, Any]) -> None:
    async with desk.work() as work:
        asked = await passkeys.ask_to_register(work, PARTY, desk.owner)
        with pytest.raises(Invalid, match="passkey_refused"):
            await passkeys.register(work, PARTY, desk.owner, "x", Answer(asked.challenge_id, junk))
        asked = await passkeys.ask_to_sign_in(work, PARTY)
        with pytest.raises(Invalid, match="passkey_refused"):
            await passkeys.sign_in(work, PARTY, Answer(asked.challenge_id, junk))


async def test_a_challenge_of_another_user_or_purpose_registers_nothing(
    desk: Desk, device: SoftPasskey
) -> None:
    async with desk.work() as work:
        asked = await passkeys.ask_to_register(work, PARTY, desk.owner)
    other = replace(desk.owner, id=UserId(desk.ids.new()))
    answer = Answer(asked.challenge_id, device.create(asked.options))
    async with desk.work() as work:
        with pytest.raises(Invalid, match="passkey_refused"):
            await passkeys.register(work, PARTY, other, "x", answer)
    with pytest.raises(Invalid, match="passkey_refused"):
        await desk.answer(Answer((await desk.ask()).challenge_id, answer.credential))


async def test_the_second_factor_takes_the_passkeys_of_that_user_only(
    desk: Desk, device: SoftPasskey
) -> None:
    await desk.register(device)
    other = UserId(desk.ids.new())
    asked = await desk.ask(other)
    assert asked.options["allowCredentials"] == []
    with pytest.raises(Invalid, match="passkey_refused"):
        await desk.answer(Answer(asked.challenge_id, device.get(asked.options)))
    asked = await desk.ask(desk.owner.id)
    assert len(asked.options["allowCredentials"]) == 1
    assert not (await desk.answer(Answer(asked.challenge_id, device.get(asked.options)))).cloned


async def test_a_user_has_several_names_them_and_removes_them(desk: Desk) -> None:
    devices = [SoftPasskey(PARTY.origin) for _ in range(2)]
    first, second = [await desk.register(d, f"Phone {n}") for n, d in enumerate(devices)]
    async with desk.work() as work:
        await passkeys.rename(work, desk.owner.id, first.id, "Old phone")
        await passkeys.remove(work, desk.owner.id, second.id)
        for refused in (
            passkeys.rename(work, UserId(desk.ids.new()), first.id, "Mine"),
            passkeys.remove(work, desk.owner.id, second.id),
        ):
            with pytest.raises(NotFound):
                await refused
    assert [p.name for p in await desk.all()] == ["Old phone"]
    with pytest.raises(NotSignedIn, match="passkey_unknown"):
        await desk.sign_in(devices[1])


async def test_the_same_passkey_and_too_many_are_refused(desk: Desk) -> None:
    device = SoftPasskey(PARTY.origin)
    await desk.register(device)
    with pytest.raises(Conflict, match="passkey_known"):
        await desk.register(device)
    for _ in range(19):
        await desk.register(SoftPasskey(PARTY.origin))
    with pytest.raises(Conflict, match="too_many_passkeys"):
        await desk.register(SoftPasskey(PARTY.origin))
