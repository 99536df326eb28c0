"""Erased people are signed up nowhere, and wait nowhere."""

from collections.abc import Sequence
from uuid import UUID

from guichet.campaigns.signups import repository
from guichet.crm import service as contacts
from guichet.kit.work import Work


class SignUpsErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Forget where they signed up; what waits of their addresses cannot be confirmed any
        more.
        """
        card = await contacts.card(work, people[0])
        await repository.forget(work, people, [one.value for one in card.identities])
