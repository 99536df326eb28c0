"""Accepted means committed: orders that come together, also of several tenants, are checked,
priced, reserved and written together, and each is answered after the commit.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.api_keys import service as api_keys
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import checking, repository, wordings
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.counting import Count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.laying import (
    Line,
    Lot,
    chunk_line,
    chunk_row,
    lot_of,
    message_columns,
    message_rows,
)
from guichet.gateway.mass.settling import hold_of
from guichet.gateway.mass.terms import KnownTerms, Terms
from guichet.gateway.mass.types import MOST_RECIPIENTS, Order, ReportTo, Ticket, Wording
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock
from guichet.kit.db.faults import ENDED_BY_IT, connection_lost
from guichet.kit.db.pipeline import in_one_go
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotSignedIn, Refusal, Unavailable
from guichet.kit.grouping import Grouping
from guichet.kit.idempotency.service import AllKeyed
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.policies.verdicts import Counsel
from guichet.protocols.gsm7.segments import Segments
from guichet.usage import service as usage
from guichet.usage.types import Order as Reservation

MOST_TOGETHER: Final = 500
"""Orders in one transaction: it stays far below its limits."""
SMALL: Final = 20
"""Recipients of an order that goes with many others."""
MOST_LARGE: Final = 20
"""Larger orders in one transaction."""
FEW: Final = 150
"""Recipients of a group up to which one statement with arrays costs less than what COPY needs."""
MOST_BATCHES: Final = 16
"""Batches of connections in one transaction, of some hundred orders each."""
ACCEPTED: Final = 202


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """An order, and what comes with it."""

    order: Order
    key: UUID | None = None
    """The API key that asks: it has to be good when the order is committed."""
    claim: Claim | None = None
    """The request's own key: whoever comes with it again gets the same answer."""


Told = Ticket | Answer | Refusal
"""Accepted; answered so before; not to be had."""
Tell = Callable[[Told | None], None]
"""Hears what came of an order; none: nothing, it has to come by itself. Must not raise."""
_Rest = tuple[datetime | None, tuple[ReportTo, ...], UUID | None]
"""What decides of the lot besides tenant, wording and instant."""


_line = tuple.__new__


class _Slowly(Exception):
    """Something speaks against one of a group: each has to be looked at."""


