"""Figures as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """What was counted of a queue in one quarter of an hour."""

    queue_id: UUID
    quarter: datetime
    version: int
    sums: Mapping[str, int]
    """By the names of ``counting.QUEUE_SUMS``, and ``longest_wait_ms``."""


@dataclass(frozen=True, slots=True)
class AgentFigures:
    """What was counted of an agent in one quarter of an hour."""

    agent_id: UUID
    quarter: datetime
    version: int
    sums: Mapping[str, int]
    """By the names of ``counting.AGENT_SUMS``."""
