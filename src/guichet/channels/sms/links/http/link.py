"""The HTTP link: so many requests at a time, each message in one."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Final

import httpx

from guichet.channels.sms.links.http.addresses import address_of, pattern
from guichet.channels.sms.links.http.calls import Calls
from guichet.channels.sms.links.http.filling import read_answer, request_for
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.lookup import look_up
from guichet.channels.sms.links.pacing import Bucket, Window
from guichet.gateway.contract import PeerRoute
from guichet.gateway.mass.contract import (
    CallFront,
    Depot,
    Link,
    LinkHealth,
    LinkRefused,
    LinkState,
    NumberFact,
    Parcel,
    PartSent,
)
from guichet.gateway.types import Probe
from guichet.kit.guarded import GuardedClient, Lookup, Network, Unreachable, system_lookup
from guichet.kit.tasks import TaskGroup

_FORBIDDEN: Final = frozenset(("bad_address", "forbidden_address", "not_https"))
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL)
"""Nothing of the request left: it may be sent again."""


class HttpLink(Link[HttpSettings]):
    """A client of one service."""

    kind: ClassVar[str] = "http"
    title: ClassVar[Mapping[str, str]] = {"en": "HTTP", "fr": "HTTP"}
    Settings: ClassVar[type[HttpSettings]] = HttpSettings
    private: ClassVar[tuple[Network, ...]] = ()
    lookup: ClassVar[Lookup] = staticmethod(system_lookup)

    async def run(self, depot: Depot) -> None:
        async with GuardedClient(self.private, type(self).lookup) as client:
            sender = _Sender(self, depot, client)
            sender.tell("open")
            try:
                async with TaskGroup() as group:
                    for _ in range(self.route.settings.at_a_time):
                        group.create_task(sender.work(), name="requests")
            except ExceptionGroup as several:
                refused = several.exceptions[0]
                sender.tell("refused", str(refused))
                raise refused from None

    async def probe(self) -> Probe:
        """Whether the service's server answers; nothing is sent, so the account is not tried."""
        try:
            async with (
                asyncio.timeout(10),
                GuardedClient(self.private, type(self).lookup) as client,
            ):
                await client.send("HEAD", self.route.settings.address.partition("{")[0], headers={})
        except Unreachable as error:
            return Probe(ok=False, code="carrier_unreachable", detail=str(error) or None)
        return Probe(ok=True, code="ready")

    @property
    def checks(self) -> bool:
        return self.route.settings.lookup is not None

    async def check(self, numbers: Sequence[str]) -> Sequence[NumberFact]:
        settings = self.route.settings
        if settings.lookup is None:
            return await super().check(numbers)
        values = {"account": settings.account, "secret": settings.secret.get_secret_value()}
        return await look_up(settings.lookup, numbers, values)

    @property
    def callback(self) -> str:
        """Where the service tells what became of messages."""
        return address_of(self.tools, self.route.id, "receipts")

    @property
    def calls(self) -> Mapping[str, str]:
        """For receipts and for texts from telephones."""
        return {
            subject: address_of(self.tools, self.route.id, subject)
            for subject in ("receipts", "texts")
        }

    @classmethod
    def routes(cls, front: CallFront) -> Sequence[PeerRoute]:
        """Where services tell what became of messages, and bring texts from telephones."""
        calls = Calls(front)
        return (
            PeerRoute(pattern("receipts"), calls.receipts, ("GET", "POST")),
            PeerRoute(pattern("texts"), calls.texts, ("GET", "POST")),
        )


class _Sender:
    """What the workers of one link share."""

    def __init__(self, link: HttpLink, depot: Depot, client: GuardedClient) -> None:
        self._link = link
        self._set = link.route.settings
        self._depot = depot
        self._client = client
        self._loop = asyncio.get_running_loop()
        self._bucket = Bucket(self._set.rate, self._loop.time())
        self._window = Window(self._set.at_a_time)
        self._under_way = 0
        self._throttled = 0

    async def work(self) -> None:
        """One request after the other, until cancelled."""
        while True:
            now = self._loop.time()
            wait = self._window.until - now
            if wait <= 0 and not self._bucket.room(now, 1):
                wait = self._bucket.wait()
            if wait > 0 or self._under_way >= self._window.size:
                await asyncio.sleep(max(wait, 0.01))
                continue
            taken = self._depot.take(1)
            if not taken:
                await self._depot.wait()
                await asyncio.sleep(0)
                continue
            self._bucket.spend(1)
            await self._send(taken[0])

    async def _send(self, parcel: Parcel) -> None:
        self._under_way += 1
        try:
            wanted = request_for(parcel, self._set, self._link.callback)
            answer = await self._client.send(
                self._set.method,
                wanted.address,
                headers=wanted.headers,
                content=wanted.content,
                form=wanted.form,
            )
        except Unreachable as error:
            self._unreachable(parcel, error)
        except asyncio.CancelledError:
            self._depot.sent([PartSent(parcel.id, 1, 1, cut=True)])
            raise
        else:
            self._answered(parcel, answer)
        finally:
            self._under_way -= 1

    def _unreachable(self, parcel: Parcel, error: Unreachable) -> None:
        if error.why in _FORBIDDEN:
            self._depot.give_back([parcel.id])
            raise LinkRefused(error.why, "the address of the service is not allowed") from error
        if isinstance(error.__cause__, _NOT_SENT):
            self._depot.give_back([parcel.id])
            raise ConnectionError("the service cannot be reached") from error
        self._depot.sent([PartSent(parcel.id, 1, 1, cut=True)])

    def _answered(self, parcel: Parcel, answer: httpx.Response) -> None:
        peer_id, failure = read_answer(answer.status_code, answer.content, self._set)
        if failure is None:
            self._window.answered(1)
            self._depot.sent([PartSent(parcel.id, 1, 1, peer_id)])
        elif failure.code == "carrier_busy":
            self._throttled += 1
            self._window.throttled(self._loop.time(), 0.1)
            self._depot.give_back([parcel.id], timedelta(seconds=self._window.pause))
            self.tell("waiting")
        elif failure.code == "carrier_refused":
            self._depot.give_back([parcel.id])
            raise LinkRefused(failure.peer_code or "", failure.peer_words or "refused")
        else:
            self._depot.sent([PartSent(parcel.id, 1, 1, failure=failure)])

    def tell(self, state: LinkState, words: str | None = None) -> None:
        """How the link is."""
        self._depot.health(
            LinkHealth(
                state=state,
                at=self._link.tools.clock.now(),
                window=self._window.size,
                outstanding=self._under_way,
                throttled=self._throttled,
                words=words,
            )
        )
