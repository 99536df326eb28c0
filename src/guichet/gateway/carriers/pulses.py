"""How routes are just now, for who looks: worked out by the process that carries, said on the bus
once a second, never stored.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from guichet.accounts.types import PLATFORM
from guichet.gateway.carriers.tally import Tally, median_ms, total
from guichet.gateway.carriers.types import BindHealth, Minute, Route
from guichet.gateway.mass.contract import LinkState
from guichet.kit.events.types import Json

SUBJECT: Final = f"guichet.signal.{PLATFORM}.routes"
"""Where operators' screens hear it."""
EVERY: Final = timedelta(seconds=1)
WINDOW: Final = timedelta(minutes=5)
"""What the ratios and reasons are of."""
SPEED_OVER: Final = timedelta(seconds=10)
"""What the rate is of."""
MOST_REASONS: Final = 6
UP: Final[frozenset[LinkState]] = frozenset({"open", "waiting"})
"""States of a link that carries; one that waits was asked to slow down."""


Say = Callable[[str, bytes], Awaitable[None]]
"""Says something on the bus; dropped when nobody listens."""


async def nobody_listens(_subject: str, _payload: bytes) -> None:
    """Where there is no bus."""


def words(
    *,
    holder: str,
    at: datetime,
    routes: Iterable[Route],
    binds: Sequence[BindHealth],
    lying: Mapping[UUID, int],
    tally: Tally,
) -> bytes:
    """What is said once a second; ``lying``: messages that lie ready, by route."""
    items = [
        pulse(
            one,
            [bind for bind in binds if bind.route_id == one.id],
            lying.get(one.id, 0),
            tally.since(one.id, at - WINDOW),
            at,
        )
        for one in routes
    ]
    said = {"kind": "pulses", "at": at.isoformat(), "holder": holder, "items": items}
    return msgspec.json.encode(said)


def pulse(
    route: Route,
    binds: Sequence[BindHealth],
    lying: int,
    steps: Sequence[Minute],
    now: datetime,
) -> dict[str, Json]:
    """How one route is. Pure."""
    whole = total(route.id, steps)
    lately = total(route.id, [one for one in steps if one.minute >= now - SPEED_OVER])
    answers = [one.answer_ms for one in binds if one.answer_ms is not None]
    final = whole.delivered + whole.undelivered
    return {
        "route_id": str(route.id),
        "open": sum(one.state in UP for one in binds),
        "binds": [_bind(one) for one in binds],
        "window": sum(one.window for one in binds),
        "outstanding": sum(one.outstanding for one in binds),
        "answer_ms": max(answers, default=None),
        "lying": lying,
        "rate": round(lately.handed / SPEED_OVER.total_seconds(), 1),
        "handed": whole.handed,
        "refused": whole.refused,
        "cut": whole.cut,
        "receipts": final,
        "delivered": whole.delivered,
        "delay_ms": median_ms(whole.mix),
        "reasons": _reasons(whole),
    }


def _bind(one: BindHealth) -> dict[str, Json]:
    return {
        "bind": one.bind,
        "state": one.state,
        "window": one.window,
        "outstanding": one.outstanding,
        "answer_ms": one.answer_ms,
        "throttled": one.throttled,
        "words": one.words,
    }


def _reasons(whole: Minute) -> list[Json]:
    """Why parts were refused or not delivered, the most frequent first."""
    found = sorted(
        ((count, kind, code) for (kind, code), count in whole.mix.items() if kind != "delay"),
        reverse=True,
    )
    return [
        {"kind": kind, "code": code, "count": count} for count, kind, code in found[:MOST_REASONS]
    ]
