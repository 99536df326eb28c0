"""What becomes of a request for advice or a module: the one table. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from guichet.kit.errors import Conflict, FieldFault, Invalid


class State(StrEnum):
    """How far it has come."""

    RECEIVED = "received"
    STUDIED = "studied"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DELIVERED = "delivered"


NEXT: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.STUDIED, State.ACCEPTED, State.REFUSED, State.DELIVERED}),
    State.STUDIED: frozenset({State.ACCEPTED, State.REFUSED, State.DELIVERED}),
    State.ACCEPTED: frozenset({State.REFUSED, State.DELIVERED}),
    State.REFUSED: frozenset({State.STUDIED}),
    State.DELIVERED: frozenset({State.STUDIED}),
}
"""Where each may go; what was refused or delivered may be taken up again."""


def moved(now: State, wanted: State, reason: str | None) -> str | None:
    """The reason to keep with the move. Raises ``Conflict`` ``advice_moved_on`` when it cannot
    become so, ``Invalid`` when it is refused without saying why.
    """
    if wanted is not now and wanted not in NEXT[now]:
        raise Conflict("advice_moved_on")
    words = " ".join((reason or "").split()) or None
    if wanted is State.REFUSED and words is None:
        raise Invalid(None, (FieldFault("reason", "required"),))
    return words
