"""What erasing a person does to the event log: the events stay, in their order and with their ids,
instants, states and counts, so that figures still add up; what was said, named or noted is gone.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.events.models import EventRow
from guichet.kit.events.types import Json
from guichet.kit.ids import TenantId

ERASED = "erased"
"""In a payload: its person was erased."""
_WHOLE = frozenset(
    {
        "agent",
        "by",
        "consulted",
        "disposition",
        "entry_point",
        "needs",
        "offer",
        "preferred",
        "queue",
        "why",
    }
)
"""Speak of the company's own people and rules."""
_EMPTIED = frozenset(
    {"attributes", "claims", "consents", "data", "files", "form", "identities", "tags"}
)
_PLAIN = frozenset({"code", "kind", "medium", "purpose", "decision", "state", "status"})
"""Texts out of a list of ours."""


def without_person(payload: Mapping[str, Json]) -> dict[str, Json]:
    """The payload of an event whose person was erased. Only what stands beside ``item`` is kept
    as it is (who moved it, from where), and within it what is known to be no word of or about the
    person: whatever is new is erased until it is named here. The same again changes nothing. Pure.
    """
    beside = {key: value for key, value in payload.items() if key != "item"}
    item = payload.get("item")
    kept = {"item": _value("item", item)} if "item" in payload else {}
    return {**beside, **kept, ERASED: True}


def _value(key: str, value: Json) -> Json:
    if key in _WHOLE or value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {} if key in _EMPTIED else {name: _value(name, one) for name, one in value.items()}
    if isinstance(value, list):
        return [] if key in _EMPTIED else [_value(key, one) for one in value]
    if isinstance(value, str):
        return value if key in _PLAIN or _names_nothing(value) else None
    return value


def _names_nothing(word: str) -> bool:
    """An id or an instant."""
    try:
        return str(UUID(word)) == word
    except ValueError:
        pass
    try:
        return "T" in word and datetime.fromisoformat(word).tzinfo is not None
    except ValueError:
        return False


async def erase_of(session: AsyncSession, tenant_id: TenantId, person: UUID, limit: int) -> int:
    """Erase the person from ``limit`` more of their events; how many there were. Needs the system
    role: nobody else changes what was recorded.
    """
    statement = (
        select(EventRow.id, EventRow.payload)
        .where(
            EventRow.tenant_id == tenant_id,
            EventRow.contact_id == person,
            ~EventRow.payload.has_key(ERASED),
        )
        .limit(limit)
    )
    found = (await session.execute(statement)).all()
    for event_id, payload in found:
        left = msgspec.json.encode(without_person(payload)).decode()
        await session.execute(_ERASE, {"tenant": tenant_id, "event": event_id, "left": left})
    return len(found)


_ERASE = text("SELECT erase_event(:tenant, :event, CAST(:left AS jsonb))")
