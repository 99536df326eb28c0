"""Keeps texts from telephones: only what stands in the database is acknowledged to a carrier."""

from collections.abc import Sequence
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.gateway.carriers import repository
from guichet.gateway.carriers.bell import HEARD
from guichet.gateway.mass.contract import MobileOriginated
from guichet.kit.clock import Clock


class Heard:
    """One for a process that carries."""

    def __init__(self, across: AcrossTenants, clock: Clock) -> None:
        self._across = across
        self._clock = clock

    async def take_in(self, route_id: UUID, several: Sequence[MobileOriginated]) -> None:
        """See ``mass.depot.TakeIn``: committed once it returns; repeats are harmless."""
        if not several:
            return
        async with self._across() as session:
            await repository.keep_heard(session, route_id, several, self._clock.now())
        HEARD.ring()
