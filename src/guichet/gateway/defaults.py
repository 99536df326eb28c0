"""What visitors' ways in fall back to in a process that has nothing better: nothing is promised."""

from uuid import UUID

from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Availability, Medium
from guichet.kit.clock import Clock


class AlwaysOpen:
    """Fulfils ``AvailabilityPort``: people may come and wait, of agents and waits nothing is
    known.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def of(
        self,
        door: AnyDoor,  # noqa: ARG002 - the port's signature
        subject: str | None = None,  # noqa: ARG002 - the same
        queue: str | None = None,  # noqa: ARG002 - the same
        medium: Medium = Medium.CHAT,  # noqa: ARG002 - the same
    ) -> Availability:
        return Availability("open", self._clock.now())


class NoPlaces:
    """Fulfils ``PlacesPort``: nobody was told anything."""

    async def tell_again(
        self,
        door: AnyDoor,  # noqa: ARG002 - the port's signature
        interaction_id: UUID,  # noqa: ARG002 - the same
    ) -> None:
        return
