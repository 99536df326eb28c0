"""Requests that come together are written together, each answered after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guichet.crm.occurrences import service
from guichet.crm.occurrences.service import Seen, Verdict
from guichet.crm.occurrences.types import MOST_AT_ONCE, Taken, Told
from guichet.kit.db.faults import CROWDED
from guichet.kit.errors import Refusal, Unavailable
from guichet.kit.grouping import Grouping
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor, UnitOfWork

MOST_TOGETHER: Final = 200
"""Requests in one transaction."""
MOST_TENANTS: Final = 500
"""Tenants whose types are remembered."""
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    actor: Actor
    told: Sequence[Told]


class Taker:
    """Takes in what is told. One for a process."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work
        self._seen: dict[TenantId, Seen] = {}
        self._together = Grouping[TenantId, _Asked, Verdict](self._write, MOST_TOGETHER, CROWDED)

    async def take(
        self, tenant_id: TenantId, actor: Actor, told: Sequence[Told]
    ) -> Sequence[Taken]:
        """Commit all of these, or none. Safe to repeat.

        :raises Invalid, Conflict: as ``service.take`` says.
        """
        asked = _Asked(actor, told)
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
            return await service.take_all(work, [one.told for one in group], seen)
