"""Files in a folder of this machine."""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from guichet.kit.errors import NotFound, Unavailable
from guichet.kit.ids import TenantId
from guichet.kit.storage.contract import CHUNK, FileKey, Measured, Stored

_UNFINISHED = ".unfinished"


class LocalStorage:
    """Files under ``folder``, readable by this user alone. A file appears under its name only
    once it is whole and on the disk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: FileKey, content: AsyncIterable[bytes], limit: int) -> Stored:
        """Written beside its place, brought to the disk, then renamed to it."""
        measured = Measured(content, limit)
        place = self._folder / key.path
        unfinished = place.with_name(f"{place.name}.{os.getpid()}.{id(measured)}{_UNFINISHED}")
        try:
            await _write(unfinished, measured)
            await asyncio.to_thread(_publish, unfinished, place)
        except OSError as problem:
            raise Unavailable from problem
        finally:
            await asyncio.to_thread(unfinished.unlink, missing_ok=True)
        return measured.stored()

    async def get(self, key: FileKey) -> AsyncIterator[bytes]:
        """Read as it is asked for; a file deleted meanwhile is still read to its end."""
        try:
            file = await asyncio.to_thread((self._folder / key.path).open, "rb")
        except FileNotFoundError:
            raise NotFound from None
        with file:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk

    async def exists(self, key: FileKey) -> bool:
        """See ``Storage.exists``."""
        return await asyncio.to_thread((self._folder / key.path).is_file)

    async def delete(self, key: FileKey) -> None:
        """See ``Storage.delete``."""
        await asyncio.to_thread((self._folder / key.path).unlink, missing_ok=True)

    async def list(self, tenant_id: TenantId | None = None) -> AsyncIterator[FileKey]:
        """What was left unfinished by a crash is not listed."""
        for path in await asyncio.to_thread(list, self._paths(tenant_id)):
            key = FileKey.of_path(path.relative_to(self._folder).as_posix())
            if key is not None:
                yield key

    def _paths(self, tenant_id: TenantId | None) -> Iterator[Path]:
        return self._folder.glob(f"{tenant_id or '*'}/*/*")


async def _write(path: Path, content: AsyncIterable[bytes]) -> None:
    await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    with await asyncio.to_thread(open, path, "xb", opener=_private) as file:
        async for chunk in content:
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_to_disk, file)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _publish(unfinished: Path, place: Path) -> None:
    unfinished.rename(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
