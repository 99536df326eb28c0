"""Peers of the chat bench: visitors' pages and agents' browsers on real WebSockets, as cheap as a
sender of load has to be (no masking work, no JSON but what is looked for).
"""

import asyncio
import base64
import os
import re
import struct
from collections.abc import Callable, Mapping
from typing import cast

_ANSWERED = re.compile(rb'"op":"(said|refused)","id":"([^"]+)"')
_INTERACTION = re.compile(rb'"interaction":"([0-9a-f-]{36})"')
_PAGE = '{"url":"https://shop.example/vanille/gousses","title":"Gousses de vanille"}'
_TEXT, _CLOSE, _PING = 0x81, 0x88, 0x89

Heard = Callable[[bytes], None]


class Gone(Exception):
    """The server closed the socket, or refused it."""


class Socket(asyncio.Protocol):
    """One WebSocket of a client, RFC 6455: the mask is zero, which costs nothing to put on."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        self._request = request
        self._heard = heard
        self._buffer = b""
        self._open = False
        self._transport: asyncio.Transport
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: bytes | None = None
        """What the server said when it closed."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not its subclass
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = self.closed or str(exc).encode()
        if not self.opened.done():
            self.opened.set_exception(Gone(self.closed.decode(errors="replace")))

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        if not self._open:
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self._buffer, self._open = rest, b" 101 " in head.partition(b"\r\n")[0]
            if not self._open:
                self.opened.set_exception(Gone(head.decode(errors="replace")))
                return
            self.opened.set_result(None)
        self._frames()

    def _frames(self) -> None:
        data, at = self._buffer, 0
        while len(data) - at >= 2:
            kind, length, body = data[at], data[at + 1], at + 2
            if length == 126:
                length, body = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif length == 127:
                length, body = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if len(data) < body + length or body > len(data):
                break
            self._frame(kind, data[body : body + length])
            at = body + length
        self._buffer = data[at:]

    def _frame(self, kind: int, payload: bytes) -> None:
        if kind == _TEXT:
            self._heard(payload)
        elif kind == _PING:
            self._transport.write(_masked(0x8A, payload))
        elif kind == _CLOSE:
            self.closed = payload[2:]
            self._transport.close()

    def send(self, text: bytes) -> None:
        """Send one text frame."""
        self.refuse_closed()
        self._transport.write(_masked(_TEXT, text))

    def refuse_closed(self) -> None:
        """Say why the server closed, if it did.

        :raises Gone: it did
        """
        if self.closed is not None:
            raise Gone(self.closed.decode(errors="replace"))

    def leave(self) -> None:
        """Close without a word, as a page that is gone."""
        self._transport.abort()


def _masked(kind: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((kind, 0x80 | size)) + b"\0\0\0\0" + payload
    return bytes((kind, 0x80 | 126)) + struct.pack(">H", size) + b"\0\0\0\0" + payload


async def connect(port: int, path: str, headers: Mapping[str, str], heard: Heard) -> Socket:
    """An open socket to the server on this machine."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    request = "\r\n".join([*lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(request, heard), "127.0.0.1", port)
    async with asyncio.timeout(30):
        await socket.opened
    return socket


class Visitor:
    """One visitor's page: says hello, then what it is told to say."""

    def __init__(self, tell_answered: Callable[[bytes, bool], None]) -> None:
        self._tell_answered = tell_answered
        self._socket: Socket
        self._welcome: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.interaction: str | None = None
        """Its conversation, once something was said."""

    async def arrive(self, port: int, site_key: str, address: str) -> None:
        """Open the page's socket from ``address``, as a reverse proxy tells it."""
        headers = {"Origin": "https://shop.example", "X-Forwarded-For": address}
        self._socket = await connect(port, f"/visitor/{site_key}", headers, self._hear)
        self._socket.send(b'{"op":"hello","language":"fr"}')
        async with asyncio.timeout(30):
            await self._welcome

    def _hear(self, frame: bytes) -> None:
        if (found := _ANSWERED.match(frame, 1)) is not None:
            if self.interaction is None and (began := _INTERACTION.search(frame)):
                self.interaction = began[1].decode()
            self._tell_answered(found[2], found[1] == b"said")
        elif frame.startswith(b'{"op":"welcome"'):
            self._welcome.set_result(frame)

    def say(self, key: str, text: str) -> None:
        """Say ``text``; ``tell_answered`` is called with ``key`` and whether it is committed."""
        self._socket.send(f'{{"op":"say","id":"{key}","text":"{text}","page":{_PAGE}}}'.encode())

    @property
    def here(self) -> bool:
        """Whether the socket is open."""
        return self._socket.closed is None

    def ping(self) -> None:
        """Still here."""
        if self.here:
            self._socket.send(b'{"op":"ping"}')

    def leave(self) -> None:
        """Be gone."""
        self._socket.leave()
