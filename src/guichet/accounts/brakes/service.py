"""Counting guesses in the database, so that every process and every restart knows them."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from guichet.accounts.brakes import pacing, repository
from guichet.accounts.brakes.pacing import Law
from guichet.accounts.types import Origin
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import TooMany
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that is guarded."""

    law: Law
    key: bytes


def guard(law: Law, *parts: str) -> Guard:
    """The guard of what ``parts`` name. Only a digest of them is stored."""
    text = "\0".join(parts)
    return Guard(law, hashlib.sha256(text.encode()).digest())


@dataclass(frozen=True, slots=True)
class PasswordGuards:
    """What a try at a password counts against, wherever it is made."""

    own: tuple[Guard, Guard]
    """The account from this address, and from anywhere: wiped by a right password."""
    shared: Guard
    """The address, which others use as well."""

    @property
    def all(self) -> tuple[Guard, ...]:
        return (*self.own, self.shared)


def password_guards(email_key: str, origin: Origin) -> PasswordGuards:
    """The guards of a try at the password of an account from somewhere."""
    pair = guard(pacing.PAIR, "pair", email_key, origin.address)
    account = guard(pacing.ACCOUNT, "account", email_key)
    return PasswordGuards((pair, account), guard(pacing.ADDRESS, "address", origin.address))


async def count(work: Work, guards: Sequence[Guard]) -> bool:
    """Count one attempt against every guard, before it is made. Whether it was the last free
    one somewhere: unless ``forgive`` follows, the next one waits.

    :raises TooMany: ``sign_in_paused`` with the seconds to wait; the attempt was not counted.
    """
    ordered = sorted(guards, key=lambda one: one.key)
    tallies = [await repository.lock_tally(work.session, one.key, work.now) for one in ordered]
    wait = max(pacing.left(tally, work.now) for tally in tallies)
    if wait > timedelta(0):
        raise TooMany(math.ceil(wait.total_seconds()), "sign_in_paused")
    pausing = False
    for one, tally in zip(ordered, tallies, strict=True):
        counted = pacing.counted(one.law, tally, work.now)
        await repository.put_tally(work.session, one.key, counted)
        pausing = pausing or counted.blocked_until is not None
    return pausing


async def count_apart(works: SystemWorks, guards: Sequence[Guard]) -> bool:
    """``count`` in a transaction of its own, so that it stays counted whatever follows."""
    async with works() as work:
        return await count(work, guards)


async def forgive(work: Work, guards: Sequence[Guard], shared: Guard | None = None) -> None:
    """The attempt was right: forget the failures of ``guards``, and take back this one attempt
    from ``shared``, which others fail against as well.
    """
    for one in sorted(guards, key=lambda each: each.key):
        await repository.forget_tally(work.session, one.key)
    if shared is not None:
        await _take_back(work, shared)


async def _take_back(work: Work, shared: Guard) -> None:
    tally = await repository.lock_tally(work.session, shared.key, work.now)
    remaining = pacing.forgiven(tally) if tally else None
    if remaining is None:
        await repository.forget_tally(work.session, shared.key)
    else:
        await repository.put_tally(work.session, shared.key, remaining)


async def forget_old(work: Work, before: datetime) -> int:
    """Remove counts nobody added to since an instant; gives how many."""
    return await repository.forget_before(work.session, before)
