"""A person is erased: what agents noted, began to write and were called for goes with them."""

from collections.abc import Sequence
from uuid import UUID

from guichet.crm import service as crm
from guichet.desk.advice import service as advice
from guichet.desk.drafts import service as drafts
from guichet.desk.mentions import service as mentions
from guichet.gateway.telephones import forgetting
from guichet.interactions import service as interactions
from guichet.kit.work import Work


class WordsErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Drafts and mentions are gone; requests to the operator keep how far they had come."""
        conversations = await interactions.ids_of_people(work, people)
        if conversations:
            await drafts.forget(work, conversations)
            await mentions.forget(work, conversations)
            await advice.forget(work, conversations)


class TextsErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Texts that wait are called back; those sent and received lose number and words within
        minutes of having left.
        """
        await forgetting.forget(work, await crm.phones_of(work, people))
