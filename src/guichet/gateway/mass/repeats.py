"""Finds messages that say the same to the same number as one just before: a mistake.

Asking for each of a large chunk would cost a tenth of sending it. So a few of it are asked about,
evenly spread; if one of them is a repeat, all are. Who sends a list twice is found by that; a
number that happens to be in two lists with the same words may not be. Within one chunk each number
is looked at. The times of what comes again and again are no repeats of one another.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import repository, wordings
from guichet.gateway.mass.repository import Earlier, LeasedChunk, StoredMessage
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Wording
from guichet.kit.ids import instant_of, lowest_id_at
from guichet.policies.presets import repeats

ASKED: Final = 25
"""Of one chunk, first; smaller ones are asked about whole."""

Message = tuple[StoredMessage, Wording]


async def repeated(
    session: AsyncSession, chunk: LeasedChunk, messages: Sequence[Message]
) -> Mapping[UUID, Stay]:
    """Those of ``messages`` whose words went, or are to go, to the same number just before. What
    was denied, expired or called back does not count.
    """
    rule = repeats()
    within = next((span for name, span in rule.within.items() if name == chunk.purpose), None)
    if within is None or not messages:
        return {}
    found = {*_in_itself(messages), *await _before(session, chunk, messages, within)}
    minutes = int(within.total_seconds() // 60)
    stay = Stay("denied", "sent_just_now", {"minutes": minutes, "version": rule.version})
    return dict.fromkeys(found, stay)


def _in_itself(messages: Sequence[Message]) -> list[UUID]:
    if len({message.address for message, _ in messages}) == len(messages):
        return []
    seen: set[tuple[str, str]] = set()
    found: list[UUID] = []
    for message, wording in messages:
        said = (message.address, _words(message.given, wording.text))
        if said in seen:
            found.append(message.id)
        seen.add(said)
    return found


async def _before(
    session: AsyncSession, chunk: LeasedChunk, messages: Sequence[Message], within: timedelta
) -> list[UUID]:
    since = lowest_id_at(instant_of(chunk.id) - within)
    step = -(-len(messages) // ASKED)
    found = await _asked(session, chunk, messages[::step], since)
    return found if step == 1 or not found else await _asked(session, chunk, messages, since)


async def _asked(
    session: AsyncSession, chunk: LeasedChunk, messages: Sequence[Message], since: UUID
) -> list[UUID]:
    several = [message for message, _ in messages]
    earlier = await repository.earlier(session, chunk.tenant_id, several, since)
    if not earlier:
        return []
    said = {
        message.id: (_words(message.given, wording.text), wording.series)
        for message, wording in messages
    }
    return [one.id for one in earlier if _is_repeat(one, *said[one.id])]


def _is_repeat(one: Earlier, words: str, series: UUID | None) -> bool:
    """What comes again and again may say the same each time."""
    again = series is not None and one.wording.get("series") == str(series)
    return not again and _as_sent(one) == words


def _as_sent(one: Earlier) -> str:
    return _words(one.given, str(one.wording["text"]))


def _words(given: Mapping[str, str] | None, text: str) -> str:
    return wordings.worded(text, given)
