"""Asking a virus scanner about a content."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from guichet.kit.faults import OperatorFault
from guichet.protocols.clamd import instream

ANSWERS_WITHIN = 60.0
"""Seconds for a whole content."""
DEFAULT_PORT = 3310


class ScannerAway(Exception):
    """There is no verdict: the scanner does not answer, or could not read the content."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner found; nothing means clean."""

    found: str | None


class Scanner(Protocol):
    """Looks for viruses."""

    async def scan(self, content: AsyncIterable[bytes]) -> Verdict:
        """The verdict. Raises ``ScannerAway``; safe to repeat."""
        ...


class Clamd:
    """A ClamAV daemon, over TCP or a local socket; one connection per content."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = unquote(parts.path)
        self._host, self._port = parts.hostname, parts.port or DEFAULT_PORT
        self._local = parts.scheme == "unix"
        if (self._local and not self._path) or (not self._local and not self._host):
            raise OperatorFault("GUICHET_CLAMD_URL: write tcp://host:3310 or unix:///path")

    async def scan(self, content: AsyncIterable[bytes]) -> Verdict:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                answer = await self._ask(content)
        except (OSError, TimeoutError, instream.BadAnswer) as fault:
            raise ScannerAway(f"{type(fault).__name__}: {fault}") from fault
        if answer.verdict == "error":
            raise ScannerAway(answer.words)
        return Verdict(answer.words)

    async def _ask(self, content: AsyncIterable[bytes]) -> instream.Answer:
        reader, writer = await self._connect()
        try:
            return instream.read(await _exchange(reader, writer, content))
        finally:
            writer.close()
            with suppress(OSError):  # it is closed, which is all that was wanted
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        limit = instream.LONGEST_ANSWER
        if self._local:
            return await asyncio.open_unix_connection(self._path, limit=limit)
        return await asyncio.open_connection(self._host, self._port, limit=limit)


async def _exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, content: AsyncIterable[bytes]
) -> bytes:
    """Send it all and read the answer. A scanner that has seen enough answers early and hangs up:
    its answer counts, not the broken pipe.
    """
    with suppress(ConnectionError):
        writer.write(instream.BEGIN)
        async for chunk in content:
            writer.writelines(instream.pieces(chunk))
            await writer.drain()
        writer.write(instream.END)
        await writer.drain()
    try:
        return await reader.readuntil(b"\0")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as fault:
        raise instream.BadAnswer("no whole answer") from fault


def scanner_of(url: str | None) -> Scanner | None:
    """The scanner an operator chose (``GUICHET_CLAMD_URL``); none: files are not scanned."""
    return Clamd(url) if url else None
