"""What a domain event is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from uuid import UUID

from guichet.kit.ids import TenantId

Position = NewType("Position", int)
"""Place of an event in the log, gapless from 1: the only cursor anyone uses."""

EventKind = NewType("EventKind", str)
"""``<room>.<noun>.<past verb>``, such as ``interactions.message.added``: declared once in the
room's ``events.py`` with a docstring, from which ``docs/reference/events.md`` is made.
"""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """A change of state about to be written in the same transaction as the change itself."""

    kind: EventKind
    subject: str
    """The entity it happened to, ``<noun>:<id>``: events of one subject keep their order."""
    version: int
    """The entity's version after the change, counted from 1."""
    payload: Mapping[str, Json]
    contact_id: UUID | None = None
    """The person it speaks of, so that erasing the person finds it."""


@dataclass(frozen=True, slots=True)
class Event:
    """A committed event as everyone receives it."""

    position: Position
    tenant_id: TenantId
    id: UUID
    kind: str
    subject: str
    version: int
    payload: Mapping[str, Json]
    occurred_at: datetime
    contact_id: UUID | None = None
