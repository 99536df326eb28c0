"""What a link takes from and tells to: keeps count of every parcel until something final is known
of it. One for each link; loop thread only.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Final
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.gateway.failures import Failure, Retry
from guichet.gateway.mass import repository
from guichet.gateway.mass.contract import (
    CarrierReceipt,
    LinkHealth,
    MobileOriginated,
    Parcel,
    PartSent,
    ReceiptState,
)
from guichet.gateway.mass.items import Held, Item
from guichet.gateway.mass.outcome_rows import Instant
from guichet.gateway.mass.reporting import Said
from guichet.gateway.mass.repository import Named
from guichet.gateway.mass.shelves import Shelves
from guichet.gateway.mass.states import MOST_CUTS
from guichet.gateway.mass.types import OutcomeKind
from guichet.gateway.mass.wishes import Wish
from guichet.gateway.mass.writing import Writer
from guichet.kit.clock import Clock
from guichet.kit.db.binary import id_field, json_field, text_field
from guichet.kit.db.copying import hexed
from guichet.kit.ids import IdMaker

MOST_KNOWN: Final = 200_000
"""Ids of carriers kept in memory; older ones are looked up."""
MOST_GIVEN_UP: Final = 10_000
"""Messages remembered whose answer may still come."""
MOST_ATTEMPTS: Final = 6
_FIRST_WAIT: Final = timedelta(seconds=2)
_LINK_ENDED: Final = timedelta(milliseconds=500)
"""The same for what the end of a link left without an answer: none can come any more."""
_LONGEST_WAIT: Final = timedelta(minutes=1)
HEARD_AS: Final[dict[ReceiptState, OutcomeKind]] = {
    "enroute": "enroute",
    "accepted": "enroute",
    "delivered": "delivered",
    "expired": "undelivered",
    "deleted": "undelivered",
    "undeliverable": "undelivered",
    "rejected": "undelivered",
    "unknown": "undelivered",
}

_new = tuple.__new__

TakeIn = Callable[[UUID, Sequence[MobileOriginated]], Awaitable[None]]
"""Keeps texts from telephones that came by a route; returns once they are committed."""


class KnownIds:
    """Which part a carrier's id names, for those of the last minutes."""

    def __init__(self, most: int = MOST_KNOWN) -> None:
        self._half = most // 2
        self._young: dict[tuple[str, str], Named] = {}
        self._old: dict[tuple[str, str], Named] = {}

    def learn(self, route: str, peer_id: str, named: Named) -> None:
        """An id used again names the newer part."""
        if len(self._young) >= self._half:
            self._young, self._old = {}, self._young
        self._young[route, peer_id] = named

    def get(self, route: str, peer_id: str) -> Named | None:
        """The part, if it is known here."""
        key = (route, peer_id)
        return self._young.get(key) or self._old.get(key)


