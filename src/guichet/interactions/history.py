"""A person's requests, as a part of their one history."""

from collections.abc import Sequence
from uuid import UUID

from guichet.crm.history import Entry
from guichet.interactions import repository
from guichet.interactions.events import interaction_item
from guichet.kit.work import Work

KIND = "interaction"


class RequestsOfPeople:
    """Fulfils ``crm.history.HistorySource``: each request by its beginning, as it is now, with its
    ``first`` words.
    """

    kinds = frozenset({KIND})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        found = await repository.of_contacts(work, people, place, limit)
        first = await repository.first_words(work, [one.id for one in found])
        return [
            Entry(
                one.id,
                KIND,
                one.created_at,
                {**interaction_item(one), "first": first.get(one.id)},
            )
            for one in found
        ]
