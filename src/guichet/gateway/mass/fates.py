"""What became of one message, in a line: its state with the reason, its parts, whether it is paid.
Pure; the state is that of ``states``, so that every list says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guichet.gateway.mass.states import FINAL, state_of
from guichet.gateway.mass.types import Happening, MessageState, OutcomeKind

_LEFT: Final[frozenset[OutcomeKind]] = frozenset(
    {"handed", "cut", "enroute", "delivered", "undelivered"}
)
"""A carrier has it, or may have: it is paid, as ``settling`` books it."""
_OF_THE_WHOLE: Final[dict[MessageState, str]] = {
    "unknown": "no_answer",
    "expired": "too_late",
    "cancelled": "called_back",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a message stands."""

    state: MessageState
    reason: str | None
    """Why it did not go or arrive; none while nothing stands against it."""
    carrier_code: str | None
    """The carrier's own word for it, where it gave one."""
    parts: int
    """As carriers counted them; 0: none has it yet."""
    paid: bool
    """It is charged, or will be when its chunk is settled."""
    left_at: datetime | None
    ended_at: datetime | None
    """When the last became known of a message that is final."""


def fate_of(life: Sequence[Happening]) -> Fate:
    """Of a whole life, in whatever order it was heard."""
    state = state_of(life)
    reason, carrier_code = _why(life, state)
    left = [one.at for one in life if one.kind in _LEFT]
    return Fate(
        state,
        reason,
        carrier_code,
        max((one.parts for one in life), default=0),
        bool(left),
        min(left, default=None),
        max((one.at for one in life), default=None) if state in FINAL else None,
    )


def _why(life: Sequence[Happening], state: MessageState) -> tuple[str | None, str | None]:
    """The reason's code, and the carrier's."""
    if state in _OF_THE_WHOLE:
        return _OF_THE_WHOLE[state], None
    if state not in ("held", "denied", "refused", "undelivered"):
        return None, None
    told = max((one for one in life if one.kind == state), key=lambda one: (one.at, one.part))
    if state == "refused":
        return str(told.detail.get("failure", "message_refused")), told.code
    if state == "undelivered":
        return f"carrier_{told.detail.get('state', 'unknown')}", told.code
    return told.code, None
