"""Pays for what carriers took, and gives back what was reserved for the rest: once for each chunk,
in the transaction that closes it.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import repository
from guichet.gateway.mass.repository import Closed, Taken
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work
from guichet.usage import service as usage
from guichet.usage.types import Entry


def hold_of(chunk_id: object) -> str:
    """What the reservation of a chunk is called."""
    return f"mass_chunk:{chunk_id}"


class Settling:
    """Books in the ledger of use."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    async def settle(self, session: AsyncSession, chunks: Sequence[Closed]) -> None:
        """See ``writing.Settle``. Harmless to repeat: the ledger has each line once."""
        charged = [one for one in chunks if one.currency is not None]
        paying = sorted(charged, key=lambda one: one.tenant_id)  # as all who lock accounts do
        if not paying:
            return
        found = {one.chunk_id: one for one in await repository.taken(session, paying)}
        for chunk in paying:
            work = Work(session, chunk.tenant_id, self._clock, self._ids, SYSTEM)
            await self._pay(work, chunk, found.get(chunk.chunk_id))

    async def _pay(self, work: Work, chunk: Closed, taken: Taken | None) -> None:
        hold = hold_of(chunk.chunk_id)
        if taken is not None and chunk.currency is not None:
            line = Entry(
                "batch", str(chunk.chunk_id), "submitted", "charge", taken.micros, taken.count, hold
            )
            await usage.post(work, chunk.currency, [line])
        await usage.release_rest(work, hold)
