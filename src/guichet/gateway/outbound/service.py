"""Queue something to send, and learn what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.outbound import repository
from guichet.gateway.outbound.bell import BELL
from guichet.gateway.outbound.outcomes import Settled, TryAgain, advance
from guichet.gateway.outbound.types import Due, OnProgress
from guichet.gateway.stored import failure_json
from guichet.gateway.types import Outbound, PeerReceipt
from guichet.kit.work import Work

KEPT_FOR = timedelta(days=90)
"""Receipts come for weeks; what was said stays in its conversation."""
FORGOTTEN_AT_ONCE = 5_000


async def enqueue(work: Work, entry_point_id: UUID, channel: str, outbound: Outbound) -> None:
    """Send ``outbound`` through an entry point of kind ``channel``, soon after this transaction
    is committed, and only if it is. ``outbound.id`` comes from ``work.ids``.
    """
    await repository.add(work, entry_point_id, channel, outbound)
    work.after_commit(BELL.ring)


async def record_outcome(
    work: Work, due: Due, verdict: Settled | TryAgain, tell: OnProgress
) -> bool:
    """Write what sending ``due`` brought and tell upwards when it left or failed for good. False,
    and nothing written, when its lease had run out and another attempt began.
    """
    row = await repository.settle(work, due.outbound.id, due.attempt, _values(work, verdict))
    if row is None:
        return False
    if isinstance(verdict, Settled):
        await tell(work, repository.progress_of(row, work.now))
    return True


async def record_receipt(
    work: Work, entry_point_id: UUID, receipt: PeerReceipt, tell: OnProgress
) -> bool:
    """Take in what the peer says became of something sent. False when nothing changed: unknown,
    told before, or older news than what is known.
    """
    row = await repository.named(work, entry_point_id, receipt.peer_id, receipt.address)
    if row is None:
        return False
    state = advance(row.state, receipt.state)
    if state == row.state:
        return False
    row.state = state
    row.settled_at = work.now
    row.failure = failure_json(receipt.failure)
    await work.session.flush()
    await tell(work, repository.progress_of(row, work.now))
    return True


async def forget(work: Work, outbound_ids: Sequence[UUID]) -> None:
    """Nothing is left of what was said in these and to whom; what was not sent yet never is."""
    if outbound_ids:
        await repository.forget(work, outbound_ids)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """What was settled and is older than ``KEPT_FOR`` goes, some of it; gives how many: ask again
    until none does. Needs the system role.
    """
    return await repository.forget_old(session, now - KEPT_FOR, FORGOTTEN_AT_ONCE)


def _values(work: Work, verdict: Settled | TryAgain) -> dict[str, object]:
    if isinstance(verdict, TryAgain):
        return {"due_at": work.now + verdict.wait, "failure": failure_json(verdict.failure)}
    return {
        "state": verdict.state,
        "peer_id": verdict.peer_id,
        "parts": verdict.parts,
        "failure": failure_json(verdict.failure),
        "settled_at": work.now,
    }