class Acceptor:
    """Takes orders in. One for a process."""

    def __init__(
        self, across: AcrossTenants, clock: Clock, ids: IdMaker, cipher: Cipher | None = None
    ) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._cipher = cipher
        self._terms = KnownTerms()
        self._together = Grouping[bool, Asking, Told](self._write_once, MOST_TOGETHER)
        self._large = Grouping[bool, Asking, Told](self._write_once, MOST_LARGE)
        self._batches = Grouping[bool, Sequence[Asking], Sequence[Told | None]](
            self._write_batches, MOST_BATCHES
        )
        self._soon: deque[tuple[Asking, Tell]] = deque()
        self._writes_soon = False

    async def accept(self, order: Order) -> Ticket:
        """Commit ``order``. Not to be repeated: the same order again is another order.

        :raises Invalid: a text, sender or number that cannot be sent, naming it
        :raises Conflict: ``not_enough`` and others: see ``usage.service.reserve``
        :raises Forbidden: ``sending_stopped``, ``tenant_suspended``
        :raises sqlalchemy.exc.DBAPIError: nothing was accepted
        :raises Unavailable: nobody knows whether it was
        """
        told = await self.ask(Asking(order))
        assert isinstance(told, Ticket)  # nothing was claimed
        return told

    async def ask(self, asked: Asking) -> Ticket | Answer:
        """Commit an order with its claim; a repeat of a claim gets the answer of the first.

        :raises NotSignedIn: ``api_key_revoked``
        :raises Conflict: also ``idempotency_key_reused``, ``idempotency_key_busy``
        """
        small = len(asked.order.recipients) <= SMALL
        told = await (self._together if small else self._large).ask(True, asked)
        if told is None:
            told = (await self._write_once(True, [asked]))[0]
        if told is None:
            raise Unavailable
        if isinstance(told, Refusal):
            raise told
        return told

    async def ask_all(self, several: Sequence[Asking]) -> Sequence[Told]:
        """Commit many orders of one connection, each for itself; what is refused is told by its
        refusal, in its place.

        :raises sqlalchemy.exc.DBAPIError: nothing was accepted
        """
        told = await self._batches.ask(True, several)
        if told is None:
            told = await self._write_once(True, several)
        return [Unavailable() if one is None else one for one in told]

    def ask_soon(self, asked: Asking, tell: Tell) -> None:
        """Commit an order together with all others that are asked for meanwhile, without a task for
        each; ``tell`` is called once with what came of it. Whoever asks sees to it that
        ``write_soon`` runs.
        """
        self._soon.append((asked, tell))

    def write_soon(self) -> Coroutine[Any, Any, None] | None:
        """What writes the orders of ``ask_soon``, until none is left; none: it runs already."""
        if self._writes_soon or not self._soon:
            return None
        self._writes_soon = True
        return self._write_all_soon()

    async def _write_all_soon(self) -> None:
        try:
            while self._soon:
                await asyncio.sleep(0)  # what arrives in this turn of the loop goes along
                group = [self._soon.popleft() for _ in range(min(len(self._soon), MOST_TOGETHER))]
                for (_, tell), told in zip(group, await self._told_of(group), strict=True):
                    tell(told)
        finally:
            self._writes_soon = False
            left, self._soon = self._soon, deque()
            for _, tell in left:
                tell(None)

    async def _told_of(self, group: Sequence[tuple[Asking, Tell]]) -> Sequence[Told | None]:
        try:
            return await self._write(True, [asked for asked, _ in group])
        except Exception as fault:  # whatever it is, it is logged and each has its answer
            log.warning("accepting.group_not_written", size=len(group), exc_info=True)
            told = Unavailable() if connection_lost(fault) else None  # perhaps it was committed
            return [told] * len(group)

    async def _write_batches(
        self, _key: bool, batches: Sequence[Sequence[Asking]]
    ) -> Sequence[Sequence[Told | None]]:
        told = iter(await self._write_once(True, [one for batch in batches for one in batch]))
        return [[next(told) for _ in batch] for batch in batches]

    async def _write_once(self, key: bool, asked: Sequence[Asking]) -> Sequence[Told | None]:
        """The same as ``_write``. Where the connection was lost under it nobody knows whether that
        was committed: only who has a claim may try again.
        """
        try:
            return await self._write(key, asked)
        except ENDED_BY_IT as fault:
            if not connection_lost(fault):
                raise
            log.warning("accepting.group_unknown", size=len(asked), error=str(fault))
            return [None if one.claim is not None else Unavailable() for one in asked]

    def known_territory(self, tenant_id: TenantId) -> str | None:
        """The same as ``territory``, if it need not be looked up."""
        known = self._terms.lately(tenant_id, self._clock.now())
        return None if known is None else known.territory

    async def territory(self, tenant_id: TenantId) -> str:
        """Where the tenant's people write numbers as one does at home."""
        known = self._terms.lately(tenant_id, self._clock.now())
        if known is not None:
            return known.territory
        async with self._across() as session:
            return (await self._terms.of(session, tenant_id, self._clock.now())).territory

    async def _write(self, _key: bool, asked: Sequence[Asking]) -> Sequence[Told | None]:
        """Answer each of a group once all is committed; none: it has to come by itself."""
        small = sum(len(one.order.recipients) for one in asked) <= FEW
        if small and all(one.claim is None for one in asked):
            with suppress(_Slowly):
                return await self._write_at_once(asked)
        return await self._write_slowly(asked)

    async def _write_at_once(self, asked: Sequence[Asking]) -> Sequence[Told | None]:
        """All that has to be written and asked in one go.

        :raises _Slowly: something speaks against one of them; nothing was written
        """
        async with self._across() as session:
            group = _Group(session, self._clock, self._clock.now(), self._ids, asked)
            await group.know(self._terms)
            group.measure()
            await group.lay_at_once()
        BELL.ring()
        return group.told

    async def _write_slowly(self, asked: Sequence[Asking]) -> Sequence[Told | None]:
        async with self._across() as session:
            group = _Group(session, self._clock, self._clock.now(), self._ids, asked)
            await group.know(self._terms)
            await group.refuse_bad_keys()
            keyed = AllKeyed(session, self._cipher) if self._cipher is not None else None
            if keyed is not None:
                await group.answer_repeats(keyed)
            group.measure()
            await group.lay()
            await group.write()
            if keyed is not None:
                await group.keep_answers(keyed)
        BELL.ring()
        return group.told


class _Measured(NamedTuple):
    """An order that may be sent."""

    place: int
    """In the group."""
    order: Order
    counted: Count


