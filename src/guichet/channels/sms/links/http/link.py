"""The HTTP link: so many requests at a time, each message in one."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Final

import httpx

from guichet.channels.sms.links.failing import alone
from guichet.channels.sms.links.http.addresses import address_of, pattern
from guichet.channels.sms.links.http.calls import Calls
from guichet.channels.sms.links.http.filling import read_answer, request_for
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.lookup import look_up
from guichet.channels.sms.links.pacing import LOOK, Bucket, Pulse, Window
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
                    watching = group.create_task(sender.watch(), name="watch")
                    working = [
                        group.create_task(sender.work(), name="requests")
                        for _ in range(self.route.settings.at_a_time)
                    ]
                    fault = await sender.fault()
                    watching.cancel()
                    sender.let_go(working)
            except ExceptionGroup as several:
                raise alone(several) from None
            raise fault

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
        self._under_way: set[asyncio.Task[None] | None] = set()
        """Who waits for an answer."""
        self._throttled = 0
        self._fault: Exception | None = None
        self._failed = asyncio.Event()

    async def fault(self) -> Exception:
        """What ends the link, once something does: from then on no request is begun."""
        await self._failed.wait()
        assert self._fault is not None  # it was set first
        return self._fault

    def let_go(self, working: Sequence[asyncio.Task[None]]) -> None:
        """End those that wait for something to do; the others have an answer to hear yet."""
        for one in working:
            if one not in self._under_way:
                one.cancel()

    async def watch(self) -> None:
        """Say how the link is, until cancelled."""
        pulse = Pulse(self._state(), self._loop.time())
        while True:
            await asyncio.sleep(LOOK)
            state = self._state()
            busy = state[-1]
            if pulse.due(state, self._loop.time(), busy=busy):
                self.tell("waiting" if busy else "open")

    def _state(self) -> tuple[int, int, bool]:
        return self._window.size, self._throttled, self._window.until > self._loop.time()

    async def work(self) -> None:
        """One request after the other, until cancelled or until the link ends."""
        while not self._failed.is_set():
            now = self._loop.time()
            wait = self._window.until - now
            if wait <= 0 and not self._bucket.room(now, 1):
                wait = self._bucket.wait()
            if wait > 0 or len(self._under_way) >= self._window.size:
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
        self._under_way.add(asyncio.current_task())
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
            self._under_way.discard(asyncio.current_task())

    def _unreachable(self, parcel: Parcel, error: Unreachable) -> None:
        if error.why in _FORBIDDEN:
            words = "the address of the service is not allowed"
            self._end(parcel, LinkRefused(error.why, words))
        elif not error.left:
            self._end(parcel, ConnectionError("link_unreachable: the service cannot be reached"))
        else:
            self._depot.sent([PartSent(parcel.id, 1, 1, cut=True)])

    def _end(self, parcel: Parcel, fault: Exception) -> None:
        """The message goes another way, or waits; the link ends, a refusal before other reasons."""
        if self._fault is None or isinstance(fault, LinkRefused):
            self._fault = fault
        self._failed.set()
        self.tell("refused" if isinstance(self._fault, LinkRefused) else "closed", str(self._fault))
        self._depot.give_back([parcel.id])

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
            words = failure.peer_words or "refused"
            self._end(parcel, LinkRefused(failure.peer_code or "", words))
        else:
            self._depot.sent([PartSent(parcel.id, 1, 1, failure=failure)])

    def tell(self, state: LinkState, words: str | None = None) -> None:
        """How the link is."""
        self._depot.health(
            LinkHealth(
                state=state,
                at=self._link.tools.clock.now(),
                window=self._window.size,
                outstanding=len(self._under_way),
                throttled=self._throttled,
                words=words,
                pause=timedelta(seconds=max(0.0, self._window.until - self._loop.time())),
            )
        )
