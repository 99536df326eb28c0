"""How fast one visitor's page may speak. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Pace:
    """A bucket that holds ``most`` and gets one back every ``every``."""

    most: int
    every: timedelta
    _left: float = field(init=False)
    _at: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._left = float(self.most)

    def allows(self, now: datetime) -> bool:
        """Whether one more is in order at ``now``; if so it is counted."""
        if self._at is not None:
            self._left = min(self.most, self._left + max(now - self._at, timedelta()) / self.every)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
