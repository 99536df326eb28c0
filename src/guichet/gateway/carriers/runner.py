"""Carries: holds a share of all binds, feeds them and writes what became of messages.

Each bind has a lease: who loses it ends the link before anything else. Each process has one too,
by which others see that it is there; once it has run out they free what it held, and what may have
left by then is marked by the chunks' own leases.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.backoff import Chance
from guichet.gateway.carriers import pulses, repository
from guichet.gateway.carriers.alarms import Watch
from guichet.gateway.carriers.binds import BindDepot
from guichet.gateway.carriers.keeping import Keeper, Kept
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.pulses import UP
from guichet.gateway.carriers.sharing import Bind, open_elsewhere, share_of
from guichet.gateway.carriers.standing import Standing, carries
from guichet.gateway.carriers.tally import RECENT, Others, Tally
from guichet.gateway.carriers.types import BindHealth, Minute, Route
from guichet.gateway.contract import Tools
from guichet.gateway.leases import service as leases
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.leases.types import Told
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.contract import LinkHealth
from guichet.gateway.mass.depot import Store
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import TenantId
from guichet.kit.leading import Leading
from guichet.kit.tasks import TaskGroup

LEASE: Final = "carriers"
"""Of the process that watches routes for all."""
MEMBER: Final = "carries "
"""Of each process that carries: the name goes on with its id."""
TERM: Final = timedelta(seconds=4)
"""For how long a process that fell holds its binds."""
LOOK_AGAIN: Final = timedelta(milliseconds=500)
"""How soon a change an operator makes counts."""
TELL: Final = timedelta(seconds=2)
"""How often other processes hear how binds are."""
DRAIN: Final = timedelta(seconds=5)
"""How long a link that ends in order has for the answers it waits for."""

LATELY: Final = timedelta(minutes=2)
"""Of what passed, this is read again to hear of other processes."""
RIDERS_KNOWN: Final = timedelta(minutes=1)
"""How long it is not told again that a company's messages go by a route."""


class Feed(Protocol):
    """What fills the shelves."""

    async def run(self) -> None:
        """Until cancelled."""
        ...

    def withdraw(self) -> None:
        """Give back what has not left."""
        ...


log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Carrying:
    """What carrying needs."""

    store: Store
    standing: Standing
    kinds: LinkKinds
    tools: Tools
    say: pulses.Say = pulses.nobody_listens
    watch: Watch | None = None


