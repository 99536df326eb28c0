"""Leases chunks and puts their messages on the shelves: as many as links can use soon, and no more,
so that a million waiting cost no memory and urgent ones overtake.

How far a chunk may have been handed over is written before it is: after a fall only those messages
may arrive twice, and each is marked.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import reporting, repository, wordings
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.contract import Parcel
from guichet.gateway.mass.depot import Store, receipt_row, receipt_said, settle
from guichet.gateway.mass.endings import Ending, Endings
from guichet.gateway.mass.items import Held, Item
from guichet.gateway.mass.recall import Recall, halted_stay
from guichet.gateway.mass.repository import LeasedChunk, StoredMessage
from guichet.gateway.mass.shelves import LANES
from guichet.gateway.mass.states import FINAL, MOST_CUTS, state_of
from guichet.gateway.mass.stays import Stay
from guichet.gateway.mass.types import Choice, Halt, Happening, Wording
from guichet.gateway.mass.upkeep import PARKED_FOR
from guichet.kit.db.binary import id_field
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.db.pipeline import Answer, in_one_go
from guichet.kit.ids import TenantId

TERM: Final = timedelta(seconds=20)
"""A lease not renewed for so long has run out."""
AHEAD: Final = 6_000
"""Messages of a lane that lie ready at most, before another chunk is leased."""
STEP: Final = 500
"""How many messages of a chunk are let go at a time."""
LOW: Final = 1_500
"""Below so many the next step of a chunk is let go.

