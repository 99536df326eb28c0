"""Erased people leave the lists of campaigns; their places stay, so that figures add up."""

from collections.abc import Sequence
from uuid import UUID

from guichet.campaigns import repository
from guichet.kit.work import Work


class CampaignsErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Forget who they were; who has not got it yet does not get it."""
        await repository.forget_people(work, people)
