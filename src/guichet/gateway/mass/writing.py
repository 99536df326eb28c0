"""Appends what became of messages, a group at a time: one transaction for what gathered in a few
milliseconds. What was added is written, whatever the database does meanwhile.
"""

import asyncio
import itertools
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import outcome_rows, reporting, repository
from guichet.gateway.mass.contract import CarrierReceipt
from guichet.gateway.mass.outcome_rows import NOTHING, Instant, middle
from guichet.gateway.mass.reporting import Reporter, Said
from guichet.gateway.mass.repository import Closed, Hold, Named
from guichet.gateway.mass.touched import touched_rows
from guichet.gateway.mass.types import OutcomeKind, ReportKind
from guichet.gateway.mass.wishes import Wish
from guichet.kit.clock import Clock
from guichet.kit.db.binary import NULL, json_field, number_field, text_field
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import IdMaker

GATHER: Final = timedelta(milliseconds=4)
GATHER_MANY: Final = timedelta(milliseconds=12)
"""The same while there is much to do: each transaction costs as much as thirty rows."""
MANY: Final = 100
"""Rows of a group after which the next one is given the longer time."""
FULL: Final = 40_000
"""Rows waiting: nothing more is handed over until they are fewer."""
MOST_SEQ: Final = 0x7FFFFFFF
_AGAIN: Final = timedelta(milliseconds=500)

Settle = Callable[[AsyncSession, Sequence[Closed]], Awaitable[None]]
"""Books what closed chunks cost, in the transaction that closes them (system role)."""


async def nothing_to_pay(_session: AsyncSession, _chunks: Sequence[Closed]) -> None:
    """Where nobody keeps a ledger."""


log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Group:
    """What is written in one transaction."""

    rows: list[bytes] = field(default_factory=list)
    closing: list[Hold] = field(default_factory=list)
    later: list[tuple[Hold, datetime]] = field(default_factory=list)
    reports: list[tuple[ReportKind, str]] = field(default_factory=list)
    parked: dict[UUID, list[CarrierReceipt]] = field(default_factory=lambda: defaultdict(list))
    told: "list[asyncio.Future[None]]" = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows or self.closing or self.later or self.parked or self.told)


