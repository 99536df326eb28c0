"""Which recipient of a campaign a message is for."""

from uuid import UUID

from guichet.campaigns.results import repository
from guichet.gateway.mass import touching
from guichet.kit.work import Work


async def of(work: Work, campaign_id: UUID, message_id: UUID, chunk_id: UUID) -> int | None:
    """The place of the recipient; none: the chunk is not of this campaign."""
    session, tenant = work.session, work.tenant_id
    known = await repository.fates_of_messages(session, tenant, [message_id])
    if message_id in known:
        return known[message_id].n
    firsts = await repository.firsts(session, tenant, campaign_id, [chunk_id])
    if chunk_id not in firsts:
        return None
    ranks = await touching.places(session, tenant, [chunk_id])
    return firsts[chunk_id] + ranks[message_id] - 1
