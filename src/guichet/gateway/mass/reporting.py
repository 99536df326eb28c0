"""Reports: who asked to be told what becomes of texts gets one line for each thing worth telling,
written in the very transaction that says it became so. Nobody asked: nothing is written.

Whoever tells (web hooks, SMPP accounts, conversations) has one ``Reports`` for its kind::

    for report in await reports.take(100):
        ...
    await reports.done(told)                # deleted: told for good
    await reports.later(not_told, until)    # nothing of these targets comes before then

A report that was taken and not done comes again, also after a fall: to be told twice is possible,
not to be told is not.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import repository
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.repository import Turn
from guichet.gateway.mass.touched import touched_line
from guichet.gateway.mass.types import MessageState, OutcomeKind, Report, ReportKind, ReportTo
from guichet.gateway.mass.wishes import Wish
from guichet.kit.clock import Clock
from guichet.kit.db.copying import NULL, plain
from guichet.kit.ids import IdMaker, lowest_id_at
from guichet.kit.work import Work

SAYS: Final[Mapping[OutcomeKind, MessageState]] = {
    "held": "held",
    "denied": "denied",
    "handed": "handed",
    "refused": "refused",
    "cut": "unknown",
    "enroute": "handed",
    "delivered": "delivered",
    "undelivered": "undelivered",
    "expired": "expired",
    "cancelled": "cancelled",
}
"""What an outcome is told as; others are never told."""
FINAL: Final[frozenset[OutcomeKind]] = frozenset(
    {"denied", "refused", "delivered", "undelivered", "expired", "cancelled"}
)
TERM: Final = timedelta(seconds=30)
"""A turn not renewed for so long has run out."""
MOST_TARGETS: Final = 200
"""Whose turn one process has at a time."""
KEPT_FOR: Final = timedelta(hours=72)
"""A report nobody took for so long is dropped; the message says it for good."""
_LOOK_BACK: Final = timedelta(seconds=2)
"""How often it is looked for what was committed late, below what was read already."""
_LATELY: Final = 50_000
_LOWEST: Final = UUID(int=0)


class Reporter:
    """Makes the lines of one writer; says each thing once, however often a carrier repeats it."""

    def __init__(self, clock: Clock) -> None:
        self._ids = IdMaker(clock)
        self._lately: OrderedDict[tuple[str, int, OutcomeKind], None] = OrderedDict()

    def lines(
        self,
        wish: Wish,
        key: str,
        kind: OutcomeKind,
        at: str,
        *,
        part: int = 0,
        parts: int = 0,
        error: str | None = None,
    ) -> list[tuple[ReportKind, str]]:
        """A row for each who wants to hear of it, with the kind it is for; ``key`` by
        ``repository.key_of``.
        """
        if not wish.eager and kind not in FINAL:
            return []
        tenant, message, _ = key.split("\t")
        touched: list[tuple[ReportKind, str]] = [
            ("campaign", touched_line(tenant, one.target, message))
            for one in wish.to
            if one.kind == "campaign"
        ]
        wanted = [
            one
            for one in wish.to
            if one.kind != "campaign" and (kind in FINAL or (one.everything and kind in SAYS))
        ]
        if not wanted or self._is_repeat((message, part, kind)):
            return touched
        rest = (
            f"{message}\t{plain(wish.address)}\t{plain(wish.reference)}\t{SAYS[kind]}"
            f"\t{part}\t{parts}\t{at}\t{NULL if error is None else plain(error)}\n"
        )
        new = self._ids.new
        told: list[tuple[ReportKind, str]] = [
            (one.kind, f"{tenant}\t{new().int:032x}\t{one.kind}\t{one.target.int:032x}\t{rest}")
            for one in wanted
        ]
        return touched + told if touched else told

    def _is_repeat(self, said: tuple[str, int, OutcomeKind]) -> bool:
        if said in self._lately:
            return True
        self._lately[said] = None
        if len(self._lately) > _LATELY:
            self._lately.popitem(last=False)
        return False


@dataclass(slots=True)
class _Told:
    """A target whose turn this process has."""

    turn: Turn
    after: UUID = _LOWEST
    out: set[UUID] = field(default_factory=set)
    """Taken, and neither done nor put off."""
    look_back_at: datetime | None = None


class Reports:
    """The reports of one kind, for one process: each target's in order, each target's by one
    process at a time. Not for several tasks at once.
    """

    def __init__(self, across: AcrossTenants, clock: Clock, kind: ReportKind) -> None:
        self._across = across
        self._clock = clock
        self._ids = IdMaker(clock)
        self._kind = kind
        self._held: dict[UUID, _Told] = {}
        self._after = _LOWEST
        self._renew_at = clock.now()

    async def take(
        self,
        limit: int,
        targets: Collection[UUID] | None = None,
        done: Collection[Report] = (),
    ) -> list[Report]:
        """Up to ``limit`` that are to be told now, of ``targets`` alone if they are given. Several
        may be taken before the first is done; the order of each target holds. What is ``done`` is
        deleted in the same transaction.
        """
        if not done and targets is not None and not targets:
            return []
        try:
            async with self._across() as session:
                if done:
                    await repository.forget_reports(session, _keys(done))
                self._forget(done)
                return await self._take(session, limit, targets)
        except BaseException:
            self._held.clear()  # what was taken by it comes again once its turn has run out
            raise

    async def _take(
        self, session: AsyncSession, limit: int, targets: Collection[UUID] | None
    ) -> list[Report]:
        now = self._clock.now()
        await self._renew(session, now)
        await self._take_turns(session, targets, now)
        held = self._held.items()
        wanted = [one for target, one in held if targets is None or target in targets]
        found = await self._read(session, wanted, limit, now) if wanted else []
        taken = {report.target for report in found}
        await self._leave(session, [one for target, one in held if target not in taken])
        return found

    async def done(self, reports: Collection[Report]) -> None:
        """These were told: they are deleted. Harmless to repeat."""
        if not reports:
            return
        async with self._across() as session:
            await repository.forget_reports(session, _keys(reports))
        self._forget(reports)

    def _forget(self, reports: Iterable[Report]) -> None:
        for one in reports:
            if (held := self._held.get(one.target)) is not None:
                held.out.discard(one.id)

    async def later(self, reports: Collection[Report], until: datetime) -> None:
        """These could not be told. Nothing of their targets comes before ``until``, so that the
        order holds; then these come first.
        """
        targets = {one.target for one in reports}
        turns = [held.turn for one in targets if (held := self._held.pop(one, None)) is not None]
        if turns:
            async with self._across() as session:
                await repository.put_off(session, self._kind, turns, until)

    async def leave(self) -> None:
        """Somebody else may tell from here on: to be called when a process ends in order."""
        held = list(self._held.values())
        self._held.clear()
        if held:
            async with self._across() as session:
                await repository.leave_turns(session, self._kind, [one.turn for one in held])

    async def _renew(self, session: AsyncSession, now: datetime) -> None:
        if now < self._renew_at or not self._held:
            return
        self._renew_at = now + TERM / 3
        turns = [one.turn for one in self._held.values()]
        kept = await repository.renew_turns(session, self._kind, turns, now + TERM)
        self._held = {target: one for target, one in self._held.items() if target in kept}

    async def _take_turns(
        self, session: AsyncSession, targets: Collection[UUID] | None, now: datetime
    ) -> None:
        room = MOST_TARGETS - len(self._held)
        if room <= 0:
            return
        if targets is not None:
            asked = sorted(one for one in targets if one not in self._held)
            turns = await self._turns_of(session, asked, now, room) if asked else []
        else:
            turns = await self._next_turns(session, now, room)
        if turns and not self._held:
            self._renew_at = now + TERM / 3
        for turn in turns:
            self._held[turn.target] = _Told(turn)

    async def _turns_of(
        self, session: AsyncSession, asked: Sequence[UUID], now: datetime, room: int
    ) -> list[Turn]:
        lease, until = self._ids.new(), now + TERM
        return await repository.take_turns_of(
            session, self._kind, asked, until=until, now=now, lease=lease, most=room
        )

    async def _next_turns(self, session: AsyncSession, now: datetime, room: int) -> list[Turn]:
        """From the target after the last one that had its turn; from the first one again when
        there is none.
        """
        turns: list[Turn] = []
        for after in sorted({self._after, _LOWEST}, reverse=True):
            turns = await repository.take_turns(
                session,
                self._kind,
                after,
                until=now + TERM,
                now=now,
                lease=self._ids.new(),
                most=room,
            )
            if turns:
                break
        self._after = max((one.target for one in turns), default=_LOWEST)
        return turns

    async def _read(
        self, session: AsyncSession, wanted: Sequence[_Told], limit: int, now: datetime
    ) -> list[Report]:
        """Each target gets an equal share; what was committed late is found at the next look
        back.
        """
        each = max(1, limit // len(wanted))
        for one in wanted:
            if one.look_back_at is None or now >= one.look_back_at:
                one.after, one.look_back_at = _LOWEST, now + _LOOK_BACK
        places = [(one.turn.target, one.after, each + _below(one)) for one in wanted]
        found: list[Report] = []
        for report in await repository.read_reports(session, self._kind, places):
            held = self._held[report.target]
            held.after = max(held.after, report.id)
            if report.id not in held.out and len(found) < limit:
                held.out.add(report.id)
                found.append(report)
            elif report.id not in held.out:
                held.look_back_at = now
        return found

    async def _leave(self, session: AsyncSession, several: Iterable[_Told]) -> None:
        """Of these there is nothing more to tell, and nothing is being told."""
        idle = [one for one in several if not one.out]
        for one in idle:
            del self._held[one.turn.target]
        if idle:
            await repository.leave_turns(session, self._kind, [one.turn for one in idle])


def _keys(reports: Iterable[Report]) -> list[tuple[UUID, UUID]]:
    return [(one.tenant_id, one.id) for one in reports]


def _below(one: _Told) -> int:
    """How many of those read from the beginning are out already."""
    return len(one.out) if one.after == _LOWEST else 0


async def always(work: Work, to: ReportTo) -> None:
    """From now on ``to`` is told of everything the tenant of ``work`` sends; what was accepted
    before is not. Harmless to repeat.
    """
    await repository.keep_wish(work, to)


async def no_longer(work: Work, to: ReportTo) -> None:
    """The opposite of ``always``; what was accepted before is still reported."""
    await repository.drop_wish(work, to)


async def tell(work: Work, to: ReportTo, address: str, said: str) -> None:
    """Tell ``to`` something of its own that ``address`` said, in its turn among the others."""
    row = {
        "id": work.ids.new(),
        "kind": to.kind,
        "target": to.target,
        "message_id": work.ids.new(),
        "address": address,
        "reference": said,
        "state": "accepted",
        "part": 0,
        "parts": 0,
        "at": work.now,
    }
    await repository.add_reports(work, [row])
    work.after_commit(lambda: ring((to.kind,)))


async def count(session: AsyncSession, to: ReportTo, most: int) -> int:
    """How many wait for ``to``, counted up to ``most`` (system role)."""
    return await repository.count_reports(session, to, most)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Drop reports that nobody took for three days, some thousands at a time; gives how many."""
    before = now - KEPT_FOR
    return await repository.forget_old_reports(session, lowest_id_at(before), before)


def ring(kinds: Iterable[ReportKind]) -> None:
    """Reports of these kinds were committed."""
    for kind in kinds:
        REPORTED[kind].ring()
