"""Requests that come together are written together, each answered after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from guichet.accounts.api_keys import service as api_keys
from guichet.crm.occurrences import service
from guichet.crm.occurrences.service import Seen, Verdict
from guichet.crm.occurrences.types import MOST_AT_ONCE, Taken, Told
from guichet.kit.db.faults import CROWDED
from guichet.kit.errors import NotSignedIn, Refusal, Unavailable
from guichet.kit.grouping import Grouping
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor, UnitOfWork, Work

MOST_TOGETHER: Final = 200
"""Requests in one transaction."""
MOST_TENANTS: Final = 500
"""Tenants whose types are remembered."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    actor: Actor
    told: Sequence[Told]
    key: UUID | None


class Taker:
    """Takes in what is told. One for a process."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work
        self._seen: dict[TenantId, Seen] = {}
        self._together = Grouping[TenantId, _Asked, Verdict](self._write, MOST_TOGETHER, CROWDED)

    async def take(
        self, tenant_id: TenantId, actor: Actor, told: Sequence[Told], key: UUID | None = None
    ) -> Sequence[Taken]:
        """Commit all of these, or none. Safe to repeat. ``key``: the API key that tells, which has
        to be good when they are committed.

        :raises Invalid, Conflict: as ``service.take`` says.
        :raises NotSignedIn: ``api_key_revoked``
        """
        asked = _Asked(actor, told, key)
        verdict = None
        if len(told) <= MOST_AT_ONCE // 4:
            verdict = await self._together.ask(tenant_id, asked)
        if verdict is None:
            verdict = await self._alone(tenant_id, asked)
        if isinstance(verdict, Refusal):
            raise verdict
        return verdict

    async def _alone(self, tenant_id: TenantId, asked: _Asked) -> Verdict:
        for _ in range(_TRIES):
            try:
                return (await self._write(tenant_id, [asked]))[0]
            except service.Raced:
                continue
        raise Unavailable

    async def _write(self, tenant_id: TenantId, group: Sequence[_Asked]) -> list[Verdict]:
        if len(self._seen) >= MOST_TENANTS:
            self._seen.clear()
        seen = self._seen.setdefault(tenant_id, {})
        async with self._open_work(tenant_id, group[0].actor) as work:
            bad = await _bad_keys(work, group)
            good = [one.told for one in group if one.key not in bad]
            taken = iter(await service.take_all(work, good, seen))
            return [
                NotSignedIn("api_key_revoked") if one.key in bad else next(taken) for one in group
            ]


async def _bad_keys(work: Work, group: Sequence[_Asked]) -> frozenset[UUID | None]:
    """A key that was revoked a moment ago opens nothing."""
    keys = {one.key for one in group if one.key is not None}
    return frozenset(keys - await api_keys.living(work.session, keys, work.now) if keys else ())
