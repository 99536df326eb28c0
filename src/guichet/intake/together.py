"""Words that go on with conversations, taken in together: one transaction for those of one company
that come while another is being committed.

Only the plain case goes this way: more words in a conversation that is going on, by the way it
began. All else (first words, files, a conversation put aside, one that somebody is changing just
now) is left to ``service.receive``, one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from guichet.crm import service as crm
from guichet.gateway.inbound import service as inbound_log
from guichet.gateway.inbound.types import FirstTime
from guichet.gateway.types import Accepted, Inbound
from guichet.intake.service import accepted
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import LONGEST_TEXT, Author, Interaction, Words
from guichet.kit.db.pipeline import in_one_go
from guichet.kit.work import Work

MOST = 64
"""In one transaction: it stays far below its limits, and a fault costs few a second try."""
GOES_ON = frozenset({State.WAITING, State.OFFERED, State.ACTIVE, State.HELD})
"""Speaking changes nothing but the timeline."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody said, and where it came in."""

    arrival: Arrival
    inbound: Inbound


@dataclass(frozen=True, slots=True)
class Said:
    """Words that may go together with others'."""

    place: int
    """In the group."""
    asked: Asked
    text: str
    message_id: UUID

    @property
    def first_time(self) -> FirstTime:
        """What is remembered of it."""
        return FirstTime(
            self.asked.arrival.entry_point_id, self.asked.inbound.peer_id, self.message_id
        )


def plain_text(inbound: Inbound) -> str | None:
    """The words, when they may go together with others'."""
    if inbound.goes_on is None or inbound.conversation is not None or inbound.apart:
        return None
    return words_of(inbound)


def words_of(inbound: Inbound) -> str | None:
    """The words, when there is nothing beside them."""
    if inbound.files or inbound.medium is not None:
        return None
    text = inbound.text.replace("\x00", "").strip()
    return text if text and len(text) <= LONGEST_TEXT else None


def fits(asked: Asked, one: Interaction, names: Mapping[UUID, str | None]) -> bool:
    """Whether nothing but the timeline of ``one`` changes by these words: it goes on, with its own
    person, by the way they speak now.
    """
    way, arrival, person = one.way, asked.arrival, one.person
    same_way = (way.entry_point_id, way.address) == (arrival.entry_point_id, asked.inbound.sender)
    if not same_way or one.state not in GOES_ON or one.medium is not arrival.medium:
        return False
    return person.id in names and (person.name is not None or names[person.id] is None)


async def receive(work: Work, group: Sequence[Asked]) -> list[Accepted | None]:
    """Take in these, in their order; none for those that have to be taken in by themselves, of
    which nothing is written. The same ``peer_id`` again is one of those.
    """
    answers: list[Accepted | None] = [None] * len(group)
    chosen = _chosen(work, group)
    if not chosen:
        return answers
    async with in_one_go(work.session):
        return await _taken_in(work, chosen, answers)


async def _taken_in(
    work: Work, chosen: Mapping[UUID, Said], answers: list[Accepted | None]
) -> list[Accepted | None]:
    new = await inbound_log.first_of(work, [said.first_time for said in chosen.values()])
    fresh = {goes_on: said for goes_on, said in chosen.items() if said.message_id in new}
    found = await interactions.free_of(work, list(fresh)) if fresh else {}
    names = await crm.heard(work, {one.person.id for one in found.values()}) if found else {}
    fitting = [
        (said, found[goes_on])
        for goes_on, said in fresh.items()
        if goes_on in found and fits(said.asked, found[goes_on], names)
    ]
    await _forget(work, fresh, {said.place for said, _ in fitting})
    for (said, _), told in zip(fitting, await _added(work, fitting, names), strict=True):
        answers[said.place] = told
    return answers


def _chosen(work: Work, group: Sequence[Asked]) -> dict[UUID, Said]:
    """The first words of this group for each conversation."""
    chosen: dict[UUID, Said] = {}
    for place, asked in enumerate(group):
        goes_on, text = asked.inbound.goes_on, plain_text(asked.inbound)
        if goes_on is not None and text is not None and goes_on not in chosen:
            chosen[goes_on] = Said(place, asked, text, work.ids.new())
    return chosen


async def _forget(work: Work, fresh: Mapping[UUID, Said], kept: set[int]) -> None:
    left = [said.first_time for said in fresh.values() if said.place not in kept]
    if left:
        await inbound_log.forget(work, left)


async def _added(
    work: Work,
    fitting: Sequence[tuple[Said, Interaction]],
    names: Mapping[UUID, str | None],
) -> list[Accepted]:
    if not fitting:
        return []
    words = [
        (
            one,
            Words(
                Author("contact", one.person.id, names[one.person.id]),
                said.text,
                client_id=said.asked.inbound.client_id,
                message_id=said.message_id,
            ),
        )
        for said, one in fitting
    ]
    added = await interactions.add_all(work, words)
    return [accepted(message, repeat=False) for _, message in added]
