"""Counts who sees a page, those of a moment together."""

from collections import Counter
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from guichet.campaigns.signups import repository
from guichet.campaigns.signups.types import Figures
from guichet.gateway.across import AcrossTenants
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.grouping import Grouping
from guichet.kit.ids import TenantId

MOST_TOGETHER: Final = 500
_Page = tuple[TenantId, UUID]


class Seen:
    """One for a process."""

    def __init__(self, across: AcrossTenants, clock: Clock) -> None:
        self._across = across
        self._clock = clock
        self._together = Grouping[bool, _Page, bool](self._write, MOST_TOGETHER, DATABASE_FAULTS)

    async def note(self, tenant_id: TenantId, page_id: UUID) -> None:
        """Committed when it returns.

        :raises sqlalchemy.exc.DBAPIError: it was not written
        """
        if await self._together.ask(True, (tenant_id, page_id)) is None:
            await self._write(True, [(tenant_id, page_id)])

    async def _write(self, _key: bool, several: Sequence[_Page]) -> Sequence[bool]:
        counted = {page: Figures(seen=times) for page, times in Counter(several).items()}
        async with self._across() as session:
            await repository.count_up(session, counted, self._clock.now())
        return [True] * len(several)
