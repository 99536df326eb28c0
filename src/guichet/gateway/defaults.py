"""What visitors' ways in fall back to in a process that has nothing better: nothing is promised,
nothing is taken that could not be kept.
"""

from collections.abc import AsyncIterable, Sequence

from guichet.files.types import FileRef, Upload
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Availability, Identity, InvitationFact
from guichet.kit.clock import Clock
from guichet.kit.errors import Forbidden


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
    ) -> Availability:
        return Availability("open", self._clock.now())


class NoFiles:
    """Fulfils ``FilesPort``: says that no files are taken."""

    async def accept(
        self,
        door: AnyDoor,  # noqa: ARG002 - the port's signature
        person: Identity,  # noqa: ARG002 - the same
        upload: Upload,  # noqa: ARG002 - the same
        content: AsyncIterable[bytes],  # noqa: ARG002 - the same
    ) -> FileRef:
        raise Forbidden("files_off")


class NoInvitations:
    """Fulfils ``InvitationsPort``: says that nothing is kept."""

    async def note(
        self,
        door: AnyDoor,  # noqa: ARG002 - the port's signature
        facts: Sequence[InvitationFact],  # noqa: ARG002 - the same
    ) -> None:
        raise Forbidden("invitations_off")
