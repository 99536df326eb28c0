"""How engines and disks can be."""

from dataclasses import dataclass
from typing import Literal

Condition = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class Engine:
    """A server Guichet stands on."""

    name: Literal["postgresql", "nats"]
    version: str | None
    embedded: bool
    status: Literal["ok", "down"]
    latency_ms: float | None
    """Milliseconds of one question and its answer."""
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk the data directory is on."""

    path: str
    total_bytes: int
    free_bytes: int
    status: Literal["ok", "low", "full"]
