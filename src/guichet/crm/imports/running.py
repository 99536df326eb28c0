"""From one chunk to the next: while one is written the next is read."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog

from guichet.consent.addresses import Digester, digester
from guichet.crm.attributes import service as attributes
from guichet.crm.imports import service
from guichet.crm.imports.applying import Before, Halted, MergedMeanwhile, apply, apply_events, named
from guichet.crm.imports.people import WHOLE_ROW, Numbered, Person
from guichet.crm.imports.readers.tables import Table
from guichet.crm.imports.staging.lines import Drafter
from guichet.crm.imports.types import Fault, Import
from guichet.crm.occurrences.service import Raced
from guichet.kit.db.faults import ENDED_BY_IT, REFUSED_ROWS, lasted_too_long
from guichet.kit.errors import Refusal
from guichet.kit.ids import IdMaker
from guichet.kit.jobs import JobRun
from guichet.kit.tasks import TaskGroup

FEWEST, MOST = 20, 5_000
MOST_EVENTS = 1_000
FIRST = 200
LONG, SHORT = 0.7, 0.35
"""Seconds a chunk should take: others wait for the cards it holds."""
TRIES = 4
PAUSE = 0.05
AGAIN: tuple[type[Exception], ...] = (*REFUSED_ROWS, MergedMeanwhile, Raced, Refusal)
"""What may go well with what is known by then, or is the fault of a row. A database that is away is
neither: then the job is tried again.
"""
_log = structlog.get_logger(__name__)


class RowReader(Protocol):
    """Makes of a row what is written of it."""

    def row(self, n: int, cells: Sequence[str], ends: int) -> Numbered:
        """The row in normal form; pure."""
        ...


class Source:
    """Reads a file on, in a thread of its own, a chunk at a time."""

    def __init__(self, path: Path, one: Import, reader: RowReader, drafter: Drafter | None) -> None:
        assert one.layout is not None
        self._file = path.open("rb")
        self._table = Table(self._file, one.layout, one.cursor)
        self._reader = reader
        self._drafter = drafter
        self._n = one.done

    def chunk(self, limit: int) -> list[Numbered]:
        """The next rows; none at the end."""
        rows: list[Numbered] = []
        for cells in self._table:
            self._n += 1
            row = self._reader.row(self._n, cells, self._table.at)
            if self._drafter is not None:
                row.draft = self._drafter.draft(self._n, row.person)
            rows.append(row)
            if len(rows) >= limit:
                break
        return rows

    def close(self) -> None:
        """Nothing is read any more."""
        self._file.close()


async def take_in(run: JobRun, one: Import, path: Path) -> None:
    """Take the whole file in, from where it stands."""
    async with run.open_work() as work:
        reader = await service.row_reader_of(work, one)
        keyed = await digester(work.session, work.tenant_id, run.ground.cipher)
        known = await attributes.all_of(work)
    drafter = Drafter(IdMaker(run.ground.clock), known) if one.kind == "contacts" else None
    source = Source(path, one, reader, drafter)
    try:
        await _follow(run, one, source, keyed)
    finally:
        source.close()


async def _follow(run: JobRun, one: Import, source: Source, keyed: Digester) -> None:
    rows = await asyncio.to_thread(source.chunk, FIRST)
    if not await _write_all(run, one, source, keyed, rows):
        return
    async with run.open_work() as work:
        held = await service.locked(work, one.id)
        if held.state == "running":
            await service.store(work, replace(held, state="done", finished_at=work.now))


async def _write_all(
    run: JobRun, one: Import, source: Source, keyed: Digester, rows: Sequence[Numbered]
) -> bool:
    """Chunk after chunk, the cards of one while the one before ends and the next is read; whether
    all are taken in.
    """
    most = MOST if one.kind == "contacts" else MOST_EVENTS
    size, before, goes_on = FIRST, None, True
    async with TaskGroup() as tasks:
        while rows and goes_on:
            begun = time.monotonic()
            reading = tasks.create_task(asyncio.to_thread(source.chunk, size), name="next rows")
            work = _write(run, one, rows, keyed, before)
            writing = tasks.create_task(work, name="rows of an import")
            if before is not None:
                goes_on = await before.done()
            before = Before(named(rows), partial(asyncio.shield, writing))
            rows = await reading
            size = min(most, _paced(size, time.monotonic() - begun))
        return goes_on and (before is None or await before.done())


def _paced(size: int, seconds: float) -> int:
    if seconds > LONG:
        return max(FEWEST, size // 2)
    return min(MOST, size * 3 // 2) if seconds < SHORT else size


async def _write(
    run: JobRun,
    one: Import,
    rows: Sequence[Numbered],
    keyed: Digester,
    before: Before | None = None,
) -> bool:
    """Whether to go on. What breaks a chunk is looked for in its halves: one row that cannot be
    written does not keep the others out.
    """
    for attempt in range(TRIES):
        try:
            return await _once(run, one, rows, keyed, before)
        except AGAIN as fault:
            said = str(fault)[:300]
            _log.info("imports.again", import_id=str(one.id), attempt=attempt, fault=said)
            if before is not None and not await before.done():
                return False
            await asyncio.sleep(PAUSE * attempt)
        except ENDED_BY_IT as fault:
            if len(rows) == 1 or not lasted_too_long(fault):
                raise
            _log.info("imports.too_many_at_once", import_id=str(one.id), rows=len(rows))
            break
    if len(rows) == 1:
        return await _write(run, one, [_written_off(rows[0])], keyed, before)
    half = len(rows) // 2
    first = await _write(run, one, rows[:half], keyed, before)
    return first and await _write(run, one, rows[half:], keyed, before)


async def _once(
    run: JobRun,
    one: Import,
    rows: Sequence[Numbered],
    keyed: Digester,
    before: Before | None,
) -> bool:
    if one.kind == "events" and before is not None and not await before.done():
        return False
    try:
        async with run.open_work() as work:
            if one.kind == "events":
                await apply_events(work, one, rows)
            else:
                await apply(work, one, rows, keyed, before)
    except Halted:
        return False
    return True


def _written_off(row: Numbered) -> Numbered:
    """The row without what cannot be written.

    :raises RuntimeError: it holds nothing any more, and still cannot be written.
    """
    if row.person.refused:
        raise RuntimeError(f"row {row.n} of an import cannot even be refused")
    return replace(
        row, cells=(), draft=None, person=Person(faults=[Fault(WHOLE_ROW, "not_written")])
    )
