"""What happens to codes a company brings along: read and taken in, or taken back."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from guichet.campaigns.codes import bringing, own
from guichet.campaigns.codes.own import Column
from guichet.campaigns.codes.types import CodeFile
from guichet.crm.imports import content
from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.readers.tables import Table, counted, first_rows
from guichet.crm.imports.types import Layout
from guichet.kit.jobs import JobRun, job
from guichet.kit.jobs.declared import ATTEMPTS
from guichet.kit.storage import FileKey

AT_ONCE: Final = 5_000
"""Rows of one transaction."""
_LOOKED_AT: Final = 200
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a file is read."""

    layout: Layout
    column: Column
    rows: int


@job("campaigns.codes.read")
async def read_codes(run: JobRun, file_id: UUID) -> None:
    """Make codes of a file that arrived, from where it stands. What cannot be read is said, and
    nothing of it is used.
    """
    async with run.open_work() as work:
        one = await bringing.file(work, file_id)
    if one is None:
        return
    try:
        if one.state == "reading":
            await _read(run, one)
    except Unreadable as fault:
        _log.info("codes.unreadable", file_id=str(file_id), code=fault.code)
        await _fail(run, file_id, "no_codes" if fault.code == "empty" else fault.code)
    except Exception:
        if run.attempt >= ATTEMPTS:  # nobody tries again: what is taken stays, the rest is told
            await _fail(run, file_id, "broke_off")
        raise
    await content.storage_on(run.ground).delete(FileKey(run.tenant_id, one.content_id))


async def _fail(run: JobRun, file_id: UUID, code: str) -> None:
    async with run.open_work() as work:
        await bringing.cannot_be_read(work, file_id, code)


async def _read(run: JobRun, one: CodeFile) -> None:
    """:raises Unreadable: nothing of it can be used."""
    async with content.fetched(run.ground, run.tenant_id, [one.content_id]) as path:
        layout, rewritten = await content.laid_out(run.ground, run.tenant_id, path)
        try:
            plan = await asyncio.to_thread(_planned, path, layout)
            async with run.open_work() as work:
                known = await bringing.counted(work, one.id, plan.rows)
            if known is not None:
                await _take_in(run, known, path, plan)
        finally:
            if rewritten is not None:
                await content.storage_on(run.ground).delete(FileKey(run.tenant_id, rewritten))


def _planned(path: Path, layout: Layout) -> _Plan:
    """:raises Unreadable: it cannot be read to its end, or holds no code."""
    rows, quotes = counted(path, layout)
    whole = replace(layout, quotes=quotes)
    with path.open("rb") as file:
        first = first_rows(Table(file, whole, whole.begins), _LOOKED_AT)
    column = own.column_of(first)
    if column is None:
        raise Unreadable("no_codes")
    return _Plan(whole, column, rows - column.header)


async def _take_in(run: JobRun, one: CodeFile, path: Path, plan: _Plan) -> None:
    with await asyncio.to_thread(path.open, "rb") as file:
        table = Table(file, plan.layout, plan.layout.begins)
        texts = own.cells(islice(table, plan.column.header + one.done, None), plan.column)
        done, more = one.done, True
        while more:
            some = await asyncio.to_thread(_some, texts)
            more = done + len(some) < plan.rows
            async with run.open_work() as work:
                taken = await bringing.take_in(work, one.id, done, some, last=not more)
            if taken is None:
                return
            done = taken.done


def _some(texts: Iterator[str]) -> list[str]:
    return list(islice(texts, AT_ONCE))


@job("campaigns.codes.remove")
async def remove_codes(run: JobRun, campaign_id: UUID) -> None:
    """Make an end of codes that are taken back."""
    more = True
    while more:
        async with run.open_work() as work:
            more = await bringing.remove_some(work, campaign_id, AT_ONCE)