class CarrierRunner:
    """One for a process of the role ``sms``."""

    def __init__(
        self,
        carrying: Carrying,
        leases: Leases,
        feed: Feed,
        holder: str,
        *,
        chance: Chance = random.random,
        tally: Tally | None = None,
    ) -> None:
        self._store = carrying.store
        self._standing = carrying.standing
        self._kinds = carrying.kinds
        self._tools = carrying.tools
        self._say = carrying.say
        self._watch = carrying.watch
        self._leases = leases
        self._feed = feed
        self._holder = holder
        self._member = f"{MEMBER}{carrying.store.holder}"
        self._members: Sequence[UUID] = ()
        self._bound: Sequence[BindHealth] = ()
        """Of other processes."""
        self._others: Others | None = None
        self._keeper = Keeper(carrying.kinds, carrying.tools, carrying.store.clock, chance)
        self._tally = tally or Tally()
        self._kept: dict[Bind, Kept] = {}
        self._ending: dict[Bind, Kept] = {}
        """Whose links are being ended in order."""
        self._riders: dict[tuple[UUID, TenantId], datetime] = {}

    async def run(self) -> None:
        """Until cancelled; then links end in order, and what they told is written."""
        async with TaskGroup() as group:
            writing = group.create_task(self._store.writer.run(), name="mass writer")
            try:
                await Leading(self._leases, self._member).run(self._carry)
            finally:
                writing.cancel()

    async def _carry(self, _token: Token) -> None:
        """As one of those that carry, until another one found that this one is no more."""
        try:
            async with TaskGroup() as group:
                group.create_task(self._renew_binds(), name="carriers leases")
                group.create_task(self._tell_again_and_again(), name="carriers tell")
                first = Leading(self._leases, LEASE)
                group.create_task(first.run(self._look_after), name="carriers watch")
                group.create_task(self._feed.run(), name="mass feeder")
                await self._follow_until_cancelled(group)
        finally:
            tokens = {key: one.token for key, one in self._kept.items()}
            self._kept.clear()
            self._ending.clear()
            with suppress(*DATABASE_FAULTS):
                await self._tell()
                for key, token in tokens.items():
                    await self._leases.give_back(_name(key), token)

    async def _look_after(self, _token: Token) -> None:
        """Watch all routes and say how they are: one process does it for all."""
        self._others = None
        try:
            async with TaskGroup() as group:
                if self._watch is not None:
                    group.create_task(self._watch.run(self._tally, self._all_binds))
                self._others = Others(await self._remember())
                await self._pulse()
        finally:
            self._others = None

    async def _follow_until_cancelled(self, group: asyncio.TaskGroup) -> None:
        try:
            while True:
                await self._look()
                await self._follow(group)
                await asyncio.sleep(LOOK_AGAIN.total_seconds())
        finally:
            self._feed.withdraw()
            await self._drain(list(self._kept.values()))

    async def _drain(self, several: Sequence[Kept]) -> None:
        """Take nothing more, and wait a while for answers."""
        for kept in several:
            kept.depot.hold_back(True)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN.total_seconds()):
                for kept in several:
                    await kept.depot.emptied()

    async def _renew_binds(self) -> None:
        """A database that is away takes no bind from anybody: only another holder ends it."""
        while True:
            await asyncio.sleep(self._leases.term.total_seconds() / 4)
            held_now = (*self._kept.items(), *self._ending.items())
            tokens = {_name(key): one.token for key, one in held_now}
            if not tokens:
                continue
            try:
                held = await self._leases.renew_several(tokens)
            except DATABASE_FAULTS as fault:
                log.warning("carriers.not_renewed", error=str(fault))
                continue
            for key, kept in list(self._kept.items()):
                if _name(key) in tokens and _name(key) not in held:
                    log.warning("carriers.bind_lost", route=kept.door.title, bind=kept.door.bind)
                    self._kept.pop(key)
                    kept.cancel()

    async def _look(self) -> None:
        """What operators decided, who else carries, and what they have open."""
        try:
            async with self._store.across() as session:
                await self._standing.refresh(session, self._store.clock.now())
                members = await leases.beginning(session, MEMBER)
                self._members = [_id_of(one) for one in members if one.holds]
                others = [one for one in members if one.holds and one.name != self._member]
                fallen = [one for one in members if not one.holds and one.name != self._member]
                for one in fallen:
                    await self._bury(session, one)
                binds = await repository.binds(session) if others or self._bound else ()
        except DATABASE_FAULTS as fault:
            log.warning("carriers.database_away", error=str(fault))
            return
        self._bound = [one for one in binds if one.holder != self._holder]
        holders = [one.holder for one in others]
        carrying = {one.id for one in self._standing.routes if carries(one)}
        open_there = open_elsewhere(self._bound, holders, UP)
        self._store.shelves.now_elsewhere(open_there & carrying)

    async def _bury(self, session: AsyncSession, one: Told) -> None:
        """What a process held that is no more is free."""
        log.info("carriers.taken_over", holder=one.holder)
        await mass.free(session, _id_of(one), self._store.clock.now())
        if one.holder != self._holder:
            await repository.replace_binds(session, one.holder, ())
        await leases.forget(session, one.name)

    async def _follow(self, group: asyncio.TaskGroup) -> None:
        """Open what is ours and should be open, end what should not, hold back what is isolated."""
        wanted = share_of(self._store.holder, self._members, self._standing.routes)
        for key, kept in list(self._kept.items()):
            route = wanted.get(key)
            if route is None or not self._is_same(kept, route):
                self._ending[key] = self._kept.pop(key)
                group.create_task(self._end(key, kept))
        for key, route in wanted.items():
            if key in self._ending:
                continue
            if key not in self._kept:
                await self._open(group, key, route)
            else:
                self._kept[key].depot.hold_back(not carries(route))

    def _is_same(self, kept: Kept, route: Route) -> bool:
        door = self._kinds.door(route, kept.door.bind)
        return door is not None and door.settings == kept.door.settings

    async def _open(self, group: asyncio.TaskGroup, key: Bind, route: Route) -> None:
        """Once nobody else holds it."""
        door = self._kinds.door(route, key[1])
        if door is None:
            return
        try:
            token = await self._leases.take(_name(key))
        except DATABASE_FAULTS as fault:
            log.warning("carriers.database_away", error=str(fault))
            return
        if token is None:
            return
        depot = BindDepot(self._store, route.id, self._tally, held_back=not carries(route))
        kept = self._kept[key] = Kept(door, depot, token)
        kept.task = group.create_task(
            self._keeper.keep(kept), name=f"link {door.title}:{door.bind}"
        )

    async def _end(self, key: Bind, kept: Kept) -> None:
        """End a link in order, and let go of its bind."""
        try:
            await self._drain([kept])
        finally:
            kept.cancel()
            if kept.task is not None:
                await asyncio.wait([kept.task])
            self._ending.pop(key, None)
            with suppress(*DATABASE_FAULTS):
                await self._leases.give_back(_name(key), kept.token)

    async def _tell_again_and_again(self) -> None:
        """Now and then, and soon after a link was opened or lost."""
        told, at = self._up(), self._store.clock.now()
        while True:
            await asyncio.sleep(LOOK_AGAIN.total_seconds())
            up, now = self._up(), self._store.clock.now()
            if up == told and now - at < TELL:
                continue
            try:
                await self._tell()
            except DATABASE_FAULTS as fault:
                log.warning("carriers.not_told", error=str(fault))
            else:
                told, at = up, now

    def _up(self) -> set[Bind]:
        return {key for key, one in self._kept.items() if one.depot.carries}

    async def _pulse(self) -> None:
        """Say how routes are, for operators who look."""
        while True:
            now, shelves = self._store.clock.now(), self._store.shelves.known()
            lying = {route: len(shelf.lanes) for route, shelf in shelves.items()}
            said = pulses.words(
                holder=self._holder,
                at=now,
                routes=self._standing.routes,
                binds=self._all_binds(),
                lying=lying,
                tally=self._tally,
            )
            await self._say(pulses.SUBJECT, said)
            await asyncio.sleep(pulses.EVERY.total_seconds())

    async def _remember(self) -> Sequence[Minute]:
        """What passed in the last minutes by all processes."""
        since = self._store.clock.now() - RECENT
        try:
            async with self._store.across() as session:
                found = await repository.passed_by_all(session, since)
        except DATABASE_FAULTS as fault:
            log.warning("carriers.nothing_remembered", error=str(fault))
            return ()
        self._tally.remember(found)
        return found

    async def _tell(self) -> None:
        """Write how binds are and what passed, for the other processes."""
        now = self._store.clock.now()
        minutes, riders = self._tally.empty(now), self._new_riders(now)
        try:
            async with self._store.across() as session:
                await repository.replace_binds(session, self._holder, self._binds())
                if minutes:
                    await repository.count(session, minutes)
                if self._others is not None and len(self._members) > 1:
                    passed = await repository.passed_by_all(session, now - LATELY)
                    self._tally.also(self._others.news(passed, minutes), now)
                if riders:
                    await repository.put_riders(session, riders, now)
        except BaseException:
            self._tally.again(minutes)
            raise
        self._riders.update(dict.fromkeys(riders, now))

    def _new_riders(self, now: datetime) -> list[tuple[UUID, TenantId]]:
        """Whose messages went by which route, where that was not told within the last minute."""
        found: set[tuple[UUID, TenantId]] = set()
        for (route_id, _), kept in self._kept.items():
            rode, kept.depot.rode = kept.depot.rode, set()
            found |= {(route_id, held.chunk.tenant_id) for held in rode}
        old = now - RIDERS_KNOWN
        self._riders = {key: at for key, at in self._riders.items() if at > old}
        return sorted(found - self._riders.keys())

    def _all_binds(self) -> list[BindHealth]:
        """Those of other processes too, as they said last."""
        own = self._binds()
        held = {(one.route_id, one.bind) for one in own}
        others = [one for one in self._bound if (one.route_id, one.bind) not in held]
        return sorted([*own, *others], key=lambda one: (one.route_id, one.bind))

    def _binds(self) -> list[BindHealth]:
        return [
            _health(key, self._holder, known, kept.depot.outstanding)
            for key, kept in self._kept.items()
            if (known := kept.depot.now_known) is not None
        ]


def _name(key: Bind) -> str:
    """Of the lease of a bind."""
    return f"bind {key[0]}/{key[1]}"


def _id_of(member: Told) -> UUID:
    return UUID(member.name.removeprefix(MEMBER))


def _health(key: Bind, holder: str, told: LinkHealth, outstanding: int) -> BindHealth:
    answer = told.answer_time
    return BindHealth(
        key[0],
        key[1],
        holder,
        told.state,
        told.at,
        told.window,
        outstanding,
        answer // timedelta(milliseconds=1) if answer is not None else None,
        told.throttled,
        told.words,
    )