@dataclass(frozen=True, slots=True)
class Store:
    """What all depots of a process share."""

    across: AcrossTenants
    clock: Clock
    shelves: Shelves
    writer: Writer
    known: KnownIds
    take_in: TakeIn
    holder: UUID = field(init=False)
    """This process, as one of those that carry; younger ones have greater ids."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "holder", IdMaker(self.clock).new())


class RouteDepot:
    """The depot of one link of one route."""

    def __init__(self, store: Store, route_id: UUID) -> None:
        self._store = store
        self._route_id = route_id
        self._route = hexed(route_id)
        self._route_field = id_field(route_id)
        self._shelf = store.shelves.of(route_id)
        self._out: dict[int, Item] = {}
        """By the number of the parcel's id: ids themselves are slow to look up."""
        self._given_up: OrderedDict[int, Item] = OrderedDict()
        """Whose answers may still come."""
        self.now_known: LinkHealth | None = None
        self.rode: set[Held] = set()
        """Chunks something was taken of since somebody emptied it."""

    @property
    def outstanding(self) -> int:
        """Messages its link holds."""
        return len(self._out)

    def take(self, limit: int) -> Sequence[Parcel]:
        """See ``contract.Depot``."""
        if self._store.writer.full:
            return ()
        taken: list[Parcel] = []
        now = self._store.clock.now()
        for item in self._shelf.take(limit):
            parcel = item.parcel
            if item.answered:
                self._settle(item)
                continue
            if parcel.expires_at is not None and parcel.expires_at <= now:
                self._settle_whole(item, "expired")
                continue
            self._out[parcel.id.int] = item
            self.rode.add(item.held)
            taken.append(parcel)
        return taken

    async def wait(self) -> None:
        """See ``contract.Depot``."""
        await self._shelf.wait()

    def sent(self, several: Sequence[PartSent]) -> None:
        """See ``contract.Depot``."""
        writer, route, field_of_it = self._store.writer, self._route, self._route_field
        learn, handed, out = self._store.known.learn, writer.handed, self._out
        at = writer.instant()
        rows: list[bytes] = []
        taken: list[Held] = []
        ended: list[tuple[Item, Failure | None]] = []
        for told in several:
            parcel, part, parts, peer_id, failure, _ = told
            item = out.get(parcel.int)
            if item is None:
                rows += self._late(told, at)
                continue
            wish = item.wish
            if peer_id is None:
                rows.append(self._row(item, told, at))
                item.silent = item.silent or failure is None
            else:
                learn(route, peer_id, _new(Named, (item.key, part, parts, wish)))
                rows.append(handed(item.key, at, part, parts, route=field_of_it, peer_id=peer_id))
                item.parts_taken += 1
            if wish is not None and (peer_id is None or wish.eager):
                self._tell(item, wish, told, at)
            if parts == 1 and peer_id is not None and not item.refusals:
                del out[parcel.int]
                taken.append(item.held)
                continue
            item.parts_told += 1
            if item.parts_told >= parts:
                del out[parcel.int]
                ended.append((item, failure))
        writer.add(rows)
        for held, several_of_it in groupby(taken):
            count = sum(1 for _ in several_of_it)
            held.taken += count
            settle(writer, held, count)
        for item, failure in ended:
            self._ended(item, failure)

    def give_back(self, several: Sequence[UUID], after: timedelta | None = None) -> None:
        """See ``contract.Depot``."""
        items = [item for one in several if (item := self._out.pop(one.int, None)) is not None]
        for item in reversed(items):
            if after is None:
                self._store.shelves.place(item, first=True)
            elif not self._store.shelves.next_way(item):
                self._store.shelves.place_after(item, after)

    def pass_on(self, several: Collection[UUID]) -> Collection[UUID]:
        """See ``contract.Depot``."""
        shelves = self._store.shelves
        items = [item for one in several if (item := self._out.get(one.int)) is not None]
        gone = [item for item in reversed(items) if shelves.free_way(item)]  # first comes first
        for item in gone:
            del self._out[item.parcel.id.int]
        return {item.parcel.id for item in gone}

    async def receipts(self, several: Sequence[CarrierReceipt]) -> None:
        """See ``contract.Depot``."""
        get, route, field_of_it = self._store.known.get, self._route, self._route_field
        parts = [get(route, one.peer_id) for one in several]
        if None in parts:
            several = [_keepable(one) for one in several]
            missing = [one.peer_id for one, part in zip(several, parts, strict=True) if not part]
            async with self._store.across() as session:
                found = await repository.named(session, self._route_id, missing)
            parts = [
                part or found.get(one.peer_id) for one, part in zip(several, parts, strict=True)
            ]
        writer, at = self._store.writer, self._store.writer.instant()
        rows: list[bytes] = []
        told: list[Said] = []
        unknown: list[CarrierReceipt] = []
        for one, part in zip(several, parts, strict=True):
            if part is None:
                unknown.append(one)
                continue
            rows.append(receipt_row(writer, field_of_it, one, part, at))
            if part.wish is not None:
                told.append(receipt_said(one, part, part.wish, at.text))
        writer.add(rows)
        if told:
            writer.tell(told)
        if unknown:
            writer.park(self._route_id, unknown)
        await writer.written()

    async def inbound(self, several: Sequence[MobileOriginated]) -> None:
        """See ``contract.Depot``."""
        await self._store.take_in(self._route_id, several)

    def health(self, health: LinkHealth) -> None:
        """See ``contract.Depot``."""
        self.now_known = health

    def closed(self) -> None:
        """The link ended: what it left untold may have been handed over."""
        at, writer = self._store.writer.instant(), self._store.writer
        left, self._out = list(self._out.values()), {}
        for item in left:
            row = writer.row(item.key, at, "cut", part=1, parts=1, route=self._route_field)
            writer.add((row,))
            if item.wish is not None:
                writer.report(writer.reports(item.wish, item.key, "cut", at))
            item.silent = True
            self._ended(item, None)
        for item in self._given_up.values():
            self._store.shelves.hasten(item, _LINK_ENDED * item.cuts)
        self._given_up.clear()

    def _late(self, told: PartSent, at: Instant) -> Sequence[bytes]:
        """An answer that was given up: the message need not go again, if it still waits to."""
        item = self._given_up.get(told.parcel.int)
        if item is None or told.peer_id is None:
            return ()  # told twice
        item.answered = True
        if item.wish is not None:
            self._tell(item, item.wish, told, at)
        return (self._row(item, told, at),)

    def _row(self, item: Item, told: PartSent, at: Instant) -> bytes:
        writer, route = self._store.writer, self._route_field
        _, part, parts, peer_id, failure, _ = told
        if peer_id is not None:
            self._store.known.learn(self._route, peer_id, Named(item.key, part, parts, item.wish))
            return writer.handed(item.key, at, part, parts, route=route, peer_id=peer_id)
        if failure is None:
            return writer.row(item.key, at, "cut", part=part, parts=parts, route=route)
        return writer.row(
            item.key,
            at,
            "refused",
            part=part,
            parts=parts,
            route=route,
            code=failure.peer_code,
            detail={"failure": failure.code, "words": failure.peer_words or ""},
        )

    def _tell(self, item: Item, wish: Wish, told: PartSent, at: Instant) -> None:
        """A refusal is told once no other attempt follows."""
        if told.failure is not None:
            item.refusals = (*item.refusals, told)
            return
        writer = self._store.writer
        kind: OutcomeKind = "handed" if told.peer_id is not None else "cut"
        reports = writer.reports(wish, item.key, kind, at, part=told.part, parts=told.parts)
        writer.report(reports)

    def _tell_refusals(self, item: Item, wish: Wish) -> None:
        writer, at = self._store.writer, self._store.writer.instant()
        for told in item.refusals:
            failure = told.failure
            error = None if failure is None else failure.peer_code or failure.code
            reports = writer.reports(
                wish,
                item.key,
                "refused",
                at,
                part=told.part,
                parts=told.parts,
                error=error,
            )
            writer.report(reports)

    def _ended(self, item: Item, failure: Failure | None) -> None:
        """All parts were told: settled, unless no part was taken and another attempt may help."""
        item.parts_told, taken, item.parts_taken = 0, item.parts_taken, 0
        silent, item.silent = item.silent, False
        if silent and not taken:
            return self._ask_again(item)
        if taken:
            item.held.taken += 1
        if failure is None or taken or failure.retry is Retry.NEVER:
            return self._settle(item)
        item.attempts += 1
        if item.attempts >= MOST_ATTEMPTS:
            return self._settle(item)
        elsewhere = failure.retry is Retry.OTHER_ROUTE
        if elsewhere and len(item.routes) == 1:
            return self._settle(item)
        item.refusals = ()
        if elsewhere:
            item.routes = item.routes[1:]
            return self._store.shelves.place(item, first=True)
        wait = max(failure.after or timedelta(), _backoff(item.attempts))
        return self._store.shelves.place_after(item, wait)

    def _ask_again(self, item: Item) -> None:
        """Nobody knows whether it arrived: it goes once more, is marked, and may arrive twice."""
        item.cuts += 1
        if item.cuts >= MOST_CUTS:
            return self._settle(item)
        writer = self._store.writer
        writer.add((writer.row(item.key, writer.instant(), "again", code="no_answer"),))
        self._given_up[item.parcel.id.int] = item
        if len(self._given_up) > MOST_GIVEN_UP:
            self._given_up.popitem(last=False)
        return self._store.shelves.place_after(item, _backoff(item.cuts))

    def _settle_whole(self, item: Item, kind: OutcomeKind) -> None:
        writer, at = self._store.writer, self._store.writer.instant()
        writer.add((writer.row(item.key, at, kind),))
        if item.wish is not None:
            writer.report(writer.reports(item.wish, item.key, kind, at))
        self._settle(item)

    def _settle(self, item: Item) -> None:
        if item.wish is not None and item.refusals:
            self._tell_refusals(item, item.wish)
        settle(self._store.writer, item.held)


