"""The messages of one link: what is under way, what comes back, and how much at a time.

Work is done by the batch: one write, one group of outcomes, one group of receipts for whatever
arrived together. No task and no future belongs to a message.
"""

import asyncio
import struct
from collections import Counter, OrderedDict, deque
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from guichet.channels.sms.links.pacing import Bucket, Window
from guichet.channels.sms.links.smpp.failing import Verdict, verdict
from guichet.channels.sms.links.smpp.reading import Reader, Text
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.channels.sms.links.smpp.wire import Wire
from guichet.channels.sms.links.smpp.writing import Unwritable, Write, Writer
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass.contract import CarrierReceipt, Depot, Parcel, PartSent
from guichet.kit.clock import Clock
from guichet.protocols.smpp import codec, fast, pdus
from guichet.protocols.smpp.errors import PeerFault
from guichet.protocols.smpp.ids import normalizer
from guichet.protocols.smpp.numbers import Command

_MOST_UNKEPT: Final = 20_000
"""Deliveries that may wait to be kept before we stop reading."""
_REMEMBERED: Final = 10_000
"""Messages given up whose answer may still come."""
_PATIENT: Final = 3
"""So many times a part is refused for haste before the whole is given back."""
_unpack = fast.HEADER.unpack_from
_status = struct.Struct(">II").unpack_from
"""Status and sequence, from the eighth octet of a header on."""
_new = tuple.__new__


class Flight(NamedTuple):
    """A part that was handed over and is not answered."""

    parcel: Parcel
    part: int
    parts: int
    write: Write
    at: float
    tries: int


class _Delivery(NamedTuple):
    """What is to be acknowledged, and where."""

    wire: Wire
    sequence: int
    data: bool
    """By ``data_sm_resp``."""


