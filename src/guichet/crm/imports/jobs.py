"""What happens to a file later: read, taken in, undone, given up."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from guichet.crm.imports import content, repository, running, service, undoing
from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.readers.tables import Table, counted, first_rows
from guichet.crm.imports.recognition import Known, columns_of, has_header, titles_of
from guichet.crm.imports.types import SHOWN, Column, Import, Layout
from guichet.crm.imports.values import is_month_first
from guichet.kit.jobs import JobRun, job
from guichet.kit.jobs.declared import ATTEMPTS
from guichet.kit.work import Work

KEPT: Final = timedelta(days=90)
"""How long a file is kept after it arrived: as long as its rows can be downloaded with reasons."""
_LOOKED_AT = 200
AT_ONCE = 5_000
"""Rows whose words are forgotten by one transaction."""
_log = structlog.get_logger(__name__)


@job("crm.imports.read")
async def read_import(run: JobRun, import_id: UUID) -> None:
    """Read a file that arrived: how it is written, what its columns hold, how many rows there are.
    Nothing is taken in. What cannot be read is said, and nothing of it is used.
    """
    async with run.open_work() as work:
        one = await service.get(work, import_id)
        known = await service.known_of(work, one)
    if one.state != "reading":
        return
    try:
        async with content.spooled(run.ground, run.tenant_id, one) as path:
            layout, content_id = await content.laid_out(run.ground, run.tenant_id, path)
            read = await asyncio.to_thread(_read, path, layout, one, known)
    except Unreadable as fault:
        async with run.open_work() as work:
            await _refused(work, import_id, fault.code)
        return
    async with run.open_work() as work:
        await _ready(work, import_id, replace(read, content_id=content_id))
        await forget_import.defer_until(work.now + KEPT, work, import_id)


def _read(path: Path, layout: Layout, one: Import, known: Known) -> Import:
    """The import with what is known of its file.

    :raises Unreadable: nothing of it can be used.
    """
    with path.open("rb") as file:
        rows = _first(Table(file, layout, layout.begins))
        titles = titles_of(rows, known)
        rows, begins = rows[titles:], _after(titles, Table(file, layout, layout.begins))
        header = has_header(rows, known)
        month_first = is_month_first(cell for row in rows for cell in row)
        whole = replace(
            layout, header=header, month_first=month_first, titles=titles, begins=begins
        )
        total, quotes = counted(path, whole)
        whole = replace(whole, quotes=quotes)
        table = Table(file, whole, whole.begins)
        if header:
            next(table)
            whole = replace(whole, begins=table.at)
    columns = columns_of(rows, header=header, kind=one.kind, known=known)
    body = rows[1:] if header else rows
    if not body or not columns:
        raise Unreadable("empty")
    return _described(one, whole, columns, body, total - header)


def _after(titles: int, table: Table) -> int:
    first_rows(table, titles)
    return table.at


def _first(table: Table) -> list[list[str]]:
    try:
        return first_rows(table, _LOOKED_AT)
    except Unreadable as fault:
        if fault.code != "open_quotes":
            raise
        return []


def _described(
    one: Import,
    layout: Layout,
    columns: Sequence[Column],
    body: Sequence[Sequence[str]],
    total: int,
) -> Import:
    meanings = tuple(column.meaning for column in columns)
    return replace(
        one,
        layout=layout,
        columns=tuple(columns),
        sample=tuple(map(tuple, body[:SHOWN])),
        plan=replace(one.plan, meanings=meanings),
        rows=total,
        cursor=layout.begins,
    )


async def _ready(work: Work, import_id: UUID, read: Import) -> None:
    one = await service.locked(work, import_id)
    if one.state == "reading":
        await service.store(work, replace(read, version=one.version, state="ready"))


async def _refused(work: Work, import_id: UUID, code: str) -> None:
    one = await service.locked(work, import_id)
    if one.state == "reading":
        _log.info("imports.unreadable", import_id=str(import_id), code=code)
        await service.store(work, replace(one, state="failed", problem=code))
        await forget_import.defer(work, import_id)


@job("crm.imports.run")
async def run_import(run: JobRun, import_id: UUID) -> None:
    """Take the rows of a file in, from where it stands."""
    async with run.open_work() as work:
        one = await service.get(work, import_id)
    if one.state != "running":
        return
    try:
        async with content.spooled(run.ground, run.tenant_id, one) as path:
            await running.take_in(run, one, path)
    except Exception:
        if run.attempt >= ATTEMPTS:  # nobody tries again: somebody may start it, or undo it
            await _stop(run, import_id)
        raise


async def _stop(run: JobRun, import_id: UUID) -> None:
    async with run.open_work() as work:
        one = await service.locked(work, import_id)
        if one.state == "running":
            await service.store(work, replace(one, state="stopped"))


@job("crm.imports.undo")
async def undo_import(run: JobRun, import_id: UUID) -> None:
    """Take an import back, from where it stands."""
    more = True
    while more:
        async with run.open_work() as work:
            more = await undoing.undo_some(work, import_id)


@job("crm.imports.forget")
async def forget_import(run: JobRun, import_id: UUID) -> None:
    """The file goes, and what was written down of its rows: it could not be used, or is old."""
    async with run.open_work() as work:
        one = await repository.read(work, import_id)
    if one is None or one.state in ("running", "undoing"):
        return
    await content.give_up(run.ground, run.tenant_id, one)
    for after in range(0, one.done, AT_ONCE):
        async with run.open_work() as work:
            await repository.forget_cells(work, import_id, after, after + AT_ONCE)
    async with run.open_work() as work:
        await service.forget_words(work, import_id)
