"""Places of accounts: an account has as many as it may have binds, each is a lease, and whoever is
bound holds one. So they are counted over all processes, and those of a process that fell are free
again after the term.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients.types import SmppAccount
from guichet.gateway.leases import service as leases
from guichet.gateway.leases.service import Leases, Token

TERM: Final = timedelta(seconds=10)
_PREFIX: Final = "smpp "


class Binds:
    """The places this process holds; one for a process."""

    def __init__(self, across: AcrossTenants, holder: str, term: timedelta = TERM) -> None:
        self._across = across
        self._holder = holder
        self._leases = Leases(across, holder, term)
        self._held: dict[str, Token] = {}

    async def take(self, account: SmppAccount) -> str | None:
        """A place of an account, to be given back; none: it has as many binds as it may."""
        prefix, most = f"{_PREFIX}{account.id.hex}/", account.draft.most_binds
        async with self._across() as session:
            told = await leases.beginning(session, prefix)
        taken = {one.name for one in told if one.holds}
        if len(taken) >= most:
            return None
        for number in range(most):
            place = f"{prefix}{number:02x}"
            if place in taken:
                continue
            token = await self._leases.take(place)
            if token is not None:
                self._held[place] = token
                return place
        return None

    async def give_back(self, places: Collection[str]) -> None:
        """Let others have them at once. Harmless for what was lost."""
        for place in places:
            token = self._held.pop(place, None)
            if token is not None:
                await self._leases.give_back(place, token)

    async def leave(self) -> None:
        """Give all back: to be called when the process ends in order."""
        await self.give_back(list(self._held))

    async def renew(self) -> set[str]:
        """Hold all for another term; gives those that were lost: the process had said nothing for
        so long that somebody else took them.
        """
        asked = dict(self._held)
        if not asked:
            return set()
        kept = await self._leases.renew_several(asked)
        lost = {
            place
            for place, token in asked.items()
            if place not in kept and self._held.get(place) == token
        }
        for place in lost:
            del self._held[place]
        return lost

    async def elsewhere(self) -> set[UUID]:
        """Accounts somebody is bound by at other processes."""
        async with self._across() as session:
            told = await leases.beginning(session, _PREFIX)
        return {_account_of(one.name) for one in told if one.holds and one.holder != self._holder}


def _account_of(place: str) -> UUID:
    return UUID(hex=place.removeprefix(_PREFIX).partition("/")[0])
