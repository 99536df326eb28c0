"""Accepted means committed: orders that come together are written together, and each is answered
after the commit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import wishes, wordings
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.models import ChunkRow, MessageRow
from guichet.gateway.mass.types import PRIORITY, Order, Purpose, ReportTo, Ticket
from guichet.kit.clock import Clock
from guichet.kit.db.copying import NULL, as_json, copy_rows, hexed, plain
from guichet.kit.grouping import Grouping
from guichet.kit.ids import IdMaker, TenantId

MOST_TOGETHER: Final = 500
"""Orders in one transaction: it stays far below its limits."""
CHUNK: Final = 1_000
"""Messages of one chunk at most."""
_CHUNK_COLUMNS = (
    "tenant_id",
    "id",
    "purpose",
    "priority",
    "accepted_at",
    "due_at",
    "expires_at",
    "count",
    "wording",
    "open",
    "next_at",
    "lease",
    "handed",
    "touched",
    "report_to",
)
_MESSAGE_COLUMNS = ("tenant_id", "id", "chunk_id", "address", "given", "reference", "wording")


@dataclass(frozen=True, slots=True)
class _Lot:
    """What may share a chunk."""

    tenant_id: TenantId
    purpose: Purpose
    due_at: datetime
    expires_at: datetime | None
    report_to: tuple[ReportTo, ...]


class Acceptor:
    """Takes orders in. One for a process."""

    def __init__(self, across: AcrossTenants, clock: Clock, ids: IdMaker) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._together = Grouping[str, Order, Ticket](self._write, MOST_TOGETHER)

    async def accept(self, order: Order) -> Ticket:
        """Commit ``order``. Its recipients and wording have been checked. Not to be repeated: the
        same order again is another order; who asks keeps its own key in the same breath.

        :raises sqlalchemy.exc.DBAPIError: nothing was accepted
        """
        ticket = await self._together.ask("orders", order)
        return ticket or (await self._write("orders", [order]))[0]

    async def _write(self, _key: str, orders: Sequence[Order]) -> Sequence[Ticket]:
        async with self._across() as session:
            tickets = await add(session, orders, self._clock.now(), self._ids)
        BELL.ring()
        return tickets


async def add(
    session: AsyncSession, orders: Sequence[Order], now: datetime, ids: IdMaker
) -> list[Ticket]:
    """Write ``orders`` within a transaction under the system role; the tickets count once it is
    committed.
    """
    lots: dict[_Lot, list[int]] = defaultdict(list)
    for place, order in enumerate(orders):
        due = max(order.due_at or now, now)
        purpose = order.wording.purpose
        lot = _Lot(order.tenant_id, purpose, due, order.expires_at, order.report_to)
        lots[lot].append(place)
    chunks: list[str] = []
    messages: list[str] = []
    tickets: list[Ticket | None] = [None] * len(orders)
    for lot, places in lots.items():
        for together in _bounded(orders, places):
            chunk_id = ids.new()
            lines = _lines(orders, together, chunk_id, ids)
            chunks.append(_chunk_line(lot, chunk_id, [orders[i] for i in together], now))
            for place, (made, rows) in zip(together, lines, strict=True):
                tickets[place] = Ticket(chunk_id, made, now)
                messages += rows
    await copy_rows(session, ChunkRow.__tablename__, _CHUNK_COLUMNS, chunks)
    await copy_rows(session, MessageRow.__tablename__, _MESSAGE_COLUMNS, messages)
    return [ticket for ticket in tickets if ticket is not None]


def _bounded(orders: Sequence[Order], places: Sequence[int]) -> list[list[int]]:
    """The orders of a lot, in chunks that are not too large."""
    chunks: list[list[int]] = []
    size = CHUNK
    for place in places:
        size += len(orders[place].recipients)
        if size > CHUNK:
            chunks.append([])
            size = len(orders[place].recipients)
        chunks[-1].append(place)
    return chunks


def _lines(
    orders: Sequence[Order], places: Sequence[int], chunk_id: UUID, ids: IdMaker
) -> list[tuple[list[UUID], list[str]]]:
    """The messages of each order: their ids and rows."""
    shared = len({orders[place].wording for place in places}) == 1
    return [_order_lines(orders[place], chunk_id, ids, shared=shared) for place in places]


def _order_lines(
    order: Order, chunk_id: UUID, ids: IdMaker, *, shared: bool
) -> tuple[list[UUID], list[str]]:
    tenant, chunk = hexed(order.tenant_id), hexed(chunk_id)
    own = NULL if shared else as_json(wordings.stored(order.wording))
    made: list[UUID] = []
    rows: list[str] = []
    for one in order.recipients:
        message_id = ids.new()
        given = as_json(one.values) if one.values else NULL
        made.append(message_id)
        rows.append(
            f"{tenant}\t{hexed(message_id)}\t{chunk}\t{plain(one.address)}\t{given}"
            f"\t{plain(one.reference)}\t{own}\n"
        )
    return made, rows


def _chunk_line(lot: _Lot, chunk_id: UUID, orders: Sequence[Order], now: datetime) -> str:
    same = len({order.wording for order in orders}) == 1
    wording = as_json(wordings.stored(orders[0].wording)) if same else NULL
    expires = lot.expires_at.isoformat() if lot.expires_at else NULL
    count = sum(len(order.recipients) for order in orders)
    return (
        f"{lot.tenant_id}\t{chunk_id}\t{lot.purpose}\t{PRIORITY[lot.purpose]}\t{now.isoformat()}"
        f"\t{lot.due_at.isoformat()}\t{expires}\t{count}\t{wording}\tt\t{lot.due_at.isoformat()}"
        f"\t0\t0\t0\t{as_json(wishes.stored(lot.report_to))}\n"
    )
