"""One connection of a client's system: what is read together is accepted together."""

import asyncio
from collections.abc import Awaitable, Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol, cast
from uuid import UUID

import structlog

from guichet.gateway.clients import orders
from guichet.gateway.clients.orders import Refused
from guichet.gateway.clients.parts import Parts, joined
from guichet.gateway.clients.refusing import Refused as RefusedReport
from guichet.gateway.clients.repository import Part
from guichet.gateway.clients.standing import Bound
from guichet.gateway.mass.accepting import Acceptor, Asking, Told
from guichet.gateway.mass.types import MOST_RECIPIENTS, Order, Report, Ticket
from guichet.gateway.mass.types import MessageState as State
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.ids import IdMaker, TenantId
from guichet.protocols.smpp import pdus, status
from guichet.protocols.smpp.events import BindAsked, Ended, Role, Unbound
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import Bind, DataSm, DeliverSm, Pdu, SubmitMulti, SubmitSm
from guichet.protocols.smpp.session import Limits, Session
from guichet.protocols.smpp.texts import UserText, user_text
from guichet.protocols.smpp.times import absolute

SYSTEM_ID: Final = b"guichet"
CANCEL_FAILED: Final = 0x11
REPLACE_FAILED: Final = 0x13
MOST_DESTINATIONS: Final = 254
TICK: Final = 1.0
SLOW_READER: Final = 30.0
"""Seconds a client may leave unread what is written to it."""
BUFFERED: Final = 256 * 1024
STATES: Final[dict[State, MessageState]] = {
    "accepted": MessageState.ACCEPTED,
    "held": MessageState.ACCEPTED,
    "handed": MessageState.ENROUTE,
    "unknown": MessageState.ENROUTE,
    "delivered": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERABLE,
    "refused": MessageState.REJECTED,
    "denied": MessageState.REJECTED,
    "expired": MessageState.EXPIRED,
    "cancelled": MessageState.DELETED,
}

Alike = tuple[Sequence[SubmitSm], UserText]
"""Messages that differ in their numbers alone, and what they say."""

log = structlog.get_logger(__name__)


