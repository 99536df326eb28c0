"""Counts what passes by routes, minute by minute, for a watch on them. Loop thread only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.carriers.types import Minute
from guichet.gateway.mass.contract import CarrierReceipt, PartSent

ONE_OF: Final = 16
"""Of so many parts, the time until the receipt is taken of one."""
MOST_TIMED: Final = 5_000

_FAILED: Final = frozenset({"expired", "deleted", "undeliverable", "rejected", "unknown"})


class Tally:
    """Of one process."""

    def __init__(self) -> None:
        self._of: dict[tuple[UUID, datetime], Minute] = {}
        self._begun: dict[tuple[UUID, str], datetime] = {}
        self._seen = 0

    def took(self, route_id: UUID, told: Sequence[PartSent], now: datetime) -> None:
        """What a carrier answered."""
        refused = cut = 0
        for one in told:
            if one.peer_id is None:
                cut += one.failure is None
                refused += one.failure is not None
            else:
                self._seen += 1
                if not self._seen % ONE_OF and len(self._begun) < MOST_TIMED:
                    self._begun[route_id, one.peer_id] = now
        handed = len(told) - refused - cut
        self._add(Minute(route_id, _minute(now), handed=handed, refused=refused, cut=cut))

    def heard(self, route_id: UUID, receipts: Sequence[CarrierReceipt], now: datetime) -> None:
        """What became of parts."""
        delivered = failed = delay = timed = 0
        for one in receipts:
            delivered += one.state == "delivered"
            failed += one.state in _FAILED
            if self._begun and (begun := self._begun.pop((route_id, one.peer_id), None)):
                delay += (now - begun) // timedelta(milliseconds=1)
                timed += 1
        self._add(
            Minute(
                route_id,
                _minute(now),
                delivered=delivered,
                undelivered=failed,
                delay_ms=delay,
                timed=timed,
            )
        )

    def empty(self, now: datetime) -> list[Minute]:
        """Everything counted since the last time; what waits for its receipt too long is no longer
        timed.
        """
        told, self._of = list(self._of.values()), {}
        old = [key for key, begun in self._begun.items() if now - begun > timedelta(hours=1)]
        for key in old:
            del self._begun[key]
        return told

    def again(self, several: Sequence[Minute]) -> None:
        """These could not be written: they count with the next ones."""
        for one in several:
            self._add(one)

    def _add(self, more: Minute) -> None:
        key = (more.route_id, more.minute)
        known = self._of.get(key)
        self._of[key] = more if known is None else _sum(known, more)


def _sum(one: Minute, more: Minute) -> Minute:
    return replace(
        one,
        handed=one.handed + more.handed,
        refused=one.refused + more.refused,
        cut=one.cut + more.cut,
        delivered=one.delivered + more.delivered,
        undelivered=one.undelivered + more.undelivered,
        delay_ms=one.delay_ms + more.delay_ms,
        timed=one.timed + more.timed,
    )


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
