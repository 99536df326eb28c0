"""What the log tells of the room."""

from typing import Any
from uuid import UUID

from tests.conftest import Database

_EVENTS = """
SELECT payload -> 'item' FROM event_log WHERE tenant_id = %s AND kind = %s ORDER BY seq
"""


def items_told(database: Database, tenant_id: UUID, kind: str) -> list[dict[str, Any]]:
    """The items of all events of a kind, in order."""
    with database.connect_owner() as owner:
        rows = owner.execute(_EVENTS, (tenant_id, kind)).fetchall()
    return [row[0] for row in rows]  # type: ignore[misc]  # jsonb comes as what it holds
