"""Refused receipts and texts that wait beside their line until they are tried again. Pure."""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Final
from uuid import UUID

from guichet.gateway.mass.types import Report

_LATELY: Final = 20_000


class Aside:
    """Of all accounts, at one process."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, UUID, Report]] = []
        self._ids: set[UUID] = set()
        self._count = Counter[UUID]()
        self._noted: OrderedDict[UUID, None] = OrderedDict()

    def __contains__(self, report_id: UUID) -> bool:
        return report_id in self._ids

    def count(self, account: UUID) -> int:
        """How many of an account wait."""
        return self._count[account]

    def put(self, several: Iterable[tuple[Report, timedelta]], now: datetime) -> None:
        """These wait, each so long."""
        for report, wait in several:
            if report.id not in self._ids:
                self._ids.add(report.id)
                self._count[report.target] += 1
                heappush(self._due, (now + wait, report.id, report))

    def due(self, now: datetime) -> list[Report]:
        """Take out those that have waited, the last first."""
        found: list[Report] = []
        while self._due and self._due[0][0] <= now:
            found.append(self._out(heappop(self._due)[2]))
        return found[::-1]

    def leave(self, there: Collection[UUID]) -> list[Report]:
        """Take out those of accounts that are not ``there``."""
        gone = [one for _, _, one in self._due if one.target not in there]
        if gone:
            self._due = [one for one in self._due if one[2].target in there]
            heapify(self._due)
        return [self._out(one) for one in gone]

    def _out(self, report: Report) -> Report:
        self._ids.discard(report.id)
        self._count[report.target] -= 1
        if not self._count[report.target]:
            del self._count[report.target]
        return report

    def noted(self, several: Iterable[UUID]) -> None:
        """Of these it is written how often they were refused."""
        self._noted.update(dict.fromkeys(several))
        while len(self._noted) > _LATELY:
            self._noted.popitem(last=False)

    def written(self, reports: Iterable[Report]) -> list[Report]:
        """Those of which something is written."""
        return [one for one in reports if one.id in self._noted] if self._noted else []

    def forget(self, reports: Iterable[Report]) -> None:
        """Nothing is written of these any more."""
        for one in reports:
            self._noted.pop(one.id, None)
