"""Passwords: hashed with Argon2id, in few threads at a time.

One hash takes 64 MiB and some tens of milliseconds of a core on purpose; a flood of sign-ins must
not take all of the machine's memory, so few run at once, some wait, and the rest are told to
come back.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from guichet.kit.errors import TooMany

AT_ONCE: Final = 2
WAITING: Final = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    right: bool
    renewed: str | None = None
    """The right password under today's parameters, when its hash was made with weaker ones."""


class Passwords:
    """Hashes and checks passwords. One per process."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to store: parameters and salt are in it.

        :raises TooMany: too many are waiting already.
        """
        return await self._run(lambda: self._hasher.hash(password))

    async def check(self, stored: str | None, password: str) -> Checked:
        """Whether ``password`` is the one of ``stored``. Without a stored hash (no such user, or
        one without a password) it takes as long and the answer is no.

        :raises TooMany: too many are waiting already.
        """
        return await self._run(lambda: self._checked(stored, password))

    def _checked(self, stored: str | None, password: str) -> Checked:
        nobody = self._of_nobody()
        if stored is None:
            self._matches(nobody, password)
            return Checked(False)
        if not self._matches(stored, password):
            return Checked(False)
        stale = self._hasher.check_needs_rehash(stored)
        return Checked(True, self._hasher.hash(password) if stale else None)

    def _of_nobody(self) -> str:
        """Made at the first check, whoever it is for: it tells nothing."""
        if self._nobody is None:
            self._nobody = self._hasher.hash("nobody has this password")
        return self._nobody

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, call: Callable[[], T]) -> T:
        if self._waiting >= WAITING:
            raise TooMany(2, "sign_in_busy")
        self._waiting += 1
        try:
            async with self._free:
                return await asyncio.to_thread(call)
        finally:
            self._waiting -= 1