class Writer:
    """One for a process. ``run`` is a part of it; what is added before it runs waits."""

    def __init__(
        self, across: AcrossTenants, clock: Clock, settle: Settle = nothing_to_pay
    ) -> None:
        self._across = across
        self._clock = clock
        self._settle = settle
        self._reporter = Reporter(clock)
        self._ids = IdMaker(clock)
        self._group = _Group()
        self._something = asyncio.Event()
        self._seq = itertools.count(secrets.randbits(30))
        self._writing = 0
        self._last = 0
        """Rows of the group before."""
        self._ending = False
        self._done = asyncio.Event()
        """Nothing is being written."""

    @property
    def full(self) -> bool:
        """So much waits to be written that nothing more should be handed over."""
        return len(self._group.rows) + self._writing >= FULL

    def instant(self) -> Instant:
        """The present instant, for the rows of one batch."""
        return outcome_rows.instant(self._clock.now())

    def row(
        self,
        key: bytes,
        at: Instant,
        kind: OutcomeKind,
        *,
        part: int = 0,
        parts: int = 0,
        route: bytes = NULL,
        peer_id: str | None = None,
        code: str | None = None,
        detail: Mapping[str, object] | None = None,
    ) -> bytes:
        """One row, as ``add`` takes it: ``key`` by ``outcome_rows.key_of``, ``route`` by
        ``binary.id_field``.
        """
        rest = text_field(peer_id) + text_field(code) + json_field(detail)
        seq = number_field(next(self._seq) & MOST_SEQ)
        return b"".join((key, at.field, seq, middle(kind, part, parts, route), rest))

    def handed(
        self, key: bytes, at: Instant, part: int, parts: int, *, route: bytes, peer_id: str
    ) -> bytes:
        """The row of a part a carrier took, as ``row`` makes it."""
        seq = number_field(next(self._seq) & MOST_SEQ)
        what = middle("handed", part, parts, route)
        return b"".join((key, at.field, seq, what, text_field(peer_id), NOTHING))

    def heard(
        self,
        named: Named,
        at: Instant,
        kind: OutcomeKind,
        *,
        route: bytes,
        peer_id: str,
        said: bytes,
    ) -> bytes:
        """The row of what a carrier said of a part, as ``row`` makes it; ``said``: the fields
        behind the carrier's id.
        """
        key, part, parts, _ = named
        seq = number_field(next(self._seq) & MOST_SEQ)
        what = middle(kind, part, parts, route)
        return b"".join((key, at.field, seq, what, text_field(peer_id), said))

    def reports(
        self,
        wish: Wish,
        key: bytes,
        kind: OutcomeKind,
        at: Instant,
        *,
        part: int = 0,
        parts: int = 0,
        error: str | None = None,
    ) -> Sequence[tuple[ReportKind, str]]:
        """Rows for who wants to hear of an outcome, as ``report`` takes them; ``key`` by
        ``outcome_rows.key_of``.
        """
        return self._reporter.lines(wish, key, kind, at.text, part=part, parts=parts, error=error)

    async def append(
        self,
        session: AsyncSession,
        rows: Sequence[bytes],
        reports: Sequence[tuple[ReportKind, str]] = (),
    ) -> None:
        """Write these in a transaction of the caller's, under the system role."""
        if rows:
            await repository.append(session, rows)
        await self._tell(session, reports, again=False)

    def add(self, rows: Iterable[bytes]) -> None:
        """Write these soon."""
        self._group.rows.extend(rows)
        self._something.set()

    def lines_of(self, several: Sequence[Said]) -> list[tuple[ReportKind, str]]:
        """Rows of many outcomes, as ``reports`` makes them of one."""
        return self._reporter.all_lines(several)

    def tell(self, several: Sequence[Said]) -> None:
        """Report these together with the outcomes added last."""
        self._group.reports.extend(self.lines_of(several))

    def report(self, several: Iterable[tuple[ReportKind, str]]) -> None:
        """Write these together with the outcomes added last."""
        self._group.reports.extend(several)

    def close(self, hold: Hold) -> None:
        """Nothing of a chunk is left to do, once what was added before is written."""
        self._group.closing.append(hold)
        self._something.set()

    def later(self, hold: Hold, at: datetime) -> None:
        """What is left of a chunk comes again at ``at``."""
        self._group.later.append((hold, at))
        self._something.set()

    def park(self, route_id: UUID, receipts: Sequence[CarrierReceipt]) -> None:
        """Keep receipts until somebody names their ids."""
        self._group.parked[route_id].extend(receipts)
        self._something.set()

    async def written(self) -> None:
        """Until everything added so far is committed."""
        told = asyncio.get_running_loop().create_future()
        self._group.told.append(told)
        self._something.set()
        await told

    async def run(self) -> None:
        """Write until cancelled; then once more what is there."""
        try:
            while True:
                await self._something.wait()
                self._something.clear()
                gather = GATHER_MANY if self._last >= MANY else GATHER
                await asyncio.sleep(gather.total_seconds())
                await self._whole()
        finally:
            self._ending = True
            await self._whole()

    async def _whole(self) -> None:
        """Write what there is; a write that was begun is ended, for its rows are nowhere else."""
        self._done.clear()
        try:
            await asyncio.shield(self.flush())
        except asyncio.CancelledError:
            self._ending = True
            await self._done.wait()
            raise

    async def flush(self) -> None:
        """Write what there is, as often as it takes; twice when the process ends."""
        try:
            while self._group:
                group, self._group = self._group, _Group()
                self._writing = self._last = len(group.rows)
                await self._surely(group)
        finally:
            self._writing = 0
            self._done.set()

    async def _surely(self, group: _Group) -> None:
        """A commit that was cut off may have happened: then the same rows are there already."""
        for attempt in itertools.count():
            try:
                async with self._across() as session:
                    await self._write(session, group, again=attempt > 0)
                break
            except DATABASE_FAULTS as fault:
                log.warning("mass.not_written", rows=len(group.rows), error=str(fault))
                if self._ending and attempt:
                    raise
                await asyncio.sleep(_AGAIN.total_seconds())
        reporting.ring({kind for kind, _ in group.reports})
        for told in group.told:
            if not told.done():
                told.set_result(None)

    async def _write(self, session: AsyncSession, group: _Group, *, again: bool) -> None:
        if group.rows and again:
            await repository.append_again(session, group.rows)
        elif group.rows:
            await repository.append(session, group.rows)
        await self._tell(session, group.reports, again=again)
        for route_id, receipts in group.parked.items():
            await repository.park(session, route_id, receipts, self._clock.now())
        if group.closing:
            await self._settle(session, await repository.close(session, group.closing))
        for hold, at in group.later:
            await repository.later(session, hold, at)

    async def _tell(
        self, session: AsyncSession, several: Sequence[tuple[ReportKind, str]], *, again: bool
    ) -> None:
        """Reports, and what of campaigns was touched: the same again there is harmless."""
        reports = [line for kind, line in several if kind != "campaign"]
        if reports:
            await (repository.append_reports_again if again else repository.append_reports)(
                session, reports
            )
        touched = [line for kind, line in several if kind == "campaign"]
        if touched:
            await repository.append_touched(session, touched_rows(touched, self._ids.new))
