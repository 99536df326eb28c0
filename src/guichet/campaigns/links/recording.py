"""Writes clicks down, those of a moment together, and tells of each person's first."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.links import repository
from guichet.campaigns.links.events import followed
from guichet.campaigns.links.types import Click
from guichet.campaigns.marks import service as marks
from guichet.campaigns.marks.types import Mark
from guichet.gateway.across import AcrossTenants
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.events import log
from guichet.kit.events.types import NewEvent
from guichet.kit.grouping import Grouping
from guichet.kit.ids import IdMaker, TenantId

MOST_TOGETHER: Final = 200


class Clicks:
    """One for a process."""

    def __init__(self, across: AcrossTenants, clock: Clock, ids: IdMaker) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._together = Grouping[bool, Click, bool](self._write, MOST_TOGETHER, DATABASE_FAULTS)

    async def note(self, click: Click) -> None:
        """Committed when it returns.

        :raises sqlalchemy.exc.DBAPIError: it was not written
        """
        if await self._together.ask(True, click) is None:
            await self._write(True, [click])

    async def _write(self, _key: bool, several: Sequence[Click]) -> Sequence[bool]:
        async with self._across() as session:
            await repository.add_clicks(session, [(self._ids.new(), one) for one in several])
            by_tenant: dict[TenantId, list[Click]] = defaultdict(list)
            for one in several:
                if one.kind == "person":
                    by_tenant[one.link.tenant_id].append(one)
            for tenant_id, clicks in sorted(by_tenant.items()):
                await self._tell(session, tenant_id, clicks)
        return [True] * len(several)

    async def _tell(
        self, session: AsyncSession, tenant_id: TenantId, clicks: Sequence[Click]
    ) -> None:
        """In one order, so that no two groups wait for each other."""
        marked = [
            (one.link.campaign_id, Mark(one.place, "clicked", one.at))
            for one in clicks
            if one.place
        ]
        await marks.add(session, tenant_id, self._ids, marked)
        first = {(one.link.campaign_id, one.place, one.link.id): one for one in reversed(clicks)}
        new = sorted(await repository.add_followers(session, [first[key] for key in sorted(first)]))
        if new:
            contacts = await repository.contacts_of(session, tenant_id, [key[:2] for key in new])
            events: list[tuple[UUID, NewEvent]] = [
                (self._ids.new(), followed(first[key], contacts.get(key[:2]))) for key in new
            ]
            await log.record_all(session, tenant_id, events, self._clock.now())
