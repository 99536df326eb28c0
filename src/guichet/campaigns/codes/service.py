"""Codes of offers: given out by a campaign, redeemed once."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns.codes import codec, repository
from guichet.campaigns.codes.events import redeemed, restored
from guichet.campaigns.codes.own import normal
from guichet.campaigns.codes.types import Found, Offer, State, Use
from guichet.crm.types import By
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.work import Work

_ATTEMPTS = 5
UNDO: Final = timedelta(seconds=60)
"""How long a till may take back what it used."""


async def registered(
    work: Work, campaign_id: UUID, ends_at: datetime | None, *, own: bool = False
) -> Offer:
    """The codes of a campaign, made when there are none; they are good until ``ends_at``.
    ``own``: those the company brought along. Safe to repeat.
    """
    for _ in range(_ATTEMPTS):
        held = await repository.of_campaign(work, campaign_id)
        if held is not None:
            return await _decided(work, replace(held, ends_at=ends_at, own=own), held)
        number = await repository.next_number(work)
        secret = secrets.token_bytes(codec.SECRET_BYTES)
        one = Offer(work.ids.new(), campaign_id, number, secret, ends_at, work.now, own)
        if await repository.add(work, one):
            return one
    raise Conflict


async def _decided(work: Work, one: Offer, before: Offer) -> Offer:
    if one != before:
        await repository.decide(work, one.id, one.ends_at, own=one.own)
    return one


async def look(work: Work, text: str) -> Found:
    """What a code is worth now; changes nothing.

    :raises NotFound: ``no_such_code``: none was given out that reads so
    """
    known = await _own(work, text) or await _worked_out(work, text)
    if known is None:
        raise NotFound("no_such_code")
    offer, place, code = known
    given, contact_id = await repository.recipient(work, offer.campaign_id, place)
    if not given:
        raise NotFound("no_such_code")
    use = await repository.use(work, offer.id, place)
    return Found(code, offer, place, contact_id, use, _state(offer, use, work.now))


_Placed = tuple[Offer, int, str]
"""The codes of a campaign, the place of one among them, and how it is written."""


async def _own(work: Work, text: str) -> _Placed | None:
    """One the company brought along, of a campaign that gives those out."""
    bare = normal(text)
    found = await repository.own_code(work, bare) if bare else None
    if found is None:
        return None
    campaign_id, place, code = found
    offer = await repository.of_campaign(work, campaign_id)
    return (offer, place, code) if offer is not None and offer.own else None


async def _worked_out(work: Work, text: str) -> _Placed | None:
    read = codec.read(text)
    offer = await repository.of_number(work, read.offer) if read else None
    if read is None or offer is None or offer.own:
        return None
    place = codec.place_of(read.body, offer.secret)
    return (offer, place, offer.of(place)) if place else None


async def redeem(
    work: Work, text: str, by: By, reference: str | None, attempt: str | None = None
) -> tuple[Found, Use]:
    """Use a code, for good. Without an ``attempt`` not to be repeated: the second time is a second
    use; the same attempt of the same till is the same use.

    :raises NotFound: ``no_such_code``
    :raises Conflict: ``code_used``, ``code_expired``
    """
    found = await look(work, text)
    if found.use is not None:
        if found.use.is_again(by, attempt):
            return found, found.use
        raise _used(found.use)
    if found.state == "expired":
        raise Conflict("code_expired", code=found.code)
    use = Use(found.offer.id, found.place, work.now, by, reference, attempt)
    if not await repository.add_use(work, use):
        held = await repository.use(work, use.offer_id, use.place)
        if held is not None and held.is_again(by, attempt):
            return replace(found, use=held, state="used"), held
        raise _used(held or use)
    await work.record(redeemed(found, use))
    return replace(found, use=use, state="used"), use


async def undo(work: Work, text: str, by: By, attempt: str) -> Found:
    """Take back a use of this till, within ``UNDO`` of it: the code is good again. What was taken
    back already stays so.

    :raises NotFound: ``no_such_code``
    :raises Conflict: ``code_used``: by somebody else, by another attempt, or too long ago
    """
    found = await look(work, text)
    use = found.use
    if use is None:
        return found
    if not use.is_again(by, attempt) or work.now - use.at > UNDO:
        raise _used(use)
    if await repository.remove_use(work, use):
        await work.record(restored(found, use))
    return await look(work, text)


async def used(work: Work, campaign_id: UUID, after: int, limit: int) -> Sequence[tuple[str, Use]]:
    """The codes of a campaign that were used, each with its use, by place, after one."""
    offer = await repository.of_campaign(work, campaign_id)
    if offer is None:
        return []
    uses = await repository.uses(work, offer.id, after, limit)
    if not offer.own:
        return [(offer.of(use.place), use) for use in uses]
    codes = await repository.own_codes_at(work, campaign_id, [use.place for use in uses])
    return [(codes.get(use.place, ""), use) for use in uses]


async def figures(work: Work, campaign_id: UUID) -> tuple[Offer | None, int]:
    """The codes of a campaign, if it has any, and how many were used."""
    offer = await repository.of_campaign(work, campaign_id)
    return offer, 0 if offer is None else await repository.how_many(work, offer.id)


def _state(offer: Offer, use: Use | None, now: datetime) -> State:
    if use is not None:
        return "used"
    over = offer.ends_at is not None and offer.ends_at <= now
    return "expired" if over else "good"


def _used(use: Use) -> Conflict:
    return Conflict("code_used", at=f"{use.at:%Y-%m-%d %H:%M}", by=use.by.name or "?")
