"""What a tenant decided for itself: the law is never widened by it."""

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import Conflict
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work
from guichet.policies.care import repository
from guichet.policies.care.events import CARE_CHANGED, care_item
from guichet.policies.care.types import Care
from guichet.policies.types import Stricter


async def of(session: AsyncSession, tenant: TenantId) -> Care:
    """What a tenant decided; the prudent hours where it decided nothing."""
    return await repository.of(session, tenant)


async def put(work: Work, stricter: Stricter, version: int) -> Care:
    """Replace what the tenant of ``work`` decided. ``version`` is the one that was read.

    :raises Conflict: ``changed_meanwhile``.
    """
    before = await repository.of(work.session, work.tenant_id, lock=True)
    if before.version != version:
        raise Conflict("changed_meanwhile")
    after = Care(stricter, version + 1)
    await repository.put(work.session, work.tenant_id, after, work.now)
    subject = f"sending_care:{work.tenant_id}"
    await work.record(NewEvent(CARE_CHANGED, subject, after.version, {"item": care_item(after)}))
    return after
