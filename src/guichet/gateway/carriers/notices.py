"""Tells companies that some of their messages may arrive late, and when that is over: those whose
messages went by a route that was isolated.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers import repository
from guichet.gateway.carriers.events import NOTICE_BEGUN, NOTICE_ENDED, notice_item
from guichet.gateway.carriers.types import OWN_TEXTS, Notice
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

CONCERNED: Final = timedelta(hours=24)
"""Whose messages went by the route within this time."""


async def begin(work: Work, route_id: UUID) -> Sequence[Notice]:
    """Tell those whose messages went by a route lately (system role)."""
    found = await repository.riders(work.session, route_id, work.now - CONCERNED)
    begun = [
        Notice(work.ids.new(), tenant, 1, work.now, None) for tenant in found if tenant != OWN_TEXTS
    ]
    for one in begun:
        await repository.add_notice(work.session, one, route_id)
        await _tell(work, NOTICE_BEGUN, one)
    return begun


async def end(work: Work, route_id: UUID) -> Sequence[Notice]:
    """Tell them that it is over (system role). Harmless to repeat."""
    ended = await repository.end_notices(work.session, route_id, work.now)
    for one in ended:
        await _tell(work, NOTICE_ENDED, one)
    return ended


async def of_now(session: AsyncSession, tenant_id: TenantId) -> Sequence[Notice]:
    """What a company is told now."""
    return await repository.open_notices(session, tenant_id)


async def _tell(work: Work, kind: EventKind, one: Notice) -> None:
    event = NewEvent(kind, f"sending_notice:{one.id}", one.version, {"item": notice_item(one)})
    await replace(work, tenant_id=one.tenant_id).record(event)
