"""Short links of campaigns: made, counted, and the domain they are on."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from guichet.campaigns import repository as campaigns
from guichet.campaigns.links import repository
from guichet.campaigns.links.codes import SECRET_BYTES
from guichet.campaigns.links.events import address_changed
from guichet.campaigns.links.types import LinkAddress, LinkFigures, ShortLinks
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.work import Work

OURS = LinkAddress(0, None, None)


async def registered(
    work: Work, campaign_id: UUID, targets: Sequence[str], base_url: str
) -> ShortLinks:
    """The links of a campaign to ``targets``, made where there are none yet: only what was
    registered so is ever led to. ``base_url`` is the platform's own. Safe to repeat: the same
    targets have the same links, so that what was counted before sending is what is sent.

    :raises Invalid: ``too_many_links``: the text had so many different ones by now
    """
    if not targets:
        return ShortLinks("", ())
    known = await repository.of_campaign(work, campaign_id)
    new = [one for one in dict.fromkeys(targets) if one not in known]
    if len(known) + len(new) > repository.MOST_LINKS:
        raise Invalid("too_many_links", limit=repository.MOST_LINKS)
    if new:
        made = {one: secrets.token_bytes(SECRET_BYTES) for one in new}
        await repository.add(work, campaign_id, made)
        known = await repository.of_campaign(work, campaign_id)
    base = base_of(await address(work), base_url)
    return ShortLinks(base, tuple(known[one] for one in targets))


def base_of(own: LinkAddress, base_url: str) -> str:
    """What short links begin with."""
    if own.host is not None and own.checked_at is not None:
        return f"https://{own.host}"
    return base_url.rstrip("/")


async def listed(work: Work, campaign_id: UUID) -> Sequence[LinkFigures]:
    """The figures of a campaign that is there.

    :raises NotFound: there is none
    """
    if await campaigns.campaign(work, campaign_id) is None:
        raise NotFound("no_such_campaign")
    return await figures(work, campaign_id)


async def figures(work: Work, campaign_id: UUID) -> Sequence[LinkFigures]:
    """What came of the links of a campaign, in the order they were made."""
    links = list((await repository.of_campaign(work, campaign_id)).values())
    if not links:
        return []
    people = await repository.people(work, campaign_id)
    clicks = await repository.clicks(work, [one.id for one in links])
    return [
        LinkFigures(
            one,
            people.get(one.id, 0),
            clicks.get((one.id, "person"), 0),
            clicks.get((one.id, "machine"), 0),
        )
        for one in links
    ]


async def address(work: Work) -> LinkAddress:
    """Where the company's short links lead in."""
    return await repository.address(work) or OURS


async def choose_address(work: Work, host: str | None) -> LinkAddress:
    """Use another domain, or ours again. It is used once it was checked; what was sent stays as
    it was. The same again changes nothing.
    """
    held = await repository.address(work, lock=True) or OURS
    if held.host == host:
        return held
    return await _store(work, LinkAddress(held.version + 1, host, None))


async def mark_checked(work: Work, host: str, at: datetime) -> LinkAddress:
    """It was seen to lead here.

    :raises Conflict: it is another one by now
    """
    held = await repository.address(work, lock=True) or OURS
    if held.host != host:
        raise Conflict
    return await _store(work, LinkAddress(held.version + 1, host, at))


async def _store(work: Work, one: LinkAddress) -> LinkAddress:
    await repository.write_address(work, one)
    await work.record(address_changed(one))
    return one
