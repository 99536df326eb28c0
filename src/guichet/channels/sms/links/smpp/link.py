"""The SMPP link: connects, binds, carries, and leaves in good order."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Final

import structlog

from guichet.channels.sms.links.failing import alone
from guichet.channels.sms.links.lookup import look_up
from guichet.channels.sms.links.pacing import LOOK, Pulse
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.channels.sms.links.smpp.traffic import Traffic
from guichet.channels.sms.links.smpp.wire import LinkLost, Wire
from guichet.gateway.mass.contract import (
    Depot,
    Link,
    LinkHealth,
    LinkRefused,
    LinkState,
    NumberFact,
)
from guichet.gateway.types import Probe
from guichet.kit.tasks import TaskGroup
from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.status import status_of

CERTIFICATE: Final = "certificate"
_CONNECT: Final = 10.0
_DRAIN: Final = 5.0
_DEAD: Final = 15.0
"""Seconds an enquiry may go unanswered, or as long as we were silent before if that is less."""
_SILENT: Final = 1.0
"""Seconds without a word, while answers are due, after which we ask whether the carrier is there.
After once more as long nothing more is given to it until it says something.
"""
_LOST: Final = 10.0
"""Seconds after which such a question ends the link: what it owes goes again, marked."""
_REFUSED: Final = frozenset(
    (
        status.INVALID_PASSWORD,
        status.INVALID_SYSTEM_ID,
        status.INVALID_SYSTEM_TYPE,
        status.BIND_FAILED,
        status.INVALID_COMMAND,
    )
)
"""Of a bind: the settings are wrong, and trying again locks accounts."""

log = structlog.get_logger(__name__)

MakeBind = Callable[[int], pdus.Pdu]


class SmppLink(Link[SmppSettings]):
    """One bind, or a pair, to one carrier."""

    kind: ClassVar[str] = "smpp"
    title: ClassVar[Mapping[str, str]] = {"en": "SMPP", "fr": "SMPP"}
    Settings: ClassVar[type[SmppSettings]] = SmppSettings

    async def run(self, depot: Depot) -> None:
        traffic = Traffic(self.route.settings, depot, self.tools.clock)
        self._tell(depot, traffic, "connecting")
        try:
            async with self._bound(traffic) as wires:
                try:
                    await self._carry(depot, traffic, wires)
                except asyncio.CancelledError:
                    self._tell(depot, traffic, "draining")
                    await self._leave(traffic, wires)
                    raise
        except LinkRefused as refused:
            self._tell(depot, traffic, "refused", refused.words)
            raise
        finally:
            traffic.over()

    async def probe(self) -> Probe:
        try:
            async with asyncio.timeout(_CONNECT), self._bound(_Nobody()) as wires:
                for wire in wires:
                    await wire.ask(pdus.Unbind)
        except LinkRefused as refused:
            code = "carrier_certificate" if refused.code == CERTIFICATE else "carrier_refused"
            return Probe(ok=False, code=code, detail=refused.words)
        except (OSError, TimeoutError) as error:
            return Probe(ok=False, code="carrier_unreachable", detail=str(error) or None)
        return Probe(ok=True, code="ready")

    @property
    def checks(self) -> bool:
        return self.route.settings.lookup is not None

    async def check(self, numbers: Sequence[str]) -> Sequence[NumberFact]:
        settings = self.route.settings
        if settings.lookup is None:
            return await super().check(numbers)
        values = {"account": settings.system_id, "secret": settings.password.get_secret_value()}
        return await look_up(settings.lookup, numbers, values)

    @contextlib.asynccontextmanager
    async def _bound(self, traffic: "Traffic | _Nobody") -> AsyncIterator[list[Wire]]:
        """Connections that are bound; closed on leaving."""
        wires: list[Wire] = []
        try:
            async with asyncio.timeout(_CONNECT):
                for make in self._binds():
                    wires.append(await self._connected(traffic))
                    await _bind(wires[-1], make)
            if isinstance(traffic, Traffic):
                traffic.out = wires[0]
            yield wires
        except TimeoutError:
            raise LinkLost("link_silent: the carrier did not answer in time") from None
        finally:
            for wire in wires:
                wire.close("link_closed: closed by us")

    async def _connected(self, traffic: "Traffic | _Nobody") -> Wire:
        settings = self.route.settings
        authority = settings.tls_authority or None
        context = ssl.create_default_context(cadata=authority) if settings.tls else None
        try:
            _, wire = await asyncio.get_running_loop().create_connection(
                lambda: Wire(traffic), settings.host, settings.port, ssl=context
            )
        except ssl.SSLCertVerificationError as wrong:
            words = f"the server's certificate is not accepted: {wrong.verify_message}"
            raise LinkRefused(CERTIFICATE, words) from None
        except ssl.SSLError as fault:
            raise LinkLost(f"link_tls: {fault.reason}") from None
        return wire

    def _binds(self) -> list[MakeBind]:
        """The sender first."""
        settings = self.route.settings
        account = {
            "system_id": settings.system_id.encode("ascii"),
            "password": settings.password.get_secret_value().encode("latin-1"),
            "system_type": settings.system_type.encode("ascii"),
        }

        def of(kind: type[pdus.Bind]) -> MakeBind:
            plain = kind(
                system_id=account["system_id"],
                password=account["password"],
                system_type=account["system_type"],
            )
            return lambda sequence: plain._replace(sequence=sequence)

        if settings.mode == "pair":
            return [of(pdus.BindTransmitter), of(pdus.BindReceiver)]
        return [of(pdus.BindTransceiver)]

    async def _carry(self, depot: Depot, traffic: Traffic, wires: list[Wire]) -> None:
        self._tell(depot, traffic, "open")
        try:
            async with TaskGroup() as group:
                for wire in wires:
                    group.create_task(wire.ended(), name="connection")
                group.create_task(traffic.keep(), name="keep receipts")
                group.create_task(traffic.send(), name="send")
                group.create_task(self._watch(depot, traffic, wires), name="watch")
        except ExceptionGroup as several:
            if traffic.refused is not None:
                code = traffic.refused.peer_code or ""
                raise LinkRefused(code, traffic.refused.peer_words or "") from None
            raise alone(several) from None

    async def _watch(self, depot: Depot, traffic: Traffic, wires: list[Wire]) -> None:
        settings, loop = self.route.settings, asyncio.get_running_loop()
        every = min(settings.enquire / 4, settings.answer_within / 4, LOOK)
        pulse = Pulse((traffic.window.size, traffic.throttled, False, False), loop.time())
        while True:
            await asyncio.sleep(every)
            traffic.expire()
            traffic.late_texts()
            now = loop.time()
            for wire in wires:
                _enquire(wire, now, settings.enquire, min(settings.enquire, _DEAD))
            silent = _is_silent(wires[0], traffic, now)
            busy = traffic.window.until > now
            state = (traffic.window.size, traffic.throttled, silent, busy)
            if pulse.due(state, now, busy=busy):
                self._tell(depot, traffic, "silent" if silent else "waiting" if busy else "open")

    async def _leave(self, traffic: Traffic, wires: list[Wire]) -> None:
        """Let what is under way be answered, then unbind; within a few seconds."""
        try:
            async with asyncio.timeout(_DRAIN), TaskGroup() as group:
                keeper = group.create_task(traffic.keep(), name="keep receipts")
                with contextlib.suppress(LinkLost):
                    await traffic.drain()
                    for wire in wires:
                        await wire.ask(pdus.Unbind)
                keeper.cancel()
        except TimeoutError:
            log.warning("smpp.left_early", route=self.route.title, unanswered=traffic.outstanding)
        except ExceptionGroup as several:  # what was to be kept comes again by the next bind
            log.warning("smpp.left_early", route=self.route.title, error=repr(several.exceptions))

    def _tell(
        self, depot: Depot, traffic: Traffic, state: LinkState, words: str | None = None
    ) -> None:
        depot.health(
            LinkHealth(
                state=state,
                at=self.tools.clock.now(),
                window=traffic.window.size,
                outstanding=traffic.outstanding,
                answer_time=timedelta(seconds=traffic.answer_time) or None,
                throttled=traffic.throttled,
                words=words,
                pause=timedelta(seconds=traffic.pause),
            )
        )


class _Nobody:
    """For a probe: sends nothing, and acknowledges nothing."""

    def came(self, wire: Wire, answers: list[bytes], deliveries: list[bytes]) -> None:
        """They come again by the next bind."""

    def nacked(self, sequence: int, code: int) -> None:
        """Nothing was sent."""

    def delivered_data(self, wire: Wire, message: pdus.DataSm) -> None:
        """It comes again by the next bind."""

    def writable(self) -> None:
        """Nothing is to be written."""


def _enquire(wire: Wire, now: float, after: float, dead: float) -> None:
    quiet = 0.0 if wire.paused else now - wire.heard
    if quiet > after + dead:
        wire.close("link_silent: the carrier does not answer any more")
    elif quiet > after and not wire.enquired:
        wire.enquire()


def _is_silent(wire: Wire, traffic: Traffic, now: float) -> bool:
    """Whether it owes us answers and does not even say that it is there. Asks it in time."""
    patience = _SILENT + 4 * traffic.answer_time
    quiet = 0.0 if wire.paused else min(now - wire.heard, traffic.waited(now))
    if quiet > patience and not wire.enquired:
        wire.enquire()
    asked_for = now - wire.enquired_at if wire.enquired else 0.0
    if quiet > patience and asked_for > _LOST + 4 * traffic.answer_time:
        wire.close("link_silent: the carrier owes answers and says nothing")
    return quiet > 2 * _SILENT + 4 * traffic.answer_time and wire.enquired


async def _bind(wire: Wire, make: MakeBind) -> None:
    """Raises ``LinkRefused`` for wrong settings, ``LinkLost`` for what may pass."""
    answer = await wire.ask(make)
    if not answer.status:
        return
    known = status_of(answer.status)
    if answer.status in _REFUSED:
        raise LinkRefused(known.name, known.words)
    raise LinkLost(f"{known.name}: {known.words}")
