"""What the room's ways in share."""

from typing import cast

from starlette.datastructures import State

from guichet.crm.occurrences.accepting import Taker
from guichet.kit.ground import Ground
from guichet.kit.work import UnitOfWork


def taker_of(state: State, ground: Ground) -> Taker:
    """The one of an application, made when it is first asked for."""
    held = getattr(state, "occurrences", None)
    if held is None:
        held = Taker(UnitOfWork(ground.request_db, ground.clock, ground.ids))
        state.occurrences = held
    return cast(Taker, held)
