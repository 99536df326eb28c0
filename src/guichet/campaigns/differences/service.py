"""Who came to the list of a campaign and who left it since: since it was planned, or since the time
before of what goes again and again.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.campaigns import service as campaigns
from guichet.campaigns.differences import repository
from guichet.campaigns.differences.types import Change, Changed, Difference, Lists
from guichet.campaigns.types import Campaign
from guichet.crm import service as contacts
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def lists(work: Work, campaign_id: UUID) -> Lists | None:
    """Which two lists there are; none: one of them is not there yet, or not any more.

    :raises NotFound: there is no such campaign
    """
    one = await campaigns.campaign(work, campaign_id)
    if not _has_list(one):
        return None
    if one.shown is not None:
        return Lists(work.tenant_id, one.id, "shown", one.id)
    if one.follows is None:
        return None
    try:
        before = await campaigns.campaign(work, one.follows)
    except NotFound:
        return None
    return Lists(work.tenant_id, one.id, "before", before.id) if _has_list(before) else None


def _has_list(one: Campaign) -> bool:
    return one.recipients is not None and one.forgotten_at is None


async def difference(reader: ReaderDatabase, two: Lists | None) -> Difference:
    """How many came, left and stayed."""
    if two is None:
        return Difference()
    async with reader.snapshot() as session, repository.patiently(session):
        came, left, stayed = await repository.differences(session, two)
    return Difference(two.against, two.before, came, left, stayed)


async def changed(
    reader: ReaderDatabase, two: Lists | None, change: Change, after: int, limit: int
) -> Sequence[Changed]:
    """Those who came, or left, in the order of their list."""
    if two is None:
        return []
    async with reader.snapshot() as session, repository.patiently(session):
        found = await repository.changed(session, two, change, after, limit)
        if change == "came":
            return [Changed(*row) for row in found]
        why = await repository.reasons_of(session, two, found)
    return [Changed(n, who, address, why.get(who or address)) for n, who, address in found]


async def named(work: Work, people: Sequence[Changed]) -> Sequence[Changed]:
    """The same people with the names of their cards."""
    ids = {one.contact_id for one in people if one.contact_id is not None}
    cards = await contacts.of_ids(work, ids) if ids else {}
    names = {who: card.name for who, card in cards.items()}
    return [
        replace(one, name=names.get(one.contact_id) if one.contact_id else None) for one in people
    ]
