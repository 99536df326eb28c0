"""A person is erased: their requests stay to be counted, without whose they were and what was
said.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.files import service as files
from guichet.files.jobs import forget_unused
from guichet.gateway.outbound import service as outbound
from guichet.gateway.types import Identity
from guichet.interactions import repository, service
from guichet.interactions.states import State
from guichet.interactions.types import Interaction, Person
from guichet.kit.work import Work

_AT_ONCE = 200


class RequestsErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Requests that are open end; all lose name, address, words, files, pages and tags."""
        before: UUID | None = None
        while True:
            found = await repository.of_contacts(work, people, before, _AT_ONCE)
            for one in found:
                await _forget(work, await service.for_change(work, one.id))
            if len(found) < _AT_ONCE:
                return
            before = found[-1].id


async def _forget(work: Work, one: Interaction) -> None:
    sent = await repository.forget_words(work, one.id)
    await outbound.forget(work, sent)
    for file_id in await files.give_up(work, one.id):
        await forget_unused.defer(work, file_id)
    await repository.set_tags(work, one.id, ())
    closed = one if one.state is State.CLOSED else await service.close(work, one)
    await service.change(work, closed, _bare(closed))


def _bare(one: Interaction) -> Interaction:
    nowhere = Identity(one.way.address.kind, "")
    return replace(
        one,
        way=replace(one.way, address=nowhere),
        person=Person(one.person.id, None, one.person.code),
        page=None,
        preview=None,
        subject=None,
        subject_name=None,
        rating=replace(one.rating, comment=None) if one.rating else None,
        tags=(),
    )
