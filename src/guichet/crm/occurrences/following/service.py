"""What happened to people soon after something, asked by rooms that know of it."""

from guichet.crm.occurrences.following import repository
from guichet.crm.occurrences.following.types import After, Followed
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ids import TenantId


async def followed(
    reader: ReaderDatabase, tenant_id: TenantId, starts: object, wanted: After
) -> Followed:
    """``starts``, a subquery of SQLAlchemy, has columns ``contact_id`` and ``at``, is bound to the
    tenant, and is read under the reader role. What happened to a card that was merged since counts
    for the card it was told of.
    """
    async with reader.snapshot() as session:
        return await repository.followed(session, tenant_id, starts, wanted)