@dataclass(slots=True)
class _Alike:
    """What orders of one wording for one instant have in common: worked out once."""

    wording: Wording
    """Kept, so that nothing else is at its place in memory."""
    ending: Ending
    counsel: Counsel
    known: dict[str, Segments] = field(default_factory=dict)
    """Texts that were counted."""
    lots: dict[_Rest, list[_Measured]] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    """Orders in one transaction under the system role."""

    session: AsyncSession
    clock: Clock
    now: datetime
    ids: IdMaker
    asked: Sequence[Asking]
    told: list[Told | None] = field(default_factory=list)
    apart: set[int] = field(default_factory=set)
    """Places of those that have to come by themselves."""
    terms: dict[TenantId, Terms] = field(default_factory=dict)
    measured: dict[Lot, list[_Measured]] = field(default_factory=lambda: defaultdict(list))
    alike: dict[tuple[int, int, datetime | None], _Alike] = field(default_factory=dict)
    """By tenant, wording and when it is due: objects are told apart, equal ones may be twice."""
    chunks: list[tuple[TenantId, Mapping[str, object]]] = field(default_factory=list)
    messages: list[Line] = field(default_factory=list)

    async def know(self, known: KnownTerms) -> None:
        """What the tenants' orders are measured by."""
        self.told = [None] * len(self.asked)
        for tenant in {one.order.tenant_id for one in self.asked}:
            self.terms[tenant] = await known.of(self.session, tenant, self.now)
        for place, one in enumerate(self.asked):
            if self.terms[one.order.tenant_id].suspended:
                self.told[place] = Forbidden("tenant_suspended")

    async def refuse_bad_keys(self) -> None:
        """A key that was revoked a moment ago opens nothing."""
        keys = {one.key for one in self.asked if one.key is not None}
        if not keys:
            return
        living = await api_keys.living(self.session, keys, self.now)
        for place, one in enumerate(self.asked):
            if one.key is not None and one.key not in living:
                self.told[place] = NotSignedIn("api_key_revoked")

    async def answer_repeats(self, keyed: AllKeyed) -> None:
        """Claims that were answered before; of two alike here the second comes by itself."""
        claims: dict[tuple[TenantId, str, str], int] = {}
        for place, one in enumerate(self.asked):
            if one.claim is None or self.told[place] is not None:
                continue
            name = (one.order.tenant_id, one.claim.caller, one.claim.key)
            if claims.setdefault(name, place) != place:
                self.apart.add(place)
        wanted = [(place, self._claim(place)) for place in claims.values()]
        earlier = await keyed.earlier([claim for _, claim in wanted])
        for place, claim in wanted:
            self.told[place] = earlier.get(claim)

    def _claim(self, place: int) -> tuple[TenantId, Claim]:
        one = self.asked[place]
        assert one.claim is not None  # asked for those that have one
        return one.order.tenant_id, one.claim

    def measure(self) -> None:
        """Count and price; what may not be sent is refused."""
        for place, one in enumerate(self.asked):
            if self.told[place] is None and place not in self.apart:
                try:
                    self._measure(place, one.order)
                except Invalid as refusal:
                    self.told[place] = refusal

    def _measure(self, place: int, order: Order) -> None:
        terms, alike = self.terms[order.tenant_id], self._alike(order)
        count = checking.counted(
            order.wording, order.recipients, terms.tariff, alike.ending, alike.known
        )
        against = terms.objections(alike.counsel, count.addresses)
        if faults := checking.faults(count.unserved, against):
            raise Invalid(None, faults)
        rest: _Rest = (order.expires_at, order.report_to, order.campaign_id)
        together = alike.lots.get(rest)
        if together is None:
            currency = terms.tariff.currency if terms.tariff else None
            lot = lot_of(order, terms.wishes, currency, self.now)
            together = alike.lots[rest] = self.measured[lot]
        together.append(_Measured(place, order, count))

    def _alike(self, order: Order) -> _Alike:
        wording, due = order.wording, order.due_at
        key = (order.tenant_id.int, id(wording), due)
        found = self.alike.get(key)
        if found is None:
            at = max(due or self.now, self.now)
            counsel = self.terms[order.tenant_id].counsel(wording, at)
            found = self.alike[key] = _Alike(wording, Ending(wording, at), counsel)
        return found

    async def lay(self) -> None:
        """Put into chunks, each with its price reserved. Tenants in order: whoever waits for
        another transaction waits in line.
        """
        for lot in sorted(self.measured, key=lambda one: one.tenant_id):
            for together in _bounded(self.measured[lot]):
                await self._lay_chunk(lot, together)

    async def lay_at_once(self) -> None:
        """The same, keys asked about and all of it written, in one go.

        :raises _Slowly: something speaks against one of them: roll back
        """
        keys = {one.key for one in self.asked if one.key is not None}
        reserving: list[usage.Reserving] = []
        async with in_one_go(self.session):
            living = await api_keys.ask_living(self.session, keys, self.now) if keys else None
            for lot in sorted(self.measured, key=lambda one: one.tenant_id):
                for together in _bounded(self.measured[lot]):
                    chunk_id = self.ids.new()
                    if lot.currency is not None:
                        work, order = self._reservation(lot, chunk_id, together)
                        reserving.append(await usage.ask_reserve(work, order))
                    self._write_down(lot, chunk_id, together)
            if self.chunks:
                columns = message_columns(self.messages)
                await repository.lay_in(self.session, self.chunks, columns)
        if living is not None and not keys <= await living.living():
            raise _Slowly
        for one in reserving:
            if await one.held() is None:
                raise _Slowly

    async def _lay_chunk(self, lot: Lot, together: Sequence[_Measured]) -> None:
        chunk_id = self.ids.new()
        if lot.currency is not None:
            refusal = await self._reserve(lot, chunk_id, together)
            if refusal is not None and len(together) > 1:
                for one in together:
                    await self._lay_chunk(lot, [one])
                return
            if refusal is not None:
                self.told[together[0].place] = refusal
                return
        self._write_down(lot, chunk_id, together)

    async def _reserve(
        self, lot: Lot, chunk_id: UUID, together: Sequence[_Measured]
    ) -> Refusal | None:
        work, asked = self._reservation(lot, chunk_id, together)
        try:
            await usage.reserve(work, asked)
        except (Conflict, Forbidden) as refusal:
            return refusal
        return None

    def _reservation(
        self, lot: Lot, chunk_id: UUID, together: Sequence[_Measured]
    ) -> tuple[Work, Reservation]:
        asked = Reservation(
            hold_of(chunk_id),
            sum(one.counted.total for one in together),
            sum(len(one.order.recipients) for one in together),
            lot.currency or "",
            self.terms[lot.tenant_id].today(self.now),
        )
        return Work(self.session, lot.tenant_id, self.clock, self.ids, SYSTEM), asked

    def _write_down(self, lot: Lot, chunk_id: UUID, together: Sequence[_Measured]) -> None:
        wording = together[0].order.wording
        alike = all(
            one.order.wording is wording or one.order.wording == wording for one in together
        )
        count = sum(len(one.order.recipients) for one in together)
        row = chunk_row(lot, chunk_id, count, wording if alike else None, self.now)
        self.chunks.append((lot.tenant_id, row))
        ids, tenant = iter(self.ids.many(count)), lot.tenant_id
        for one in together:
            people = one.order.recipients
            own = None if alike else wordings.stored(one.order.wording)
            made = list(islice(ids, len(people)))
            if one.order.named is not None:
                made = [one.order.named] * len(made)
            self.messages += [
                _line(Line, (tenant, message_id, chunk_id, person, micros, own))
                for message_id, person, micros in zip(made, people, one.counted.micros, strict=True)
            ]
            self.told[one.place] = Ticket(chunk_id, made, self.now)

    async def write(self) -> None:
        """Write chunks and messages."""
        if self.chunks:
            chunks = [chunk_line(*one) for one in self.chunks]
            await repository.copy_in(self.session, chunks, message_rows(self.messages))

    async def keep_answers(self, keyed: AllKeyed) -> None:
        """What is about to be answered is what every repeat gets."""
        answers = [
            (one.order.tenant_id, one.claim, Answer(ACCEPTED, body_of(ticket, one.order)))
            for one, ticket in zip(self.asked, self.told, strict=True)
            if one.claim is not None and isinstance(ticket, Ticket)
        ]
        await keyed.keep(answers, self.now)


def _bounded(several: Sequence[_Measured]) -> list[list[_Measured]]:
    """The orders of a lot, in chunks that are not too large."""
    chunks: list[list[_Measured]] = []
    size = MOST_RECIPIENTS
    for one in several:
        size += len(one.order.recipients)
        if size > MOST_RECIPIENTS:
            chunks.append([])
            size = len(one.order.recipients)
        chunks[-1].append(one)
    return chunks