It keeps links busy between two commits; after a fall no more than these, and what links held, are
marked as perhaps sent twice.
"""
CHUNKS: Final = 16
"""Leased by one statement at most."""
EACH: Final = 4
"""Chunks of one company by one statement."""
MIXED: Final = timedelta(seconds=2)
"""A chunk some of which another process is to send is given back after this, whatever is left of it
here.
"""
PACE: Final = 0.005
"""Seconds from the beginning of one turn to that of the next, at the least: what comes meanwhile
shares its transaction. Who comes after a pause does not wait.
"""
LOOK_AGAIN: Final = timedelta(milliseconds=200)
LOOK_BACK: Final = timedelta(milliseconds=500)
"""How often it is asked who must not get any more what lies ready."""
_SWEEP: Final = timedelta(seconds=1)
_SWEPT: Final = 200
_LOWEST: Final = UUID(int=0)
_new = tuple.__new__

log = structlog.get_logger(__name__)

Choose = Callable[[TenantId, Parcel], Choice]
"""The routes that may carry a message."""


class Care(Protocol):
    """A port: what may go, by the policies, by who told us to stop, by the tenant's own limits."""

    async def judge(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Mapping[UUID, Stay]:
        """Those of ``messages`` that may not go."""
        ...

    async def recall(
        self, session: AsyncSession, tenants: Collection[TenantId], now: datetime
    ) -> Recall:
        """What was decided lately against messages of ``tenants`` that were let go already."""
        ...


class Feeder:
    """One for a process that carries. ``run`` is a part of it."""

    def __init__(self, store: Store, choose: Choose, care: Care) -> None:
        self._store = store
        self._across: AcrossTenants = store.across
        self._clock = store.clock
        self._choose = choose
        self._care = care
        self._held: dict[UUID, Held] = {}
        self._after = [_LOWEST] * LANES
        self._renew_at = self._clock.now()
        self._sweep_at = self._clock.now()
        self._recall_at = self._clock.now()
        self._awake = asyncio.Event()
        self._endings = Endings()
        self._ending = False

    async def run(self) -> None:
        """Feed until cancelled. What is held then comes back when somebody frees it, or when its
        lease runs out.
        """
        self._ending = False
        with BELL.heard_by(self._awake.set):
            loop = asyncio.get_running_loop()
            while True:
                self._awake.clear()
                begun = loop.time()
                if not await self._turn():
                    await self._idle()
                await asyncio.sleep(begun + PACE - loop.time())

    async def _turn(self) -> bool:
        try:
            await self._sweep()
            await self._take_back()
            self._pass_on()
            fed = await self.feed()
            return await self._let_go() or fed
        except DATABASE_FAULTS as fault:
            log.warning("mass.database_away", error=str(fault))
            return False

    async def _idle(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN.total_seconds()):
                await self._awake.wait()
        except TimeoutError:
            return

    async def feed(self) -> bool:
        """Lease for every lane that runs low; whether something was."""
        if self._ending or not any(one.open for one in self._store.shelves.known().values()):
            return False
        low = [lane for lane in range(LANES) if self._ahead(lane) < AHEAD]
        return bool(low) and await self._feed_lanes(low)

    def _ahead(self, lane: int) -> int:
        waiting = sum(len(one.waiting) for one in self._held.values() if one.chunk.priority == lane)
        return self._store.shelves.lying(lane) + waiting

    async def _feed_lanes(self, lanes: Sequence[int]) -> bool:
        now = self._clock.now()
        async with self._across() as session:
            chunks = await self._lease(session, lanes, now)
            if not chunks:
                return False
            ready = await self._read(session, chunks, now)
        for held in ready:
            self._held[held.chunk.id] = held
            self._release(held)
        return True

    async def _lease(
        self, session: AsyncSession, lanes: Sequence[int], now: datetime
    ) -> list[LeasedChunk]:
        """Of each lane from the company after the last one that had its turn; from the first one
        again when there is none.
        """
        found = await self._leased(session, {lane: self._after[lane] for lane in lanes}, now)
        empty = [lane for lane in lanes if not found[lane] and self._after[lane] != _LOWEST]
        if empty:
            found |= await self._leased(session, dict.fromkeys(empty, _LOWEST), now)
        for lane in lanes:
            self._after[lane] = max((one.tenant_id for one in found[lane]), default=_LOWEST)
        return [chunk for lane in lanes for chunk in found[lane]]

    async def _leased(
        self, session: AsyncSession, starts: Mapping[int, UUID], now: datetime
    ) -> dict[int, list[LeasedChunk]]:
        asked: dict[int, Answer] = {}
        async with in_one_go(session):
            for lane, after in starts.items():
                asked[lane] = await repository.ask_lease(
                    session,
                    lane,
                    after,
                    now=now,
                    term=TERM,
                    step=STEP,
                    each=EACH,
                    most=CHUNKS,
                    holder=self._store.holder,
                    elsewhere=self._store.shelves.elsewhere,
                )
        return {lane: await repository.leased(answer) for lane, answer in asked.items()}

    async def _read(
        self, session: AsyncSession, chunks: Sequence[LeasedChunk], now: datetime
    ) -> list[Held]:
        stored = await repository.messages(session, chunks)
        return [
            await self._held_of(session, chunk, messages, now)
            for chunk, messages in zip(chunks, stored, strict=True)
        ]

    async def _held_of(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        messages: Sequence[StoredMessage],
        now: datetime,
    ) -> Held:
        """A chunk with its messages that are still to go, by rank."""
        fresh = chunk.lease == 1 and not chunk.touched
        lives = {} if fresh else await repository.lives(session, chunk)
        shared = wordings.read(chunk.wording) if chunk.wording else None
        held = Held(chunk, 1, min(chunk.count, STEP))
        ending = self._endings.of(shared, now) if shared else None
        left = [
            (rank, message, shared or wordings.read(message.wording or {}))
            for rank, message in enumerate(messages, 1)
            if not lives or is_left(lives.get(message.id, ()))
        ]
        pairs = [(message, wording) for _, message, wording in left]
        stays = await self._stays(session, chunk, pairs, now)
        rows: list[bytes] = []
        shelves = self._store.shelves
        for rank, message, wording in left:
            item = self._item(
                held, rank, message, wording, ending or self._endings.of(wording, now)
            )
            stay = stays.get(message.id) if stays else None
            if stay is None and not item.routes:
                stay = Stay("denied", item.lacking, {})
            if stay is not None:
                if not is_said(lives.get(message.id, ()), stay):
                    rows.append(self._stay_row(item, stay))
                self._comes_again(held, stay)
                continue
            if shelves.elsewhere and (away := shelves.away(item.routes)):
                held.passes(away, now)
                continue
            if lives:
                item.cuts = cuts_in(lives.get(message.id, ()))
            if rank <= chunk.handed_before:
                rows.append(self._row(item, "again", "cut_off"))
            held.pending += 1
            held.waiting.append(item)
        self._store.writer.add(rows)
        return held

    async def _stays(
        self,
        session: AsyncSession,
        chunk: LeasedChunk,
        pairs: Sequence[tuple[StoredMessage, Wording]],
        now: datetime,
    ) -> Mapping[UUID, Stay]:
        if chunk.halt is None:
            return await self._care.judge(session, chunk, pairs, now)
        stay = halted_stay(chunk.halt, now)
        return {message.id: stay for message, _ in pairs}

    def _item(
        self, held: Held, rank: int, message: StoredMessage, wording: Wording, ending: Ending
    ) -> Item:
        chunk = held.chunk
        message_id, _, address, given, reference, _ = message
        text = wordings.worded(wording.text, given) if given else wording.text
        if ending.adds:
            text += ending.of(address)
        # fmt: off
        parcel = _new(Parcel, (
            message_id, address, wording.sender, text, wording.purpose, wording.encoding,
            wording.flash, chunk.expires_at,
        ))
        # fmt: on
        choice = self._choose(chunk.tenant_id, parcel)
        item = Item(
            parcel,
            held.head + message_id.int.to_bytes(16),
            held,
            chunk.priority,
            rank,
            choice.routes,
            choice.spills,
            wish=held.wish(address, reference) if held.readers else None,
        )
        if not choice.routes:
            item.lacking = choice.lacking
        return item

    def _comes_again(self, held: Held, stay: Stay) -> None:
        if stay.until is not None:
            held.comes_again(stay.until)

    def _stay_row(self, item: Item, stay: Stay) -> bytes:
        """The row that says it, reported to who wants to be told."""
        writer = self._store.writer
        self._comes_again(item.held, stay)
        if item.wish is not None:
            at = writer.instant()
            writer.report(writer.reports(item.wish, item.key, stay.kind, at, error=stay.code))
        return self._row(item, stay.kind, stay.code, stay.detail)

    def _row(
        self,
        item: Item,
        kind: Literal["held", "denied", "cancelled", "again"],
        code: str,
        detail: Mapping[str, str | int] | None = None,
    ) -> bytes:
        writer = self._store.writer
        return writer.row(item.key, writer.instant(), kind, code=code, detail=detail)

    def _release(self, held: Held) -> None:
        """Put on the shelves what may go under what was written of the chunk."""
        free: list[Item] = []
        while held.waiting and held.waiting[0].rank <= held.handed:
            free.append(held.waiting.popleft())
        self._store.shelves.place_all(free)
        if not held.waiting and not held.let_go:
            held.let_go = True
            settle(self._store.writer, held)

    async def _let_go(self) -> bool:
        """Prolong leases that need it, and let go the next step of chunks that wait for it."""
        now = self._clock.now()
        low = [one for one in self._held.values() if one.waiting and self._is_low(one)]
        due = now >= self._renew_at
        self._drop_done()
        chosen = list(self._held.values()) if due else low
        if not chosen:
            return False
        for held in low:
            held.handed = min(held.handed + STEP, held.chunk.count)
        await self._renew(chosen, now)
        if due:
            self._renew_at = now + TERM / 4
        for held in chosen:
            if not held.lost:
                self._release(held)
        return bool(low)

    def _is_low(self, held: Held) -> bool:
        return self._store.shelves.lying(held.chunk.priority) < LOW

    def _drop_done(self) -> None:
        done = [key for key, one in self._held.items() if one.lost or not one.pending]
        for key in done:
            del self._held[key]

    async def _renew(self, chosen: Sequence[Held], now: datetime) -> None:
        async with self._across() as session:
            holds = [one.hold() for one in chosen]
            kept = await repository.renew(session, holds, now + TERM)
            touched = [one for one in chosen if kept.get(one.chunk.id, 0) != one.chunk.touched]
            for held in touched:
                if held.chunk.id in kept:
                    await self._look_again(session, held)
        for held in chosen:
            if held.chunk.id not in kept:
                held.lost = True

    async def _look_again(self, session: AsyncSession, held: Held) -> None:
        """Somebody called messages back: they are taken out of what was not let go."""
        lives = await repository.lives(session, held.chunk)
        left = deque(item for item in held.waiting if is_left(lives.get(item.parcel.id, ())))
        held.pending -= len(held.waiting) - len(left)
        held.waiting = left

    async def _take_back(self) -> None:
        """What must not go any more is taken off the shelves: who told us to stop a moment ago,
        companies the platform stopped, campaigns somebody paused or ended.
        """
        now = self._clock.now()
        tenants = {one.chunk.tenant_id for one in self._held.values()}
        if now < self._recall_at or not tenants:
            return
        self._recall_at = now + LOOK_BACK
        async with self._across() as session:
            recall = await self._care.recall(session, tenants, now)
            halts = await self._halted(session)
        if not recall and not halts:
            return
        gone: list[tuple[Item, Stay]] = []

        def unwanted(item: Item) -> bool:
            parcel = item.parcel
            halt = halts.get(item.held.chunk.id)
            if halt is not None:
                stay: Stay | None = halted_stay(halt, now)
            else:
                stay = recall.against(item.tenant_id, parcel.purpose, parcel.to)
            if stay is not None:
                gone.append((item, stay))
            return stay is not None

        for held in self._held.values():
            held.waiting = deque(item for item in held.waiting if not unwanted(item))
        self._store.shelves.remove(unwanted)
        self._store.writer.add([self._stay_row(item, stay) for item, stay in gone])
        for item, stay in gone:
            self._comes_again(item.held, stay)
            settle(self._store.writer, item.held)

    def _pass_on(self) -> None:
        """What only other processes can send is given back for them; of chunks that have some of
        it, all that has not left, after a while: it must not wait for the rest.
        """
        now = self._clock.now()
        for item, route in self._store.shelves.take_leaving():
            if route is not None:
                item.held.passes(route, now)
            settle(self._store.writer, item.held)
        long = [
            one
            for one in self._held.values()
            if one.passed_at and one.passed_at < now - MIXED and not one.withdrawn
        ]
        if long:
            self._withdraw(long)

    def withdraw(self) -> None:
        """Lease nothing more, and give back what has not left."""
        self._ending = True
        held = list(self._held.values())
        for one in held:
            one.comes_again(self._clock.now())
        self._withdraw(held)

    def _withdraw(self, several: Sequence[Held]) -> None:
        gone: list[Item] = []
        leaving = set(map(id, several))

        def leaves(item: Item) -> bool:
            if id(item.held) in leaving:
                gone.append(item)
            return id(item.held) in leaving

        self._store.shelves.remove(leaves)
        for held in several:
            held.withdrawn = True
            gone += held.waiting
            held.waiting.clear()
            if not held.let_go:
                held.let_go = True
                settle(self._store.writer, held)
        for item in gone:
            settle(self._store.writer, item.held)

    async def _halted(self, session: AsyncSession) -> Mapping[UUID, Halt]:
        ours = [one.chunk for one in self._held.values() if one.chunk.campaign_id is not None]
        return await repository.halted(session, ours) if ours else {}

    async def _sweep(self) -> None:
        """Receipts that were parked, and whose ids are named by now."""
        now = self._clock.now()
        if now < self._sweep_at:
            return
        self._sweep_at = now + _SWEEP
        async with self._across() as session:
            claimed = await repository.claimed(session, now - PARKED_FOR, _SWEPT)
            writer, at = self._store.writer, self._store.writer.instant()
            rows = [
                receipt_row(writer, id_field(one.route_id), one.receipt, one.named, at)
                for one in claimed
            ]
            told = [
                receipt_said(one.receipt, one.named, wish, at.text)
                for one in claimed
                if (wish := one.named.wish) is not None
            ]
            reports = writer.lines_of(told)
            await writer.append(session, rows, reports)
        reporting.ring({kind for kind, _ in reports})


def is_said(life: Sequence[Happening], stay: Stay) -> bool:
    """Whether the last that is known of a message is that it is held for this very reason."""
    last = life[-1] if life else None
    return (
        last is not None
        and stay.kind == "held" == last.kind
        and (last.code, dict(last.detail)) == (stay.code, dict(stay.detail))
    )


def is_left(life: Iterable[Happening]) -> bool:
    """Whether a message is still to be handed over: nothing final is known of it, not every part
    of it is with a carrier, and it was not left without an answer too often.
    """
    told = list(life)
    if state_of(told) in FINAL:
        return False
    taken = {one.part for one in told if one.kind in ("handed", "enroute", "delivered")}
    if not taken:
        return cuts_in(told) < MOST_CUTS
    perhaps = {one.part for one in told if one.kind == "cut"}
    return len(taken | perhaps) < max(one.parts for one in told)


def cuts_in(life: Iterable[Happening]) -> int:
    """How often a message was handed over without an answer."""
    parts = [one.part for one in life if one.kind == "cut"]
    return max((parts.count(part) for part in set(parts)), default=0)
