"""One holder at a time, proved by a token that only grows."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NewType

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.leases import repository
from guichet.gateway.leases.types import Told

Token = NewType("Token", int)

TERM = timedelta(seconds=15)
"""A holder that says nothing for so long has lost the lease."""


async def still_held(session: AsyncSession, name: str, token: Token) -> bool:
    """Whether the holder of ``token`` still holds ``name``; nobody else takes it before this
    transaction ends. For who writes in the name of the lease.
    """
    return await repository.hold(session, name, token)


async def beginning(session: AsyncSession, prefix: str) -> Sequence[Told]:
    """The leases whose names begin so and go on with a hexadecimal digit, in their order, those
    that ran out too (system role).
    """
    return await repository.beginning(session, prefix)


async def forget(session: AsyncSession, name: str) -> None:
    """Drop the lease of something that is gone for ever (system role)."""
    await repository.forget(session, name)


class Leases:
    """Leases of one process, kept by the database's clock."""

    def __init__(self, across: AcrossTenants, holder: str, term: timedelta = TERM) -> None:
        self._across = across
        self._holder = holder
        self.term = term

    async def take(self, name: str) -> Token | None:
        """Take ``name`` if nobody holds it; the token proves it."""
        async with self._across() as session:
            token = await repository.take(session, name, self._holder, self.term)
        return Token(token) if token is not None else None

    async def renew(self, name: str, token: Token) -> bool:
        """Prolong by a term from now; false when another holder took it."""
        async with self._across() as session:
            return await repository.renew(session, name, token, self.term)

    async def renew_several(self, tokens: Mapping[str, Token]) -> set[str]:
        """Prolong several at once; gives the names of those that were not lost."""
        async with self._across() as session:
            return await repository.renew_several(session, tokens, self.term)

    async def give_back(self, name: str, token: Token) -> None:
        """Let the next one take it at once. Harmless when it was lost."""
        async with self._across() as session:
            await repository.give_back(session, name, token)
