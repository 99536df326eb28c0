"""Accepted means committed: orders that come together, also of several tenants, are checked,
priced, reserved and written together, and each is answered after the commit.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.api_keys import service as api_keys
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import checking, repository, wordings
from guichet.gateway.mass.answers import body_of
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.counting import Count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.laying import Lot, chunk_line, chunk_row, lot_of, message_line
from guichet.gateway.mass.settling import hold_of
from guichet.gateway.mass.terms import KnownTerms, Terms
from guichet.gateway.mass.types import MOST_RECIPIENTS, Order, Ticket
from guichet.kit.cipher import Cipher
from guichet.kit.clock import Clock
from guichet.kit.db.copying import NULL, as_json, hexed
from guichet.kit.errors import Conflict, Forbidden, Invalid, NotSignedIn, Refusal, Unavailable
from guichet.kit.grouping import Grouping
from guichet.kit.idempotency.service import AllKeyed
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.work import SYSTEM, Work
from guichet.usage import service as usage
from guichet.usage.types import Order as Reservation

MOST_TOGETHER: Final = 500
"""Orders in one transaction: it stays far below its limits."""
SMALL: Final = 20
"""Recipients of an order that goes with many others."""
MOST_LARGE: Final = 20
"""Larger orders in one transaction."""
MOST_BATCHES: Final = 16
"""Batches of connections in one transaction, of some hundred orders each."""
ACCEPTED: Final = 202


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
        self._together = Grouping[bool, Asking, Told](self._write, MOST_TOGETHER)
        self._large = Grouping[bool, Asking, Told](self._write, MOST_LARGE)
        self._batches = Grouping[bool, Sequence[Asking], Sequence[Told | None]](
            self._write_batches, MOST_BATCHES
        )

    async def accept(self, order: Order) -> Ticket:
        """Commit ``order``. Not to be repeated: the same order again is another order.

        :raises Invalid: a text, sender or number that cannot be sent, naming it
        :raises Conflict: ``not_enough`` and others: see ``usage.service.reserve``
        :raises Forbidden: ``sending_stopped``, ``tenant_suspended``
        :raises sqlalchemy.exc.DBAPIError: nothing was accepted
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
            told = (await self._write(True, [asked]))[0]
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
            told = await self._write(True, several)
        return [Unavailable() if one is None else one for one in told]

    async def _write_batches(
        self, _key: bool, batches: Sequence[Sequence[Asking]]
    ) -> Sequence[Sequence[Told | None]]:
        told = iter(await self._write(True, [one for batch in batches for one in batch]))
        return [[next(told) for _ in batch] for batch in batches]

    async def territory(self, tenant_id: TenantId) -> str:
        """Where the tenant's people write numbers as one does at home."""
        known = self._terms.lately(tenant_id, self._clock.now())
        if known is not None:
            return known.territory
        async with self._across() as session:
            return (await self._terms.of(session, tenant_id, self._clock.now())).territory

    async def _write(self, _key: bool, asked: Sequence[Asking]) -> Sequence[Told | None]:
        """Answer each of a group once all is committed; none: it has to come by itself."""
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


@dataclass(frozen=True, slots=True)
class _Measured:
    """An order that may be sent."""

    place: int
    """In the group."""
    order: Order
    count: Count
    lot: Lot


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
    chunks: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

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
                    measured = self._measured(place, one.order)
                except Invalid as refusal:
                    self.told[place] = refusal
                else:
                    self.measured[measured.lot].append(measured)

    def _measured(self, place: int, order: Order) -> _Measured:
        terms = self.terms[order.tenant_id]
        at = max(order.due_at or self.now, self.now)
        ending = Ending(order.wording, at)
        count = checking.counted(order.wording, order.recipients, terms.tariff, ending)
        against = terms.objections(order.wording, count.addresses, at)
        if faults := checking.faults(count.unserved, against):
            raise Invalid(None, faults)
        currency = terms.tariff.currency if terms.tariff else None
        return _Measured(place, order, count, lot_of(order, terms.wishes, currency, self.now))

    async def lay(self) -> None:
        """Put into chunks, each with its price reserved. Tenants in order: whoever waits for
        another transaction waits in line.
        """
        for lot in sorted(self.measured, key=lambda one: one.tenant_id):
            for together in _bounded(self.measured[lot]):
                await self._lay_chunk(lot, together)

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
        asked = Reservation(
            hold_of(chunk_id),
            sum(one.count.total for one in together),
            sum(len(one.order.recipients) for one in together),
            lot.currency or "",
            self.terms[lot.tenant_id].today(self.now),
        )
        work = Work(self.session, lot.tenant_id, self.clock, self.ids, SYSTEM)
        try:
            await usage.reserve(work, asked)
        except (Conflict, Forbidden) as refusal:
            return refusal
        return None

    def _write_down(self, lot: Lot, chunk_id: UUID, together: Sequence[_Measured]) -> None:
        wording = together[0].order.wording
        alike = all(one.order.wording == wording for one in together)
        count = sum(len(one.order.recipients) for one in together)
        row = chunk_row(lot, chunk_id, count, wording if alike else None, self.now)
        self.chunks.append(chunk_line(lot.tenant_id, row))
        tenant, chunk, new = hexed(lot.tenant_id), hexed(chunk_id), self.ids.new
        for one in together:
            own = NULL if alike else as_json(wordings.stored(one.order.wording))
            made = [one.order.named or new() for _ in one.order.recipients]
            self.messages += [
                message_line(tenant, chunk, message_id, person, micros=micros, wording=own)
                for message_id, person, micros in zip(
                    made, one.order.recipients, one.count.micros, strict=True
                )
            ]
            self.told[one.place] = Ticket(chunk_id, made, self.now)

    async def write(self) -> None:
        """Write chunks and messages."""
        if self.chunks:
            await repository.copy_in(self.session, self.chunks, self.messages)

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
