"""How each connection of this process does, for health pages and doctors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.kit.ids import TenantId

ConnectionState = Literal["connecting", "open", "waiting", "elsewhere"]


@dataclass(frozen=True, slots=True)
class ConnectionHealth:
    """One entry point's connection as this process knows it."""

    tenant_id: TenantId
    entry_point_id: UUID
    kind: str
    state: ConnectionState
    since: datetime
    failures: int = 0
    words: str | None = None
    """What the last failure said."""


class HealthBoard:
    """The latest word on every connection."""

    def __init__(self) -> None:
        self._latest: dict[UUID, ConnectionHealth] = {}

    def post(self, health: ConnectionHealth) -> None:
        """Replaces what was known of that entry point."""
        self._latest[health.entry_point_id] = health

    def drop(self, entry_point_id: UUID) -> None:
        """It is no longer ours to speak of."""
        self._latest.pop(entry_point_id, None)

    def all(self) -> Sequence[ConnectionHealth]:
        """By entry point."""
        return [self._latest[key] for key in sorted(self._latest)]
