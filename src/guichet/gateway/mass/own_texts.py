"""The platform's own texts, such as alarms to its people: they cost nobody anything."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.mass import repository
from guichet.gateway.mass.laying import Line, chunk_line, chunk_row, lot_of, message_rows
from guichet.gateway.mass.types import Order
from guichet.kit.ids import IdMaker


async def add(session: AsyncSession, order: Order, now: datetime, ids: IdMaker) -> None:
    """Accept ``order`` within a transaction under the system role, without asking for a price."""
    lot, chunk_id = lot_of(order, (), None, now), ids.new()
    row = chunk_row(lot, chunk_id, len(order.recipients), order.wording, now)
    messages = [
        Line(order.tenant_id, ids.new(), chunk_id, one, None, None) for one in order.recipients
    ]
    chunks = [chunk_line(order.tenant_id, row)]
    await repository.copy_in(session, chunks, message_rows(messages))
