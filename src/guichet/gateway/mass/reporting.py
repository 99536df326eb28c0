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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import repository
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.outcome_rows import ids_of
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


class Said(NamedTuple):
    """An outcome of a message, as it may be told to who wants to hear of it."""

    wish: Wish
    key: bytes
    """See ``outcome_rows.key_of``."""
    kind: OutcomeKind
    at: str
    part: int = 0
    parts: int = 0
    error: str | None = None


def _rest(message: str, said: Said) -> str:
    """How a report's row ends, whoever it is for."""
    wish, _, kind, at, part, parts, error = said
    return (
        f"{message}\t{plain(wish.address)}\t{plain(wish.reference)}\t{SAYS[kind]}"
        f"\t{part}\t{parts}\t{at}\t{NULL if error is None else plain(error)}\n"
    )


class Reporter:
    """Makes the lines of one writer; says each thing once, however often a carrier repeats it."""

    def __init__(self, clock: Clock) -> None:
        self._ids = IdMaker(clock)
        self._lately: OrderedDict[tuple[str, int, OutcomeKind], None] = OrderedDict()

    def lines(
        self,
        wish: Wish,
        key: bytes,
        kind: OutcomeKind,
        at: str,
        *,
        part: int = 0,
        parts: int = 0,
        error: str | None = None,
    ) -> Sequence[tuple[ReportKind, str]]:
        """A row for each who wants to hear of it, with the kind it is for; ``key`` by
        ``outcome_rows.key_of``.
        """
        return self._lines(Said(wish, key, kind, at, part, parts, error), self._ids.new)

    def all_lines(self, several: Sequence[Said]) -> list[tuple[ReportKind, str]]:
        """The same of many outcomes that became known together, in their order."""
        ids = self._ids.many(sum(len(one.wish.to) for one in several))
        new = iter(ids).__next__
        return [line for one in several for line in self._lines(one, new)]

    def _lines(self, said: Said, new: Callable[[], UUID]) -> Sequence[tuple[ReportKind, str]]:
        kind = said.kind
        final = kind in FINAL
        if not final and not said.wish.eager:
            return ()
        tenant, message = ids_of(said.key)
        told: list[tuple[ReportKind, str]] = []
        rest: str | None = None
        for one in said.wish.to:
            if one.kind == "campaign":
                told.append(("campaign", touched_line(tenant, one.target, message)))
            elif final or (one.everything and kind in SAYS):
                if rest is None:
                    repeat = self._is_repeat((message, said.part, kind))
                    rest = "" if repeat else _rest(message, said)
                if rest:
                    head = f"{tenant}\t{new().int:032x}\t{one.kind}\t{one.target.int:032x}"
                    told.append((one.kind, f"{head}\t{rest}"))
        return told

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
    out: set[int] = field(default_factory=set)
    """Taken, and neither done nor put off: by the numbers of their ids, which are quick to look up.
    """
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
        taken = {target for target, _ in groupby(found, _target)}
        await self._leave(session, [one for target, one in held if target not in taken])
        return found

    async def done(self, reports: Collection[Report]) -> None:
        """These were told: they are deleted. Harmless to repeat."""
        if not reports:
            return
        async with self._across() as session:
            await repository.forget_reports(session, _keys(reports))
        self._forget(reports)

    async def done_in(self, session: AsyncSession, reports: Collection[Report]) -> None:
        """The same within the caller's transaction."""
        await repository.forget_reports(session, _keys(reports))
        self._forget(reports)

    def _forget(self, reports: Iterable[Report]) -> None:
        for target, several in groupby(reports, _target):
            if (held := self._held.get(target)) is not None:
                held.out.difference_update([one.id.int for one in several])

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
        read = await repository.read_reports(session, self._kind, places)
        for held, several in zip(wanted, read, strict=True):
            for report in several:
                number = report.id.int
                if number in held.out:
                    continue
                if len(found) < limit:
                    held.out.add(number)
                    found.append(report)
                else:
                    held.look_back_at = now
            if several:
                held.after = max(held.after, several[-1].id)
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


_target = attrgetter("target")


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


async def tell_again(work: Work, reports: Sequence[Report]) -> None:
    """Put reports into the lines of their targets once more, behind all others."""
    told = ("kind", "target", "message_id", "address", "reference", "state", "part", "parts")
    rows = [
        {
            "id": work.ids.new(),
            "at": one.at,
            "error": one.error,
            **{name: getattr(one, name) for name in told},
        }
        for one in reports
    ]
    if rows:
        await repository.add_reports(work, rows)
        work.after_commit(lambda: ring({one.kind for one in reports}))


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
