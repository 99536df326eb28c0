"""Why a message does not go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Stay:
    """It may not go now, or never."""

    kind: Literal["held", "denied", "cancelled"]
    code: str
    detail: Mapping[str, str | int]
    until: datetime | None = None
    """When it may be asked again, for ``held``."""
