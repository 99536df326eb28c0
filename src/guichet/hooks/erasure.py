"""A person is erased: what hooks were told or are to be told of them goes, too."""

from collections.abc import Sequence
from uuid import UUID

from guichet.hooks.deliveries import service as deliveries
from guichet.kit.work import Work


class HooksErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``. That somebody was erased is told all the same: it
    is put into the line afterwards.
    """

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Bodies about them are deleted, those that wait included."""
        await deliveries.forget_people(work, people)
