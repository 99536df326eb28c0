"""What hooks are told: put into lines, looked at, put in again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.hooks.deliveries import repository
from guichet.hooks.deliveries.bell import BELL
from guichet.hooks.deliveries.types import MOST_WAITING, Delivery, NewDelivery, State
from guichet.hooks.types import LineState
from guichet.kit.db.sessions import after_commit
from guichet.kit.errors import NotFound
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.kit.work import Work

AT_ONCE = 5_000
LINES = 200
COUNTED = 1_000
"""Dead bodies are counted up to so many."""
PUT_BACK = 5_000
"""Bodies put back by one request."""


async def put(session: AsyncSession, several: Sequence[NewDelivery], now: datetime) -> None:
    """Put bodies into their lines within a transaction under the system role; they leave once it is
    committed. Before a hook with too much before it they are lost, and it will be switched off.
    """
    if several:
        await repository.put(session, several, now, MOST_WAITING)
        after_commit(session, BELL.ring)


async def fuller_than(
    session: AsyncSession, hook_ids: Sequence[UUID], most: int
) -> frozenset[UUID]:
    """Those of some hooks before which more bodies wait (system role)."""
    return await repository.fuller_than(session, hook_ids, most)


async def states(work: Work, hook_ids: Sequence[UUID]) -> Mapping[UUID, LineState]:
    """How telling some hooks goes."""
    return await repository.states(work.session, work.tenant_id, hook_ids, COUNTED)


async def page(
    work: Work, hook_id: UUID, states: Sequence[State], before: UUID | None, limit: int
) -> Sequence[Delivery]:
    """Bodies of a hook, newest first, in some states or in all."""
    return await repository.page(
        work.session, work.tenant_id, hook_id, states, before=before, limit=limit
    )


async def get(work: Work, hook_id: UUID, delivery_id: UUID) -> Delivery:
    """One body with its text.

    :raises NotFound: there is none, or not any more
    """
    found = await repository.find(work.session, work.tenant_id, hook_id, delivery_id)
    if found is None:
        raise NotFound("no_such_delivery")
    return found


async def again(work: Work, hook_id: UUID, delivery_id: UUID) -> Delivery:
    """Put one body into the line again, whatever became of it. One that waits already is left.

    :raises NotFound: there is none, or not any more
    """
    await get(work, hook_id, delivery_id)
    await _put_back(work, hook_id, [delivery_id])
    return await get(work, hook_id, delivery_id)


async def all_again(work: Work, hook_id: UUID) -> int:
    """Put what was given up into the line again, the oldest ``PUT_BACK``; how many."""
    ids = await repository.ended(work.session, work.tenant_id, hook_id, PUT_BACK)
    return await _put_back(work, hook_id, ids) if ids else 0


async def _put_back(work: Work, hook_id: UUID, ids: Sequence[UUID]) -> int:
    await repository.lock(work.session, work.tenant_id, hook_id)
    many = await repository.put_back(work.session, work.tenant_id, hook_id, ids, work.now)
    await repository.recount(work.session, work.tenant_id, hook_id, work.now)
    work.after_commit(BELL.ring)
    return many


async def begin(work: Work, hook_id: UUID) -> None:
    """The line of a new hook."""
    await repository.make_line(work.session, work.tenant_id, hook_id)


async def go_on(work: Work, hook_id: UUID) -> None:
    """A hook is on again: what waits leaves now."""
    await repository.wake(work.session, work.tenant_id, hook_id, work.now)
    work.after_commit(BELL.ring)


async def stop(work: Work, hook_id: UUID) -> None:
    """A hook is off: what waits stays."""
    await repository.still(work.session, work.tenant_id, hook_id)


async def forget_people(work: Work, people: Sequence[UUID]) -> None:
    """Delete what speaks of these contacts. Safe to repeat."""
    hooks = await repository.about(work.session, work.tenant_id, people)
    for hook_id in hooks:
        await repository.lock(work.session, work.tenant_id, hook_id)
    if hooks:
        await repository.forget_people(work.session, work.tenant_id, people)
    for hook_id in hooks:
        await repository.recount(work.session, work.tenant_id, hook_id, None)


async def forget_old(
    session: AsyncSession, tenant: TenantId, hook_id: UUID, bound: datetime
) -> int:
    """Delete some thousand bodies of a hook from before ``bound``; how many."""
    await repository.lock(session, tenant, hook_id)
    gone = await repository.forget_below(session, tenant, hook_id, lowest_id_at(bound), AT_ONCE)
    if gone:
        await repository.recount(session, tenant, hook_id, None)
    return gone


async def lines_after(
    session: AsyncSession, after: tuple[UUID, UUID]
) -> Sequence[tuple[TenantId, UUID, bool]]:
    """The keys of some lines of all tenants, in order, after a key, and whether their hook was
    removed (system role).
    """
    return await repository.lines_after(session, after, LINES)