def settle(writer: Writer, held: Held, count: int = 1) -> None:
    """Something final of ``count`` of its messages was added to the writer: the last closes a
    chunk.
    """
    held.pending -= count
    if held.pending or held.lost:
        return
    if held.again_at is None:
        writer.close(held.hold())
    else:
        writer.later(held.hold(), held.again_at)


def receipt_row(
    writer: Writer, route: bytes, receipt: CarrierReceipt, named: Named, at: Instant
) -> bytes:
    """What a receipt of a route (as ``id_field`` writes it) says, as a row."""
    peer_id, state, told_at, error = receipt
    kind, said = _said(state, told_at, error)
    return writer.heard(named, at, kind, route=route, peer_id=peer_id, said=said)


def _keepable(receipt: CarrierReceipt) -> CarrierReceipt:
    """Without the octet no database keeps in a text."""
    peer_id, _, _, error = receipt
    if "\0" not in peer_id and (error is None or "\0" not in error):
        return receipt
    return receipt._replace(
        peer_id=peer_id.replace("\0", ""), error=error and error.replace("\0", "")
    )


@lru_cache(1_024)
def _said(state: ReceiptState, at: datetime | None, error: str | None) -> tuple[OutcomeKind, bytes]:
    """What it is called, and how the row ends: the same in many receipts of a moment."""
    detail = {"state": state} if at is None else {"state": state, "at": at.isoformat()}
    return HEARD_AS[state], text_field(error) + json_field(detail)


def receipt_said(receipt: CarrierReceipt, named: Named, wish: Wish, at: str) -> Said:
    """What a receipt says, for who wants to be told."""
    _, state, told_at, error = receipt
    key, part, parts, _ = named
    instant = at if told_at is None else told_at.isoformat()
    return Said(wish, key, HEARD_AS[state], instant, part, parts, error)


def _backoff(attempts: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << (attempts - 1)), _LONGEST_WAIT)
