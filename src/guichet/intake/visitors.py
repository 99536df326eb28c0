"""What a person does to their own conversation besides speaking: ends it, judges it, takes it home,
shows where they are.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.accounts.tenants import service as tenants
from guichet.crm import service as crm
from guichet.gateway.context import Context
from guichet.gateway.inbound import service as inbound_log
from guichet.gateway.types import Identity, PersonRating, TranscriptWish
from guichet.intake.threading import media_of
from guichet.intake.transcripts import transcript
from guichet.intake.types import Arrival, PersonGone
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Interaction, Rating
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.i18n import negotiate
from guichet.kit.mail.service import Outbox
from guichet.kit.work import Work

MOST_TRANSCRIPTS = 3
"""Of one conversation: the addressee is anybody's word."""
LONGEST_TRANSCRIPT = 500
"""Messages, the newest."""


async def end(
    work: Work, arrival: Arrival, person: Identity, person_gone: PersonGone
) -> UUID | None:
    """The conversation that is going on is over for its person, by their wish; none was: nothing.
    What is still to do of it, ``person_gone`` says.
    """
    one = await _going_on(work, arrival, person)
    if one is None or one.state is State.WRAP_UP:
        return None
    await person_gone(work, one)
    return one.id


async def rate(work: Work, arrival: Arrival, person: Identity, rating: PersonRating) -> None:
    """Keep the judgement. Raises ``NotFound`` when the conversation is not this person's."""
    people = await crm.known_people(work, person)
    one = await interactions.for_change(work, rating.interaction_id)
    if one.person.id not in people or one.way.entry_point_id != arrival.entry_point_id:
        raise NotFound
    await interactions.rate(work, one, Rating(rating.stars, rating.comment))


async def send_transcript(
    work: Work, arrival: Arrival, person: Identity, wish: TranscriptWish, outbox: Outbox
) -> None:
    """Mail the latest conversation. Raises ``NotFound`` when there is none, ``Conflict`` when it
    was mailed as often as it may be.
    """
    people = await crm.known_people(work, person)
    latest = await interactions.latest_of(work, people, arrival.entry_point_id) if people else ()
    if not latest:
        raise NotFound("no_conversation")
    one = latest[0]
    mark = work.ids.new()
    if await inbound_log.earlier(work, arrival.entry_point_id, wish.key, mark):
        return
    await _take_turn(work, arrival, one.id)
    said = await interactions.messages(work, one.id, None, LONGEST_TRANSCRIPT)
    language = negotiate(wish.language)
    zone = ZoneInfo((await tenants.get(work, work.tenant_id)).settings.zone)
    await outbox.post(work, transcript(one, list(reversed(said)), wish.email, language, zone))


async def learn(work: Work, arrival: Arrival, person: Identity, news: Context) -> None:
    """More is known of a person whose conversation is going on; of others nothing is kept."""
    one = await _going_on(work, arrival, person)
    if one is not None:
        await interactions.learn(work, one, news)


async def _going_on(work: Work, arrival: Arrival, person: Identity) -> Interaction | None:
    people = await crm.known_people(work, person)
    if not people:
        return None
    media = media_of(arrival.medium)
    return await interactions.open_of(work, people, arrival.entry_point_id, media)


async def _take_turn(work: Work, arrival: Arrival, interaction_id: UUID) -> None:
    for turn in range(MOST_TRANSCRIPTS):
        key = f"transcript:{interaction_id}:{turn}"
        taken = await inbound_log.earlier(work, arrival.entry_point_id, key, work.ids.new())
        if taken is None:
            return
    raise Conflict("transcripts_used_up")
