"""The file of an import: spooled to this machine to be read, written anew where it is no plain
text, given up in the end.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from guichet.crm.imports import repository
from guichet.crm.imports.readers.faults import Unreadable
from guichet.crm.imports.readers.lines import HEAD, encoding_of, is_plain, rewritten
from guichet.crm.imports.readers.sheets import MOST_SECONDS, REFUSED, is_sheet
from guichet.crm.imports.readers.tables import separator_of
from guichet.crm.imports.types import MOST_BYTES, Import, Layout
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.storage import FileKey, Storage, storage_of
from guichet.kit.work import SYSTEM, UnitOfWork

MOST_REWRITTEN = 2 * MOST_BYTES
_PIECE = 1 << 18


def storage_on(ground: Ground) -> Storage:
    """Where files are kept."""
    return storage_of(ground.settings.storage_url, ground.settings.data_dir)


@asynccontextmanager
async def spooled(ground: Ground, tenant_id: TenantId, one: Import) -> AsyncIterator[Path]:
    """The file on this machine, as long as the block lasts: what stands in storage cannot be read
    from any place in it. Nobody else can read it.
    """
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant_id, SYSTEM) as work:
        parts = await repository.parts(work, one.id)
    async with fetched(ground, tenant_id, [one.content_id] if one.content_id else parts) as path:
        yield path


@asynccontextmanager
async def fetched(
    ground: Ground, tenant_id: TenantId, files: Sequence[UUID]
) -> AsyncIterator[Path]:
    """What stands in storage under these ids, one after another, as a file on this machine, as long
    as the block lasts. Nobody else can read it.
    """
    handle, name = await asyncio.to_thread(tempfile.mkstemp, ".import")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for file_id in files:
                async for chunk in storage_on(ground).get(FileKey(tenant_id, file_id)):
                    await asyncio.to_thread(file.write, chunk)
        yield path
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def laid_out(ground: Ground, tenant_id: TenantId, path: Path) -> tuple[Layout, UUID | None]:
    """How the file is written. What is no plain text is written anew to storage and to ``path``;
    then its id is given, too.

    :raises Unreadable: nothing of it can be used.
    """
    head = await asyncio.to_thread(_head, path)
    if not head.strip():
        raise Unreadable("empty")
    content_id: UUID | None = None
    chosen: list[str] = []
    if is_sheet(head):
        content_id = await _replace(ground, tenant_id, path, _sheet(path, chosen))
    else:
        encoding, begins = encoding_of(head)
        if not is_plain(head[begins:], encoding):
            source = _anew(path, encoding, begins)
            content_id = await _replace(ground, tenant_id, path, source)
    if content_id is not None:
        head = await asyncio.to_thread(_head, path)
    encoding, begins = encoding_of(head)
    separator, said = separator_of(head[begins:], encoding)
    layout = Layout(encoding, separator, header=False, begins=begins + said)
    return replace(layout, sheet=chosen[0] if chosen else None), content_id


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


async def _replace(
    ground: Ground, tenant_id: TenantId, path: Path, pieces: AsyncIterable[bytes]
) -> UUID:
    """Keep the pieces as the file, in storage and at ``path``."""
    key, storage = FileKey(tenant_id, ground.ids.new()), storage_on(ground)
    await storage.put(key, pieces, MOST_REWRITTEN)
    with await asyncio.to_thread(path.open, "wb") as file:
        async for chunk in storage.get(key):
            await asyncio.to_thread(file.write, chunk)
    return key.id


async def _anew(path: Path, encoding: str, begins: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        pieces: Iterator[bytes] = rewritten(file, encoding, begins)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece


async def _sheet(path: Path, chosen: list[str]) -> AsyncIterator[bytes]:
    """A spreadsheet, read by a program of its own. If it has several sheets, the name of the one
    that was read is added to ``chosen``.

    :raises Unreadable: it refused, or came to its end by what the file is.
    """
    module = "guichet.crm.imports.readers.sheets"
    reading = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        str(path),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert reading.stdout is not None
    assert reading.stderr is not None
    try:
        async with asyncio.timeout(MOST_SECONDS):
            while piece := await reading.stdout.read(_PIECE):
                yield piece
            said = (await reading.stderr.read(_PIECE)).decode("utf-8", "replace")
            code = await reading.wait()
    except TimeoutError as fault:
        raise Unreadable("spreadsheet_too_large") from fault
    finally:
        if reading.returncode is None:
            reading.kill()
            await reading.wait()
    if code:
        raise Unreadable(said if code == REFUSED else "spreadsheet_too_large")
    chosen += said.splitlines()[-1:]


async def give_up(ground: Ground, tenant_id: TenantId, one: Import) -> None:
    """The file goes; what became of its rows stays. Safe to repeat."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with open_work(tenant_id, SYSTEM) as work:
        files = await repository.parts(work, one.id)
    storage = storage_on(ground)
    for file_id in [*files, *([one.content_id] if one.content_id else [])]:
        await storage.delete(FileKey(tenant_id, file_id))
    async with open_work(tenant_id, SYSTEM) as work:
        await repository.forget_parts(work, one.id)
