"""Once and only once: whether a peer handed over the same thing before."""

from uuid import UUID

from guichet.gateway.inbound import repository
from guichet.kit.work import Work


async def earlier(work: Work, entry_point_id: UUID, peer_id: str, becomes: UUID) -> UUID | None:
    """Remember that ``peer_id`` becomes the message ``becomes``; if it came before, give the
    message it became then and remember nothing. Two at once: the second waits for the first.
    """
    if await repository.claim(work, entry_point_id, peer_id, becomes):
        return None
    return await repository.became(work, entry_point_id, peer_id)
