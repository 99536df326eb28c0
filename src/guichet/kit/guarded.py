"""The one client for addresses that a customer gave: webhooks, sign-in providers, CRMs.

Whoever can name an address must not reach what only this machine can reach (server-side request
forgery). So every connection goes to an address that was looked up and judged here, and to no
other; redirects are not followed; time and size are bounded; the machine's proxies, credentials
and cookies take no part.
"""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from types import TracebackType
from typing import Any, Final, Self

import httpx

SECONDS: Final = 10.0
"""The longest one exchange takes, from the look-up of the name to the last byte."""
BYTES: Final = 1_000_000
"""The largest answer that is read."""

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Lookup = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Gives the addresses of a host."""

_NAT64: Final = ip_network("64:ff9b::/96")
_6TO4: Final = ip_network("2002::/16")


class Unreachable(Exception):
    """No usable answer: refused by us, unreachable, too late, too large, or of another form.
    ``why`` is a short code for whoever set the address up; ``left``: something of the request may
    have left.
    """

    def __init__(self, why: str, *, left: bool = False) -> None:
        self.why = why
        self.left = left
        super().__init__(why)


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, separated by commas."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def is_allowed(address: Address, private: Sequence[Network] = ()) -> bool:
    """Whether a customer's address may lead to ``address``: a public one, or of a private network
    that the operator named. Addresses that embed others (IPv4 in IPv6, NAT64, 6to4) are judged
    by those.
    """
    inner = _embedded(address)
    if inner is not None:
        return is_allowed(inner, private)
    if any(address in network for network in private if network.version == address.version):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded(address: Address) -> Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return address.sixtofour
    return None


async def system_lookup(host: str, port: int) -> Sequence[Address]:
    """What the machine's resolver says."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


class _Leaving:
    """Whether a request began to leave."""

    def __init__(self) -> None:
        self.begun = False

    async def note(self, step: str, _said: Mapping[str, Any]) -> None:
        """Told by the client's transport at each of its steps."""
        self.begun = self.begun or step.endswith("send_request_headers.started")


class GuardedClient:
    """Sends requests to addresses customers gave. One per process; close it at the end.

    ``private`` are networks the operator lets customers reach; only there plain http is allowed.
    """

    def __init__(
        self,
        private: Sequence[Network] = (),
        lookup: Lookup = system_lookup,
        *,
        seconds: float = SECONDS,
        most: int = BYTES,
    ) -> None:
        self._private = private
        self._lookup = lookup
        self._seconds = seconds
        self._most = most
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=seconds,
            headers={"user-agent": "Guichet"},
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        await self._client.aclose()

    async def get(self, address: str, headers: Mapping[str, str]) -> Mapping[str, Any]:
        """The JSON object at ``address``. Safe to repeat.

        :raises Unreachable: it cannot be had.
        """
        return _object(await self.send("GET", address, headers=headers))

    async def post(
        self, address: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Mapping[str, Any]:
        """The JSON object answered to a form.

        :raises Unreachable: it cannot be had.
        """
        return _object(await self.send("POST", address, headers=headers, form=form))

    async def send(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str],
        content: bytes | None = None,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request and its answer, whatever its status; redirects are answers too.

        :raises Unreachable: there is none.
        """
        leaving = _Leaving()
        try:
            async with asyncio.timeout(self._seconds):
                request = await self._prepared(method, address, headers, content, form)
                request.extensions["trace"] = leaving.note
                return await self._answer(request)
        except TimeoutError:
            raise Unreachable("too_slow", left=leaving.begun) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
            raise Unreachable("no_connection", left=leaving.begun) from fault

    async def _prepared(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str],
        content: bytes | None,
        form: Mapping[str, str] | None,
    ) -> httpx.Request:
        request = self._client.build_request(
            method, address, headers=dict(headers), content=content, data=form
        )
        url = request.url
        if url.scheme not in ("https", "http") or not url.host or url.userinfo:
            raise Unreachable("bad_address")
        target = await self._judged(url)
        request.url = url.copy_with(host=str(target))
        request.extensions["sni_hostname"] = url.host
        return request

    async def _judged(self, url: httpx.URL) -> Address:
        """The address to connect to: of a name with several, all must be allowed."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = await self._lookup(url.host, port)
        private = self._private
        if not found or not all(is_allowed(address, private) for address in found):
            raise Unreachable("forbidden_address")
        inside = any(found[0] in n for n in private if n.version == found[0].version)
        if url.scheme == "http" and not inside:
            raise Unreachable("not_https")
        return found[0]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._client.send(request, stream=True)
        try:
            if int(answer.headers.get("content-length", 0)) > self._most:
                raise Unreachable("too_large", left=True)
            body = bytearray()
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > self._most:
                    raise Unreachable("too_large", left=True)
        finally:
            await answer.aclose()
        return httpx.Response(
            answer.status_code,
            headers={"content-type": answer.headers.get("content-type", "")},
            content=bytes(body),
        )


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    if answer.status_code != httpx.codes.OK:
        raise Unreachable(f"status_{answer.status_code}")
    try:
        document = json.loads(answer.content)
    except (ValueError, RecursionError):
        raise Unreachable("not_json") from None
    if not isinstance(document, dict):
        raise Unreachable("not_json")
    return document
