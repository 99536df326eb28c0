"""Messages by the names clients were answered: their own id, that of a part of theirs, or that of
one text for several people.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.clients import repository
from guichet.gateway.clients.parts import WAIT
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.states import FINAL
from guichet.gateway.mass.types import Message, MessageState
from guichet.kit.work import Work

SKEW: Final = timedelta(seconds=2)
"""So far the clocks of two processes may differ."""
_LAST: Final = (1 << 128) - 1
_A_MILLISECOND: Final = 1 << 80
"""In an id, whose first 48 bits are when it was made."""


async def state_of(work: Work, name: UUID) -> tuple[MessageState, datetime] | None:
    """Where it stands, and since when; none if there is none. One text for several is final once
    all of them are.
    """
    found = await _messages(work, name)
    if not found:
        at = await repository.part_came_at(work.session, work.tenant_id, name)
        return ("accepted", at) if at is not None else None
    one = next((one for one in found if one.state not in FINAL), found[0])
    return one.state, one.life[-1].at if one.life else one.accepted_at


async def cancel(work: Work, name: UUID) -> bool:
    """Call it back; whether there is something of this name and none of it left. Harmless to
    repeat.
    """
    found = [one.id for one in await _messages(work, name)]
    return bool(found) and len(await mass.cancel_several(work, found)) == len(found)


async def _messages(work: Work, name: UUID) -> Sequence[Message]:
    own = await mass.find(work, name)
    if own is not None:
        return [own]
    since, until = _made_within(name)
    ids = await mass.referring_to(work, name.hex, since, until)
    return [await mass.get(work, one) for one in ids]


def _made_within(name: UUID) -> tuple[UUID, UUID]:
    """Ids of what was accepted by a name of this id."""
    first = name.int - _milliseconds(SKEW) * _A_MILLISECOND
    last = name.int + _milliseconds(WAIT + SKEW) * _A_MILLISECOND
    return UUID(int=max(first, 0)), UUID(int=min(last, _LAST))


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
