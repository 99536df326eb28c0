"""What is known of numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.mass.contract import NumberFact

MOST_NUMBERS: Final = 100
"""Of one question."""
KEPT_FOR: Final = timedelta(days=30)
"""Numbers change hands: nothing is believed for longer."""
BELIEVED_FOR: Final = timedelta(days=7)
"""Unless somebody asks for something newer."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a carrier said of a number, and when."""

    fact: NumberFact
    route_id: UUID
    checked_at: datetime
