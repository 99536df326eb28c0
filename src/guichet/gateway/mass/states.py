"""What a message's life amounts to, whatever order its happenings came in. Pure.

Parts count by themselves: a message is delivered when all its parts are, undelivered when one
surely is not. Delivered is believed after a failure (carriers try again), never the other way
round.
"""

from collections.abc import Iterable
from typing import Final

from guichet.gateway.mass.types import Happening, MessageState, OutcomeKind

_WHOLE: Final[dict[OutcomeKind, MessageState]] = {
    "held": "held",
    "denied": "denied",
    "expired": "expired",
    "cancelled": "cancelled",
}
_RANK: Final[dict[OutcomeKind, int]] = {
    "again": 0,
    "refused": 1,
    "cut": 2,
    "handed": 3,
    "enroute": 4,
    "undelivered": 5,
    "delivered": 6,
}
"""Of one part: the highest counts. A route that refused is forgotten when another one took it."""
_SAID: Final[dict[OutcomeKind, MessageState]] = {
    "refused": "refused",
    "cut": "unknown",
    "handed": "handed",
    "enroute": "handed",
    "undelivered": "undelivered",
    "delivered": "delivered",
}
_WORST_FIRST: Final[tuple[MessageState, ...]] = (
    "undelivered",
    "refused",
    "unknown",
    "handed",
    "delivered",
)

MOST_CUTS: Final = 3
"""Times a message may be handed over without an answer: then nobody sends it again by itself."""

FINAL: Final[frozenset[MessageState]] = frozenset(
    {"delivered", "undelivered", "refused", "denied", "expired", "cancelled"}
)


def state_of(life: Iterable[Happening]) -> MessageState:
    """Where the message stands."""
    parts: dict[int, OutcomeKind] = {}
    told: MessageState = "accepted"
    total = 0
    for one in life:
        if one.kind in _WHOLE:
            if told not in FINAL:  # what is final stays so, whatever two clocks make of the order
                told = _WHOLE[one.kind]
            continue
        total = max(total, one.parts)
        known = parts.get(one.part)
        if known is None or _RANK[one.kind] > _RANK[known]:
            parts[one.part] = one.kind
    heard = [_SAID[kind] for kind in parts.values() if kind in _SAID]
    if not heard:
        return told
    worst = next(state for state in _WORST_FIRST if state in heard)
    missing = len(heard) < total
    return "handed" if worst == "delivered" and missing else worst
