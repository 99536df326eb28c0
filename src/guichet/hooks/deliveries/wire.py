"""Posts bodies to addresses that companies gave: over connections of its own that lead to no
address but the one that was judged, follow nothing, and give up in time.

The general client for such addresses (``kit.guarded``) makes a new connection for each request. A
hook gets the next body over the same one: the handshake costs more than all the rest.
"""

import asyncio
import ssl
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self, cast
from uuid import UUID

import httptools
import httpx

from guichet.hooks.deliveries.types import EXCERPT
from guichet.kit.guarded import Lookup, Network, is_allowed, system_lookup

SECONDS: Final = 15.0
"""The longest one attempt takes, from the look-up of the name to the last byte that is read."""
MOST_READ: Final = 64 * 1024
"""Bytes of an answer that are read. A longer one counts by its status; its connection is closed."""
IDLE: Final = 20.0
"""Seconds a connection waits for the next body; many receivers close after a little more."""
AGE: Final = 300.0
"""Seconds after which a connection is made anew, so that a name that moved is followed."""
_KEPT: Final = 8


class Unposted(Exception):
    """There is no answer; ``why`` is a code for whoever set the address up."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt."""

    status: int | None
    why: str | None
    """Why there is no status; or ``redirected``, for those are not followed."""
    excerpt: str
    """How the answer begins."""
    retry_after: int | None
    ms: int


@dataclass(frozen=True, slots=True)
class Place:
    """An address in its parts."""

    host: str
    port: int
    is_secure: bool
    head: bytes
    """The first lines of every request to it."""

    @classmethod
    def of(cls, address: str) -> "Place":
        """The parts of ``address``.

        :raises Unposted: it is none that can be posted to
        """
        try:
            url = httpx.URL(address)
        except (httpx.InvalidURL, ValueError, TypeError):
            raise Unposted("bad_address") from None
        if url.scheme not in ("https", "http") or not url.host or url.userinfo:
            raise Unposted("bad_address")
        head = b"POST %b HTTP/1.1\r\nhost: %b\r\nuser-agent: Guichet\r\n" % (
            url.raw_path,
            url.netloc,
        )
        secure = url.scheme == "https"
        return cls(url.raw_host.decode(), url.port or (443 if secure else 80), secure, head)


async def judged(place: Place, private: Sequence[Network], lookup: Lookup) -> str:
    """The address to connect to: of a name with several, all must be allowed.

    :raises Unposted: there is none, or it is not to be reached from here
    """
    try:
        found = await lookup(place.host.strip("[]"), place.port)
    except (OSError, UnicodeError):
        raise Unposted("no_such_host") from None
    if not found:
        raise Unposted("no_such_host")
    if not all(is_allowed(address, private) for address in found):
        raise Unposted("forbidden_address")
    first = found[0]
    is_inside = any(first in n for n in private if n.version == first.version)
    if not place.is_secure and not is_inside:
        raise Unposted("not_https")
    return str(first)