class Traffic:
    """What a link carries over its connections: sends by ``out``; reads from all."""

    def __init__(self, settings: SmppSettings, depot: Depot, clock: Clock) -> None:
        self._set = settings
        self._depot = depot
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._writer = Writer(settings)
        self._reader = Reader(settings)
        self._normal = normalizer(settings.answer_ids)
        self._bucket = Bucket(settings.rate, self._loop.time())
        self.window = Window(settings.window)
        self._flights: dict[int, Flight] = {}
        self._given_up: OrderedDict[int, Flight] = OrderedDict()
        self._rest: deque[Flight] = deque()
        """Parts of parcels taken that the window did not admit yet, or that are sent again."""
        self._room = asyncio.Event()
        self._room.set()
        self._wake: asyncio.TimerHandle | None = None
        self._receipts: list[CarrierReceipt] = []
        self._receipts_from: list[_Delivery] = []
        """Where each of these is acknowledged."""
        self._texts: list[Text] = []
        self._deliveries: dict[int, _Delivery] = {}
        """Where each delivery of a text is acknowledged, by a number of ours."""
        self._counted = 0
        self._arrived = asyncio.Event()
        self._still = asyncio.Event()
        self._still.set()
        self._paused: list[Wire] = []
        """That are not read, for too much is still being kept."""
        self._deaf_until = float("-inf")
        """When they were read again."""
        self._draining = False
        self.out: Wire | None = None
        self.throttled = 0
        self.answer_time = 0.0
        self.refused: Failure | None = None

    @property
    def outstanding(self) -> int:
        """Parts under way."""
        return len(self._flights)

    @property
    def pause(self) -> float:
        """Seconds from now in which nothing is handed over, as the carrier asked."""
        return max(0.0, self.window.until - self._loop.time())

    def waited(self, now: float) -> float:
        """For how long the oldest part under way has been waiting for its answer."""
        oldest = next(iter(self._flights.values()), None)
        return 0.0 if oldest is None else now - oldest.at

    def came(self, wire: Wire, answers: list[bytes], deliveries: list[bytes]) -> None:
        if answers:
            self._answered(answers)
            self.pump()
        if deliveries:
            self._delivered(wire, deliveries)

    def writable(self) -> None:
        self._go_on()

    def _go_on(self) -> None:
        """There may be room again: for what is to be sent once more, and for what the depot has."""
        self._room.set()
        self.pump()

    # What goes out

    async def send(self) -> None:
        """Hand over whatever the depot has, until cancelled."""
        while True:
            await self._room.wait()
            if not self.pump() and self._room.is_set():
                await self._depot.wait()
                await asyncio.sleep(0)  # a depot that need not wait must not stop the rest

    def pump(self) -> bool:
        """Hand over as much as there is room for; tells whether that was anything."""
        now = self._loop.time()
        room = self._admitted(now)
        if room <= 0 or self.out is None:
            return False
        octets: list[bytes] = []
        while self._rest and len(octets) < room:
            octets.append(self._fly(self._rest.popleft(), now))
        if len(octets) < room and not self._draining:
            self._take(room - len(octets), octets, room, now)
        if octets:
            self._still.clear()
            self._bucket.spend(len(octets))
            self.out.write(b"".join(octets))
        return bool(octets)

    def _admitted(self, now: float) -> int:
        """Parts that may go out now; if none, ``_room`` is set when that changes."""
        if self.out is None or self.out.full:
            self._room.clear()
            return 0
        room = self.window.size - len(self._flights)
        wait = self.window.until - now
        if room > 0 and wait <= 0:
            room = self._bucket.room(now, room)
            wait = self._bucket.wait() if room <= 0 else 0.0
        elif wait <= 0:
            self._room.clear()  # an answer makes room
            return 0
        if wait > 0:
            self._room.clear()
            self._wake_after(wait)
            return 0
        self._room.set()
        return room

    def _wake_after(self, seconds: float) -> None:
        if self._wake is None:
            self._wake = self._loop.call_later(max(seconds, 0.001), self._woken)

    def _woken(self) -> None:
        self._wake = None
        self._go_on()

    def _take(self, limit: int, octets: list[bytes], room: int, now: float) -> None:
        unwritable: list[PartSent] = []
        for parcel in self._depot.take(limit):
            try:
                writes = self._writer.parts(parcel)
            except Unwritable as error:
                failure = Failure(
                    error.code, Retry.OTHER_ROUTE, Fault.SETTINGS, peer_words=error.words
                )
                unwritable.append(PartSent(parcel.id, 1, 1, failure=failure))
                continue
            parts = len(writes)
            for part, write in enumerate(writes, 1):
                flight: Flight = _new(Flight, (parcel, part, parts, write, now, 0))
                if len(octets) < room:
                    octets.append(self._fly(flight, now))
                else:
                    self._rest.append(flight)
        if unwritable:
            self._depot.sent(unwritable)

    def _fly(self, flight: Flight, now: float) -> bytes:
        assert self.out is not None
        sequence = self.out.next()
        if flight.at != now:
            flight = flight._replace(at=now)
        self._flights[sequence] = flight
        return flight.write(sequence)

    # What the carrier answers

    def _answered(self, answers: list[bytes]) -> None:
        told: list[PartSent] = []
        taken, message_id_of, throttled = 0, fast.message_id_of, self.throttled
        now, normal, flights = self._loop.time(), self._normal, self._flights
        for frame in answers:
            code, sequence = _status(frame, 8)
            flight = flights.pop(sequence, None)
            if flight is None:
                flight = self._given_up.pop(sequence, None)
                if flight is None or code:
                    continue  # of what was given up and not taken: it goes again as it is
            elif code:
                self._not_taken(flight, code, now, told)
                continue
            taken += 1
            written = message_id_of(frame)
            parcel, part, parts, _, _, _ = flight
            peer_id = normal(written) if written else _nameless(flight)
            told.append(_new(PartSent, (parcel.id, part, parts, peer_id, None, False)))
        if taken and flight is not None:
            self.answer_time = 0.8 * self.answer_time + 0.2 * (now - flight.at)
        if taken:
            self.window.answered(taken)
        if told:
            self._depot.sent(told)
        if self.throttled != throttled:
            self._pass_on()
        self._settle()

    def _not_taken(self, flight: Flight, code: int, now: float, told: list[PartSent]) -> None:
        what, failure = verdict(code, self._set)
        if what is Verdict.SLOW:
            self._slower(flight, now)
            return
        if what is Verdict.END:
            self.refused = failure
            self._back([flight])
            if self.out is not None:
                self.out.close(
                    f"link_refused: the carrier refuses the session: {failure.peer_code}"
                )
            return
        parcel = flight.parcel
        told.append(PartSent(parcel.id, flight.part, flight.parts, failure=failure))

    def _slower(self, flight: Flight, now: float) -> None:
        """It is sent again, and counts as no attempt. Whole messages are left to other links
        after a while; parts of one that is half sent stay here.
        """
        self.throttled += 1
        self.window.throttled(now, self.answer_time)
        if flight.tries + 1 >= _PATIENT and flight.parts == 1:
            self._depot.give_back([flight.parcel.id], timedelta(seconds=self.window.pause))
        else:
            self._rest.append(flight._replace(tries=flight.tries + 1))
        self._wake_after(max(self.window.until - now, 0.001))

    def _pass_on(self) -> None:
        """What this carrier would not have now leaves where another one has it at once; parts of
        what is half sent stay.
        """
        whole = _whole(self._rest)
        gone = self._depot.pass_on(whole) if whole else ()
        if gone:
            self._rest = deque(one for one in self._rest if one.parcel.id not in gone)

    def nacked(self, sequence: int, code: int) -> None:
        flight = self._flights.pop(sequence, None)
        if flight is not None:
            told: list[PartSent] = []
            self._not_taken(flight, code, self._loop.time(), told)
            if told:
                self._depot.sent(told)
            self._pass_on()
            self._settle()
            self._go_on()

    def _settle(self) -> None:
        if not self._flights:
            self._still.set()

    def expire(self) -> None:
        """Give up answers that did not come in time: nobody knows whether those were taken. While
        nothing is read none could come.
        """
        now = self._loop.time()
        late = now - self._set.answer_within
        if self._paused or self._deaf_until > late:
            return
        told: list[PartSent] = []
        for sequence, flight in list(self._flights.items()):
            if flight.at > late:
                break
            del self._flights[sequence]
            self._given_up[sequence] = flight
            told.append(_cut(flight))
        while len(self._given_up) > _REMEMBERED:
            self._given_up.popitem(last=False)
        if told:
            self._depot.sent(told)
            self._settle()
            self._go_on()

    # What the carrier delivers

    def _delivered(self, wire: Wire, deliveries: list[bytes]) -> None:
        usual_of, receipt_of = self._reader.usual, self._reader.receipt
        heard, due = self._receipts.append, self._receipts_from.append
        for frame in deliveries:
            usual = usual_of(frame)
            if usual is not None:
                due(_new(_Delivery, (wire, int.from_bytes(frame[12:16]), False)))
                heard(usual)
                continue
            try:
                message = fast.read_sm(frame, pdus.DeliverSm)
            except PeerFault as fault:
                _, command, _, sequence = _unpack(frame)
                wire.write(codec.refusal(command, sequence, fault.status))
                continue
            receipt = receipt_of(message)
            if receipt is not None:
                due(_Delivery(wire, message.sequence, False))
                heard(receipt)
            else:
                self._text(_Delivery(wire, message.sequence, False), message)
        self._unkept(wire)

    def delivered_data(self, wire: Wire, message: pdus.DataSm) -> None:
        receipt = self._reader.receipt(message)
        delivery = _Delivery(wire, message.sequence, True)
        if receipt is not None:
            self._receipts_from.append(delivery)
            self._receipts.append(receipt)
        else:
            self._text(delivery, message)
        self._unkept(wire)

    def _text(self, delivery: _Delivery, message: pdus.DeliverSm | pdus.DataSm) -> None:
        self._counted += 1
        self._deliveries[self._counted] = delivery
        self._texts += self._reader.texts(message, self._counted, self._clock.now())

    def _unkept(self, wire: Wire) -> None:
        if self._receipts or self._texts:
            self._arrived.set()
        waiting = len(self._receipts) + len(self._texts)
        if waiting > _MOST_UNKEPT and wire not in self._paused:
            wire.pause()
            self._paused.append(wire)

    async def keep(self) -> None:
        """Have receipts and texts kept, then acknowledge them, until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            receipts, self._receipts = self._receipts, []
            deliveries, self._receipts_from = self._receipts_from, []
            texts, self._texts = self._texts, []
            try:
                if receipts:
                    await self._depot.receipts(receipts)
                new = [one.text for one in texts if one.text is not None]
                if new:
                    await self._depot.inbound(new)
            except asyncio.CancelledError:
                self._receipts[:0], self._texts[:0] = receipts, texts
                self._receipts_from[:0] = deliveries
                self._arrived.set()
                raise
            self._acknowledge(deliveries, texts)

    def _acknowledge(self, deliveries: list[_Delivery], texts: list[Text]) -> None:
        known = self._deliveries
        if texts:
            deliveries += [known.pop(one) for text in texts for one in text.deliveries]
            self._reader.acknowledged(texts)
        answers: dict[Wire, list[bytes]] = {}
        for wire, sequence, data in deliveries:
            answer = _data_resp(sequence) if data else fast.deliver_sm_resp(sequence)
            answers.setdefault(wire, []).append(answer)
        for wire, several in answers.items():
            wire.write(b"".join(several))
        if self._paused:
            self._deaf_until = self._loop.time()
        while self._paused:
            self._paused.pop().resume()

    def late_texts(self) -> None:
        """Have texts kept whose missing parts did not come."""
        late = self._reader.late(self._clock.now())
        if late:
            self._texts += late
            self._arrived.set()

    # The end

    async def drain(self) -> None:
        """Take nothing more; until what is under way is answered."""
        self._draining = True
        self._give_back_rest()
        await self._still.wait()

    def over(self) -> None:
        """The link is no more: what is under way may have been taken, the rest was not sent."""
        if self._wake is not None:
            self._wake.cancel()
        cut = [_cut(flight) for flight in self._flights.values()]
        self._flights.clear()
        if cut:
            self._depot.sent(cut)
        self._give_back_rest()

    def _give_back_rest(self) -> None:
        rest, self._rest = list(self._rest), deque[Flight]()
        self._back(rest)

    def _back(self, flights: Sequence[Flight]) -> None:
        """Whole messages go back; of one that is half sent, the missing parts are told as not
        taken: another link would send all of it again.
        """
        whole = _whole(flights)
        if whole:
            self._depot.give_back(list(whole))
        missing = [
            PartSent(f.parcel.id, f.part, f.parts, failure=_NOT_SENT)
            for f in flights
            if f.parcel.id not in whole
        ]
        if missing:
            self._depot.sent(missing)


_NOT_SENT: Final = Failure("link_ended", Retry.LATER, Fault.PEER)


def _data_resp(sequence: int) -> bytes:
    return fast.HEADER.pack(17, Command.DATA_SM_RESP, 0, sequence) + b"\0"


def _whole(flights: Collection[Flight]) -> dict[UUID, None]:
    """Messages all parts of which are among these, in their order."""
    count = Counter(flight.parcel.id for flight in flights)
    return {f.parcel.id: None for f in flights if count[f.parcel.id] == f.parts}


def _cut(flight: Flight) -> PartSent:
    return PartSent(flight.parcel.id, flight.part, flight.parts, cut=True)


def _nameless(flight: Flight) -> str:
    """Taken without an id: no receipt will ever name it."""
    return f"none-{flight.parcel.id.hex}-{flight.part}"
