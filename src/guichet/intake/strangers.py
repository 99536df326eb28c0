"""First words of people whom nobody knows, taken in together: one transaction for those of one
company that come while another is being committed.

Only the plain case goes this way: a visitor's words, without a name, files or anything claimed,
where the channel knows of nothing that is going on. All else, and who turns out to be known, is
left to ``service.receive``, one by one.
"""

from collections.abc import Mapping, Sequence

from guichet.crm import service as crm
from guichet.crm.types import Contact
from guichet.gateway.context import Context
from guichet.gateway.inbound import service as inbound_log
from guichet.gateway.types import Accepted, Identity, Inbound
from guichet.intake.placing import Placed, place
from guichet.intake.rules import service as rules
from guichet.intake.service import accepted
from guichet.intake.threads import opened
from guichet.intake.together import Asked, Said, words_of
from guichet.interactions import service as interactions
from guichet.interactions.types import Author, Interaction, Words
from guichet.kit.db.pipeline import in_one_go
from guichet.kit.work import Work


def first_words(inbound: Inbound) -> str | None:
    """The words, when they may go together with others'."""
    claims = inbound.context.claims if inbound.context else None
    if not inbound.begins or claims is not None or inbound.name is not None:
        return None
    if inbound.sender.kind != "visitor" or inbound.conversation is not None:
        return None
    return words_of(inbound)


async def receive(work: Work, group: Sequence[Asked]) -> list[Accepted | None]:
    """Take in these; none for those that have to be taken in by themselves, of which nothing is
    written. The same ``peer_id`` again is one of those.
    """
    answers: list[Accepted | None] = [None] * len(group)
    chosen = _chosen(work, group)
    if not chosen:
        return answers
    met = await _met(work, chosen)
    begun = [(said, contact, await _placed(work, said, contact)) for said, contact in met]
    async with in_one_go(work.session):
        added = await interactions.open_all(work, [_opening(work, *one) for one in begun])
    for (said, _, placed), (one, message) in zip(begun, added, strict=True):
        if placed.matches:
            await rules.add_match(work, one.id, placed.number, placed.matches)
        answers[said.place] = accepted(message, repeat=False)
    return answers


def _chosen(work: Work, group: Sequence[Asked]) -> Mapping[Identity, Said]:
    """The first words of this group of each person."""
    chosen: dict[Identity, Said] = {}
    for place_in_group, asked in enumerate(group):
        text, sender = first_words(asked.inbound), asked.inbound.sender
        if text is not None and sender not in chosen:
            chosen[sender] = Said(place_in_group, asked, text, work.ids.new())
    return chosen


async def _met(work: Work, chosen: Mapping[Identity, Said]) -> Sequence[tuple[Said, Contact]]:
    """Those that came for the first time from somebody nobody knew."""
    async with in_one_go(work.session):
        new = await inbound_log.first_of(work, [said.first_time for said in chosen.values()])
        fresh = {who: said for who, said in chosen.items() if said.message_id in new}
        languages = {who: said.asked.inbound.language for who, said in fresh.items()}
        met = await crm.meet_strangers(work, languages) if fresh else {}
        known = [said.first_time for who, said in fresh.items() if who not in met]
        if known:
            await inbound_log.forget(work, known)
    return [(fresh[who], contact) for who, contact in met.items()]


async def _placed(work: Work, said: Said, contact: Contact) -> Placed:
    return await place(work, said.asked.arrival, said.asked.inbound, contact, stranger=True)


def _opening(
    work: Work, said: Said, contact: Contact, placed: Placed
) -> tuple[Interaction, Words, Context | None]:
    arrival, inbound = said.asked.arrival, said.asked.inbound
    words = Words(
        Author("contact", contact.id, contact.name),
        said.text,
        client_id=inbound.client_id,
        message_id=said.message_id,
    )
    return opened(work, arrival, inbound, contact, placed), words, inbound.context