class Wire:
    """The connections of one process. Close it at the end."""

    def __init__(
        self,
        private: Sequence[Network] = (),
        lookup: Lookup = system_lookup,
        *,
        seconds: float = SECONDS,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._private = private
        self._lookup = lookup
        self._seconds = seconds
        self._context = context
        self._idle: dict[tuple[UUID, str], deque[_Connection]] = defaultdict(deque)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        for kept in self._idle.values():
            for connection in kept:
                connection.close()
        self._idle.clear()

    async def post(
        self, hook_id: UUID, address: str, headers: Sequence[tuple[str, str]], body: bytes
    ) -> Answer:
        """One attempt and what came of it; never fails. Connections are shared by the attempts of
        one hook to one address alone.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        why: str | None = None
        reading = _Reading()
        try:
            place = Place.of(address)
            request = _request(place, headers, body)
            async with asyncio.timeout(self._seconds):
                await self._exchange((hook_id, address), place, request, reading)
        except TimeoutError:
            why = "too_slow"
        except Unposted as fault:
            why = fault.why
        except ssl.SSLCertVerificationError:
            why = "bad_certificate"
        except OSError:
            why = "no_connection"
        return reading.answer(why, round((loop.time() - begun) * 1000))

    async def _exchange(
        self, key: tuple[UUID, str], place: Place, request: bytes, reading: "_Reading"
    ) -> None:
        connection = self._kept(key)
        if connection is not None:
            done = await connection.ask(request, reading)
            if done or reading.begun:
                self._keep(key, connection)
                return
        connection = await self._connect(place)
        await connection.ask(request, reading)
        self._keep(key, connection)

    async def _connect(self, place: Place) -> "_Connection":
        target = await judged(place, self._private, self._lookup)
        loop = asyncio.get_running_loop()
        if place.is_secure and self._context is None:
            self._context = httpx.create_ssl_context(trust_env=False)
        _, connection = await loop.create_connection(
            _Connection,
            target,
            place.port,
            ssl=self._context if place.is_secure else None,
            server_hostname=place.host.strip("[]") if place.is_secure else None,
        )
        return connection

    def _kept(self, key: tuple[UUID, str]) -> "_Connection | None":
        kept = self._idle.get(key)
        now = asyncio.get_running_loop().time()
        while kept:
            connection = kept.pop()
            if connection.is_fit(now):
                return connection
            connection.close()
        return None

    def _keep(self, key: tuple[UUID, str], connection: "_Connection") -> None:
        now = asyncio.get_running_loop().time()
        kept = self._idle[key]
        if len(kept) >= _KEPT or not connection.rest(now):
            connection.close()
        else:
            kept.append(connection)

    def sweep(self) -> None:
        """Close what waited too long; to be called every few seconds."""
        now = asyncio.get_running_loop().time()
        for key, kept in list(self._idle.items()):
            fit = deque(one for one in kept if one.is_fit(now))
            for connection in kept:
                if connection not in fit:
                    connection.close()
            if fit:
                self._idle[key] = fit
            else:
                del self._idle[key]


def _request(place: Place, headers: Sequence[tuple[str, str]], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    length = b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    return b"".join((place.head, lines.encode(), length, body))


@dataclass(eq=False)
class _Reading:
    """An answer as it comes in; the parser calls its methods by name."""

    begun: bool = False
    status: int | None = None
    size: int = 0
    retry_after: int | None = None
    is_whole: bool = False
    body: bytearray = field(default_factory=bytearray)

    def answer(self, why: str | None, ms: int) -> Answer:
        """What came of it; ``why`` there may be no status. One that was read counts, whatever came
        after it.
        """
        if self.status is None:
            return Answer(None, why or ("not_http" if self.begun else "closed"), "", None, ms)
        text = self.body.decode(errors="replace").replace("\x00", "\ufffd")
        redirected = "redirected" if 300 <= self.status < 400 else None
        return Answer(self.status, redirected, text[:EXCERPT], self.retry_after, ms)


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._reading: _Reading | None = None
        self._ended: asyncio.Future[bool] | None = None
        self._is_spent = False
        self._born = asyncio.get_running_loop().time()
        self._rested = self._born

    async def ask(self, request: bytes, reading: _Reading) -> bool:
        """Send and read; whether the answer was read to its end. Cancelled, the connection is of
        no more use.
        """
        if self._transport is None or self._transport.is_closing():
            return False
        self._reading = reading
        self._ended = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._ended
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._reading = None

    def is_fit(self, now: float) -> bool:
        """Whether it may be asked again."""
        is_open = self._transport is not None and not self._transport.is_closing()
        young = now - self._rested < IDLE and now - self._born < AGE
        return is_open and young and not self._is_spent

    def rest(self, now: float) -> bool:
        """Wait for the next request; false when there can be none."""
        self._rested = now
        return self.is_fit(now)

    def close(self) -> None:
        """End it, whatever is under way."""
        self._is_spent = True
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one by its ways alone

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer without a length ends with its connection."""
        del exc
        self._is_spent = True
        self._end(whole=False)

    def data_received(self, data: bytes) -> None:
        reading = self._reading
        if reading is None:  # nobody asked: it is no receiver of ours any more
            self.close()
            return
        reading.begun = True
        reading.size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self._is_spent = True
            self._end(whole=False)
        except httptools.HttpParserUpgrade:
            self._is_spent = True
            self._end(whole=False)
        if reading.size > MOST_READ:
            self._is_spent = True
            self._end(whole=False)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the answer."""
        if self._reading is not None and name.lower() == b"retry-after":
            with suppress(ValueError):
                self._reading.retry_after = max(0, int(value))

    def on_headers_complete(self) -> None:
        """The status counts from here on, unless it announces another one."""
        status = self._parser.get_status_code()
        if self._reading is not None and (status >= 200 or status == 101):
            self._reading.status = status

    def on_body(self, body: bytes) -> None:
        """A piece of the answer."""
        reading = self._reading
        if reading is not None and len(reading.body) < 4 * EXCERPT:
            reading.body += body

    def on_message_complete(self) -> None:
        """The answer is whole, or was only an announcement."""
        if self._reading is not None and self._reading.status is not None:
            self._is_spent = self._is_spent or not self._parser.should_keep_alive()
            self._end(whole=True)

    def _end(self, *, whole: bool) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(whole)