class Hub(Protocol):
    """The server, as its connections see it."""

    acceptor: Acceptor
    parts: Parts
    ids: IdMaker

    def now(self) -> datetime:
        """The instant."""
        ...

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` as long as the server runs."""
        ...

    async def admit(self, connection: "Connection", bind: Bind) -> Bound | int:
        """Let it in, or the status to refuse it with."""
        ...

    async def allowed(self, bound: Bound, wanted: int) -> int:
        """How many of ``wanted`` messages an account may submit now, over all processes."""
        ...

    def came(self, connection: "Connection") -> bool:
        """One more connection; whether there is room for it."""
        ...

    def left(self, connection: "Connection", reports: Sequence[Report]) -> None:
        """It is gone; ``reports`` were sent and not answered."""
        ...

    def told(self, done: Sequence[Report], lost: Sequence[Report]) -> None:
        """Receipts that were taken, and those nobody answered."""
        ...

    def refused(self, several: Sequence[RefusedReport]) -> None:
        """Receipts that were answered with something else than 0."""
        ...

    def has_room(self, bound: Bound) -> None:
        """Receipts may go again."""
        ...

    async def state_of(self, tenant: TenantId, name: UUID) -> tuple[State, datetime] | None:
        """Where what a client was answered ``name`` for stands, and since when; none if there is
        none.
        """
        ...

    async def cancel(self, tenant: TenantId, name: UUID) -> bool:
        """Call it back, if it has not left."""
        ...


class Connection(asyncio.Protocol):
    """From its opening to its end."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._loop = asyncio.get_running_loop()
        self._session: Session[tuple[Report, ...]] = Session(Role.SMSC, self._loop.time())
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._full_since: float | None = None
        self.bound: Bound | None = None
        self.address = ""

    @property
    def room(self) -> int:
        """Receipts that may be sent now."""
        return self._session.room if self._full_since is None else 0

    @property
    def receives(self) -> bool:
        """Whether it is bound to receive."""
        return self._session.sends

    @property
    def is_open(self) -> bool:
        """Whether anything that is said arrives."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=BUFFERED)
        self.address = (transport.get_extra_info("peername") or ("",))[0]
        if not self._hub.came(self):
            self._transport.abort()
            return
        self._timer = self._loop.call_later(TICK, self._tick)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        lost = [report for reports in self._session.end() for report in reports]
        self._hub.left(self, lost)

    def pause_writing(self) -> None:
        """It does not read: nothing more is read from it either."""
        self._full_since = self._loop.time()
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._full_since = None
        if self._transport is not None:
            self._transport.resume_reading()
        self._tell_room()

    def data_received(self, data: bytes) -> None:
        batch = self._session.receive(data, self._loop.time())
        self._write(batch.out)
        if batch.answers:
            self._receipts_answered(batch.answers)
        self._requested(batch.requests)
        for event in batch.events:
            if isinstance(event, BindAsked):
                self._hub.spawn(self._admit(event.pdu))
            elif isinstance(event, Ended | Unbound):
                self._close()

    def leave(self) -> None:
        """Ask the client to come back another time."""
        self._write(self._session.unbind(self._loop.time()))

    def abort(self) -> None:
        """End it without a word."""
        if self._transport is not None:
            self._transport.abort()

    def deliver(self, several: Sequence[tuple[Report, Sequence[DeliverSm]]]) -> None:
        """Send receipts, not more than ``room``; of the several of one report the last counts."""
        now = self._loop.time()
        asked = [
            ((report,) if place == len(receipts) else (), receipt)
            for report, receipts in several
            for place, receipt in enumerate(receipts, 1)
        ]
        self._write(self._session.request_many(asked, now))

    # Binding

    async def _admit(self, bind: Bind) -> None:
        found = await self._hub.admit(self, bind)
        if isinstance(found, int):
            if self.is_open:
                self._write(self._session.refuse_bind(found))
                self._close()
            return
        self.bound = found
        draft = found.account.draft
        self._session.limits = Limits(window=draft.window, peer_window=draft.window)
        self._session.window = draft.window
        self._write(self._session.accept_bind(SYSTEM_ID))
        self._tell_room()

    # What is submitted

    def _requested(self, requests: Sequence[Pdu]) -> None:
        bound = self.bound
        if not requests or bound is None:
            return
        submitted = [one for one in requests if isinstance(one, SubmitSm)]
        if submitted and bound.shared:
            self._hub.spawn(self._submitted_together(submitted, bound))
        elif submitted:
            self._submitted(submitted, bound, bound.spend(len(submitted), self._loop.time()))
        for one in requests:
            if isinstance(one, SubmitMulti | DataSm):
                self._answer_later(one, self._taken_alone(one, bound))
            elif isinstance(one, pdus.QuerySm):
                self._answer_later(one, self._query(one, bound))
            elif isinstance(one, pdus.CancelSm):
                self._answer_later(one, self._cancel(one, bound))
            elif not isinstance(one, SubmitSm):
                code = REPLACE_FAILED if isinstance(one, pdus.ReplaceSm) else status.INVALID_COMMAND
                self._write(self._session.refuse_many([(one.sequence, code)]))

    async def _submitted_together(self, several: Sequence[SubmitSm], bound: Bound) -> None:
        """The same account submits at other processes."""
        try:
            allowed = await self._hub.allowed(bound, len(several))
        except DATABASE_FAULTS as fault:
            log.warning("smpp.database_away", error=str(fault))
            answers = [(one.sequence, status.SYSTEM_ERROR) for one in several]
            self._write(self._session.refuse_many(answers) if self.is_open else b"")
            return
        if self.is_open:
            self._submitted(several, bound, allowed)

    def _submitted(self, several: Sequence[SubmitSm], bound: Bound, allowed: int) -> None:
        """Read the first so many; what is right goes to the acceptor in one piece."""
        refused = [(one.sequence, status.THROTTLED) for one in several[allowed:]]
        whole: list[Alike] = []
        for alike in alike_of(several[:allowed]):
            found = self._read(alike[0])
            if isinstance(found, int):
                refused += [(one.sequence, found) for one in alike]
            elif _is_part(found):
                for one in alike:
                    self._answer_later(one, self._part(one, found, bound))
            else:
                whole.append((alike, found))
        if refused:
            self._write(self._session.refuse_many(refused))
        if whole:
            self._hub.spawn(self._accept(whole, bound))

    def _read(self, message: SubmitSm) -> UserText | int:
        """What it says, or the status to refuse it with."""
        try:
            orders.check(message)
        except Refused as fault:
            return fault.code
        return user_text(message)

    async def _accept(self, several: Sequence[Alike], bound: Bound) -> None:
        try:
            taken, refused = await self._accepted(several, bound)
        except Exception as fault:  # noqa: BLE001 - whatever it is: nothing was accepted, and told
            sequences = [message.sequence for alike, _ in several for message in alike]
            log.warning("smpp.not_accepted", count=len(sequences), error=repr(fault))
            taken, refused = [], [(one, status.SYSTEM_ERROR) for one in sequences]
        if self.is_open:
            self._write(self._session.accept_many(taken) + self._session.refuse_many(refused))

    async def _accepted(
        self, several: Sequence[Alike], bound: Bound
    ) -> tuple[list[tuple[int, bytes]], list[tuple[int, int]]]:
        """Ids of those that were, and why others were not, by their sequences."""
        territory = await self._hub.acceptor.territory(bound.account.tenant_id)
        refused: list[tuple[int, int]] = []
        asked: list[tuple[Sequence[int], Order]] = []
        for alike, content in several:
            asked += self._orders(alike, content, bound, territory, refused)
        taken: list[tuple[int, bytes]] = []
        alone: list[tuple[Sequence[int], Order]] = []
        for (sequences, order), told in await self._ask(asked):
            if isinstance(told, Ticket):
                names = [one.hex.encode() for one in told.message_ids]
                taken += zip(sequences, names, strict=True)
            elif len(sequences) > 1:  # perhaps it is about one of them
                people = zip(sequences, order.recipients, strict=True)
                alone += [([one], replace(order, recipients=[person])) for one, person in people]
            else:
                refused.append((sequences[0], _why(told)))
        for (sequences, _), told in await self._ask(alone):
            if isinstance(told, Ticket):
                taken.append((sequences[0], told.message_ids[0].hex.encode()))
            else:
                refused.append((sequences[0], _why(told)))
        return taken, refused

    async def _ask(
        self, asked: Sequence[tuple[Sequence[int], Order]]
    ) -> Sequence[tuple[tuple[Sequence[int], Order], Told]]:
        if not asked:
            return []
        told = await self._hub.acceptor.ask_all([Asking(order) for _, order in asked])
        return list(zip(asked, told, strict=True))

    def _orders(
        self,
        alike: Sequence[SubmitSm],
        content: UserText,
        bound: Bound,
        territory: str,
        refused: list[tuple[int, int]],
    ) -> list[tuple[Sequence[int], Order]]:
        """One order for messages that differ in their number alone, with their sequences; who
        cannot be reached goes to ``refused``.
        """
        numbers: list[str] = []
        sequences: list[int] = []
        for one in alike:
            try:
                number = orders.number_of(one.dest_addr_ton, one.destination_addr, territory)
            except Refused as fault:
                refused.append((one.sequence, fault.code))
            else:
                numbers.append(number)
                sequences.append(one.sequence)
        if not numbers:
            return []
        account, now = bound.account, self._hub.now()
        try:
            order = orders.order_of(
                alike[0], content, content.text, account, numbers=numbers, now=now
            )
        except Refused as fault:
            refused += [(one, fault.code) for one in sequences]
            return []
        return [(sequences, order)]

    def _order(
        self, message: SubmitSm | DataSm, content: UserText, bound: Bound, territory: str
    ) -> Order:
        number = orders.number_of(message.dest_addr_ton, message.destination_addr, territory)
        return orders.order_of(
            message, content, content.text, bound.account, numbers=[number], now=self._hub.now()
        )

    async def _part(self, message: SubmitSm, content: UserText, bound: Bound) -> Pdu:
        """Kept, answered; the last one takes the whole text along."""
        account, now = bound.account, self._hub.now()
        territory = await self._hub.acceptor.territory(account.tenant_id)
        number = orders.number_of(message.dest_addr_ton, message.destination_addr, territory)
        people = (message.source_addr.decode("latin-1"), number)
        own, whole = await self._hub.parts.keep(account, content, people, now)
        if whole:
            await self._whole(message, content, bound, whole, number)
        return pdus.SubmitSmResp(message.sequence, 0, own.hex.encode())

    async def _whole(
        self,
        message: SubmitSm,
        content: UserText,
        bound: Bound,
        whole: Sequence[Part],
        number: str,
    ) -> None:
        """All parts are there: one text, however often this is found.

        :raises Refusal: it was not accepted
        """
        account, ids = bound.account, [one.id.hex for one in whole]
        order = orders.order_of(
            message,
            content,
            joined(whole),
            account,
            numbers=[number],
            now=self._hub.now(),
            ids=ids,
        )
        claim = Claim(f"smpp:{account.id}", f"parts:{min(ids)}", min(ids).encode())
        try:
            await self._hub.acceptor.ask(Asking(order, claim=claim))
        finally:
            await self._hub.parts.drop(whole[0])

    async def _taken_alone(self, message: SubmitMulti | DataSm, bound: Bound) -> Pdu:
        if await self._hub.allowed(bound, 1) < 1:
            raise Refused(status.THROTTLED)
        orders.check(message)
        territory = await self._hub.acceptor.territory(bound.account.tenant_id)
        if isinstance(message, DataSm):
            order = self._order(message, user_text(message), bound, territory)
            told = await self._hub.acceptor.ask(Asking(order))
            return pdus.DataSmResp(message.sequence, 0, _name(told))
        return await self._multi(message, bound, territory)

    async def _multi(self, message: SubmitMulti, bound: Bound, territory: str) -> Pdu:
        """One text for several; who cannot be reached is named."""
        if not 1 <= len(message.dest_addresses) <= MOST_DESTINATIONS:
            raise Refused(status.INVALID_NUMBER_OF_DESTINATIONS)
        numbers: list[str] = []
        missed: list[pdus.Unsuccessful] = []
        for one in message.dest_addresses:
            place = (one.dest_addr_ton, one.dest_addr_npi, one.destination_addr)
            if one.dl_name is not None:  # nobody keeps lists here
                missed.append(pdus.Unsuccessful(*place, status.INVALID_LIST_NAME))
                continue
            try:
                numbers.append(orders.number_of(place[0], place[2], territory))
            except Refused as fault:
                missed.append(pdus.Unsuccessful(*place, fault.code))
        if not numbers:
            raise Refused(status.INVALID_DESTINATION)
        content = user_text(_as_single(message))
        name = self._hub.ids.new().hex
        order = orders.order_of(
            message,
            content,
            content.text,
            bound.account,
            numbers=numbers,
            now=self._hub.now(),
            ids=[name],
        )
        await self._hub.acceptor.ask(Asking(order))
        return pdus.SubmitMultiResp(message.sequence, 0, name.encode(), tuple(missed))

    # What is asked about messages

    async def _query(self, asked: pdus.QuerySm, bound: Bound) -> Pdu:
        message_id = _id(asked.message_id)
        found = await self._hub.state_of(bound.account.tenant_id, message_id)
        if found is None:
            raise Refused(status.INVALID_MESSAGE_ID)
        state, at = STATES[found[0]], found[1]
        final = absolute(at) if state.final else b""
        return pdus.QuerySmResp(asked.sequence, 0, asked.message_id, final, state, 0)

    async def _cancel(self, asked: pdus.CancelSm, bound: Bound) -> Pdu:
        if not asked.message_id:
            raise Refused(CANCEL_FAILED)
        if not await self._hub.cancel(bound.account.tenant_id, _id(asked.message_id)):
            raise Refused(CANCEL_FAILED)
        return pdus.CancelSmResp(asked.sequence)

    def _answer_later(self, asked: Pdu, answer: Awaitable[Pdu]) -> None:
        self._hub.spawn(self._answered(asked.sequence, answer))

    async def _answered(self, sequence: int, answer: Awaitable[Pdu]) -> None:
        try:
            response: Pdu | int = await answer
        except Refused as fault:
            response = fault.code
        except Refusal as refusal:
            response = orders.status_of(refusal)
        except DATABASE_FAULTS as fault:
            log.warning("smpp.not_answered", error=str(fault))
            response = status.SYSTEM_ERROR
        if not self.is_open:
            return
        if isinstance(response, int):
            self._write(self._session.refuse_many([(sequence, response)]))
        else:
            self._write(self._session.respond(response))

    # Receipts

    def _receipts_answered(self, answers: Sequence[Any]) -> None:
        done = [report for answer in answers if not answer.status for report in answer.token]
        refused = [
            RefusedReport(report, answer.status)
            for answer in answers
            if answer.status
            for report in answer.token
        ]
        if done:
            self._hub.told(done, [])
        if refused:
            self._hub.refused(refused)
        self._tell_room()

    def _tell_room(self) -> None:
        if self.bound is not None and self.room:
            self._hub.has_room(self.bound)

    # Time, and the end

    def _tick(self) -> None:
        now = self._loop.time()
        self._timer = self._loop.call_later(TICK, self._tick)
        if self._full_since is not None and now - self._full_since > SLOW_READER:
            log.warning("smpp.slow_reader", address=self.address)
            self.abort()
            return
        batch = self._session.expire(now)
        self._write(batch.out)
        lost = [report for reports in batch.lost for report in reports]
        if lost:
            self._hub.told([], lost)
        if any(isinstance(event, Ended) for event in batch.events) and not batch.out:
            self._close()

    def _write(self, octets: bytes) -> None:
        if octets and self._transport is not None and not self._transport.is_closing():
            self._transport.write(octets)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def alike_of(several: Iterable[SubmitSm]) -> list[list[SubmitSm]]:
    """Messages that differ in nothing but sequence and number together, in the order of the first
    of each.
    """
    found: dict[tuple[Any, ...], list[SubmitSm]] = {}
    for one in several:
        found.setdefault((one[2:6], one[9:]), []).append(one)
    return [
        alike[start : start + MOST_RECIPIENTS]
        for alike in found.values()
        for start in range(0, len(alike), MOST_RECIPIENTS)
    ]


def _why(told: Told) -> int:
    return orders.status_of(told) if isinstance(told, Refusal) else status.SYSTEM_ERROR


def _is_part(content: UserText) -> bool:
    return content.part is not None and content.part.total > 1 and not content.binary


def _id(written: bytes) -> UUID:
    try:
        return UUID(hex=written.decode("ascii"))
    except ValueError:
        raise Refused(status.INVALID_MESSAGE_ID) from None


def _name(told: Ticket | Answer) -> bytes:
    assert isinstance(told, Ticket)  # nothing was claimed
    return told.message_ids[0].hex.encode()


def _as_single(message: SubmitMulti) -> SubmitSm:
    """The same text to nobody."""
    return SubmitSm(
        esm_class=message.esm_class,
        data_coding=message.data_coding,
        short_message=message.short_message,
        tlvs=message.tlvs,
    )
