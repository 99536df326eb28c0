"""What a simulated carrier counts, for measures."""

from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Final

_BINS: Final = 900


@dataclass
class Counters:
    """Messages and links since the start, or since the last reset. Times are seconds."""

    submitted: int = 0
    """Every ``submit_sm`` that came."""
    accepted: int = 0
    throttled: int = 0
    refused: int = 0
    receipts: int = 0
    """Receipts sent, repeats included."""
    receipts_acked: int = 0
    receipts_refused: int = 0
    inbound: int = 0
    """PDUs of texts from telephones."""
    inbound_acked: int = 0
    binds: int = 0
    binds_refused: int = 0
    links: int = 0
    """Connections open now."""
    links_lost: int = 0
    unbinds: int = 0
    malformed: int = 0
    """PDUs that made no sense."""
    first: float | None = None
    last: float | None = None
    last_ack: float | None = None
    _bins: deque[list[int]] = field(default_factory=lambda: deque(maxlen=_BINS))

    def took(self, now: float, count: int) -> None:
        """So many messages were submitted at once."""
        self.submitted += count
        if self.first is None:
            self.first = now
        self.last = now
        second = int(now)
        if self._bins and self._bins[-1][0] == second:
            self._bins[-1][1] += count
        else:
            self._bins.append([second, count])

    def acked(self, now: float, count: int) -> None:
        """So many receipts were acknowledged at once."""
        self.receipts_acked += count
        self.last_ack = now

    def figures(self) -> dict[str, object]:
        """All of it, for JSON: ``span`` from the first to the last message, ``receipt_span`` to
        the last acknowledged receipt, ``per_second`` the messages of each second.
        """
        plain = {name: value for name, value in asdict(self).items() if not name.startswith("_")}
        begin = self.first or 0.0
        span = (self.last or begin) - begin
        return {
            **plain,
            "span": span,
            "receipt_span": (self.last_ack or begin) - begin,
            "per_second": [count for _, count in self._bins],
        }
