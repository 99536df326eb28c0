"""What every storage promises."""

import hashlib
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from guichet.kit.errors import TooLarge
from guichet.kit.ids import TenantId

CHUNK = 256 * 1024
"""Bytes at a time."""


@dataclass(frozen=True, slots=True, order=True)
class FileKey:
    """Names one file: whose it is, and its id. A file never changes under its key."""

    tenant_id: TenantId
    id: UUID

    @property
    def path(self) -> str:
        """``<tenant>/<last two digits of the id>/<id>``: folders stay small."""
        return f"{self.tenant_id}/{self.id.hex[-2:]}/{self.id}"

    @classmethod
    def of_path(cls, path: str) -> "FileKey | None":
        """The key whose path this is; none when it is no such path."""
        parts = path.split("/")
        try:
            key = cls(TenantId(UUID(parts[0])), UUID(parts[-1]))
        except ValueError:
            return None
        return key if key.path == path else None


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was stored."""

    size: int
    """In bytes."""
    sha256: str
    """Of its content, hexadecimal."""


class Storage(Protocol):
    """Keeps files. All methods raise ``Unavailable`` when the place does not answer."""

    async def put(self, key: FileKey, content: AsyncIterable[bytes], limit: int) -> Stored:
        """Store a file whole or not at all; when this returns it survives a crash. Replaces what
        was there, so a repeat is harmless.

        :raises TooLarge: the content is longer than ``limit`` bytes; nothing is kept
        """
        ...

    def get(self, key: FileKey) -> AsyncIterator[bytes]:
        """The content, in chunks.

        :raises NotFound: there is no such file
        """
        ...

    async def exists(self, key: FileKey) -> bool:
        """Whether the file is there."""
        ...

    async def delete(self, key: FileKey) -> None:
        """Forget the file. Harmless when it is not there."""
        ...

    def list(self, tenant_id: TenantId | None = None) -> AsyncIterator[FileKey]:
        """All files, or those of one tenant, in no particular order: for backups and clean-ups."""
        ...


class Measured:
    """Content on its way: counted, hashed and limited."""

    def __init__(self, content: AsyncIterable[bytes], limit: int) -> None:
        self._content = content
        self._limit = limit
        self._size = 0
        self._hash = hashlib.sha256()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._content:
            self._size += len(chunk)
            if self._size > self._limit:
                raise TooLarge(limit=self._limit)
            self._hash.update(chunk)
            yield chunk

    def stored(self) -> Stored:
        """What went through."""
        return Stored(self._size, self._hash.hexdigest())


async def one_chunk(content: bytes) -> AsyncIterator[bytes]:
    """A content that is in memory already."""
    yield content
