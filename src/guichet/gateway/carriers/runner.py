"""Carries: one process at a time holds all binds, feeds them and writes what became of messages.

The lease is the fence: who loses it ends its links before anything else. Another process takes over
once it has run out, and what may have left by then is marked by the chunks' own leases.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from guichet.gateway.backoff import Chance, failures_after, wait_before
from guichet.gateway.carriers import pulses, repository
from guichet.gateway.carriers.alarms import Watch
from guichet.gateway.carriers.binds import BindDepot
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.standing import Standing, carries
from guichet.gateway.carriers.tally import RECENT, Tally
from guichet.gateway.carriers.types import BindHealth, Route
from guichet.gateway.contract import ChannelSettings, Tools
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.mass.contract import LinkHealth, LinkRefused, LinkState, RouteDoor
from guichet.gateway.mass.depot import Store
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup

LEASE: Final = "carriers"
LOOK_AGAIN: Final = timedelta(milliseconds=500)
"""How soon a change an operator makes counts."""
TELL: Final = timedelta(seconds=2)
"""How often other processes hear how binds are."""
REFUSED: Final = timedelta(seconds=30)
"""Not sooner after the carrier would not let us in: accounts are locked by hammering."""
DRAIN: Final = timedelta(seconds=5)
"""How long a link that ends in order has for the answers it waits for."""

RIDERS_KNOWN: Final = timedelta(minutes=1)
"""How long it is not told again that a company's messages go by a route."""

Bind = tuple[UUID, int]
Feed = Callable[[], Awaitable[None]]

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another process carries now."""


@dataclass(eq=False)
class _Kept:
    """A bind this process keeps open."""

    door: RouteDoor[ChannelSettings]
    depot: BindDepot
    task: "asyncio.Task[None] | None" = None


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
        self._chance = chance
        self._tally = tally or Tally()
        self._kept: dict[Bind, _Kept] = {}
        self._riders: dict[tuple[UUID, TenantId], datetime] = {}

    async def run(self) -> None:
        """Until cancelled; then links end in order, and what they told is written."""
        async with TaskGroup() as group:
            writing = group.create_task(self._store.writer.run(), name="mass writer")
            try:
                await self._lead_again_and_again()
            finally:
                writing.cancel()

    async def _lead_again_and_again(self) -> None:
        pause = self._leases.term.total_seconds() / 3
        while True:
            try:
                token = await self._leases.take(LEASE)
                if token is not None:
                    await self._lead(token)
            except DATABASE_FAULTS as fault:
                log.warning("carriers.database_away", error=str(fault))
            await asyncio.sleep(pause)

    async def _lead(self, token: Token) -> None:
        try:
            async with TaskGroup() as group:
                group.create_task(self._renew(token))
                group.create_task(self._tell_again_and_again())
                group.create_task(self._pulse())
                if self._watch is not None:
                    group.create_task(self._watch.run(self._tally, self._binds))
                group.create_task(self._run_feed())
                await self._follow_until_cancelled(group)
        except* LeaseLost:
            log.warning("carriers.lease_lost")
        finally:
            self._kept.clear()
            with suppress(*DATABASE_FAULTS):
                await self._tell()
                await self._leases.give_back(LEASE, token)

    async def _follow_until_cancelled(self, group: asyncio.TaskGroup) -> None:
        try:
            while True:
                await self._look()
                self._follow(group)
                await asyncio.sleep(LOOK_AGAIN.total_seconds())
        finally:
            await self._drain(list(self._kept.values()))

    async def _drain(self, several: Sequence[_Kept]) -> None:
        """Take nothing more, and wait a while for answers."""
        for kept in several:
            kept.depot.hold_back(True)
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN.total_seconds()):
                for kept in several:
                    await kept.depot.emptied()

    async def _run_feed(self) -> None:
        await self._feed()

    async def _renew(self, token: Token) -> None:
        """A database that is away takes no lease from anybody: only another holder ends it."""
        while True:
            await asyncio.sleep(self._leases.term.total_seconds() / 3)
            try:
                held = await self._leases.renew(LEASE, token)
            except DATABASE_FAULTS as fault:
                log.warning("carriers.not_renewed", error=str(fault))
                continue
            if not held:
                raise LeaseLost

    async def _look(self) -> None:
        try:
            async with self._store.across() as session:
                await self._standing.refresh(session, self._store.clock.now())
        except DATABASE_FAULTS as fault:
            log.warning("carriers.database_away", error=str(fault))

    def _follow(self, group: asyncio.TaskGroup) -> None:
        """Open what should be open, end what should not, hold back what is isolated."""
        routes = {one.id: one for one in self._standing.routes if one.draft.enabled}
        wanted = {
            (one.id, bind): one for one in routes.values() for bind in range(1, one.draft.binds + 1)
        }
        for key, kept in list(self._kept.items()):
            route = wanted.get(key)
            if route is None or not self._is_same(kept, route):
                del self._kept[key]
                group.create_task(self._end(kept))
        for key, route in wanted.items():
            if key not in self._kept:
                self._open(group, key, route)
            else:
                self._kept[key].depot.hold_back(not carries(route))

    def _is_same(self, kept: _Kept, route: Route) -> bool:
        door = self._kinds.door(route, kept.door.bind)
        return door is not None and door.settings == kept.door.settings

    def _open(self, group: asyncio.TaskGroup, key: Bind, route: Route) -> None:
        door = self._kinds.door(route, key[1])
        if door is None:
            return
        depot = BindDepot(self._store, route.id, self._tally, held_back=not carries(route))
        kept = self._kept[key] = _Kept(door, depot)
        kept.task = group.create_task(self._keep(kept), name=f"link {door.title}:{door.bind}")

    async def _end(self, kept: _Kept) -> None:
        """End a link in order."""
        await self._drain([kept])
        if kept.task is not None:
            kept.task.cancel()

    async def _keep(self, kept: _Kept) -> None:
        """Come back after every loss, waiting longer each time it fails in a row."""
        failures = 0
        while True:
            begun = self._store.clock.now()
            words, at_least = await self._run_once(kept)
            failures = failures_after(failures, self._store.clock.now() - begun)
            wait = max(wait_before(failures, self._chance), at_least)
            state: LinkState = "refused" if at_least else "closed"
            kept.depot.now_known = LinkHealth(state, self._store.clock.now(), words=words)
            await asyncio.sleep(wait.total_seconds())

    async def _run_once(self, kept: _Kept) -> tuple[str, timedelta]:
        """What ended the link, and how long to stay away at least."""
        link = self._kinds.all()[kept.door.kind](kept.door, self._tools)
        try:
            await link.run(kept.depot)
        except LinkRefused as refused:
            log.warning("carriers.refused", route=kept.door.title, code=refused.code)
            return str(refused), REFUSED
        except Exception as fault:  # noqa: BLE001 - whatever a link raises, we come back
            first = fault.exceptions[0] if isinstance(fault, ExceptionGroup) else fault
            log.warning("carriers.link_lost", route=kept.door.title, error=repr(first))
            return _words(first), timedelta()
        finally:
            kept.depot.closed()
        return "the link ended", timedelta()

    async def _tell_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(TELL.total_seconds())
            try:
                await self._tell()
            except DATABASE_FAULTS as fault:
                log.warning("carriers.not_told", error=str(fault))

    async def _pulse(self) -> None:
        """Say how routes are, for operators who look."""
        await self._remember()
        while True:
            now, shelves = self._store.clock.now(), self._store.shelves.known()
            lying = {route: len(shelf.lanes) for route, shelf in shelves.items()}
            said = pulses.words(
                holder=self._holder,
                at=now,
                routes=self._standing.routes,
                binds=self._binds(),
                lying=lying,
                tally=self._tally,
            )
            await self._say(pulses.SUBJECT, said)
            await asyncio.sleep(pulses.EVERY.total_seconds())

    async def _remember(self) -> None:
        """What passed in the last minutes, when another process carried."""
        since = self._store.clock.now() - RECENT
        try:
            async with self._store.across() as session:
                self._tally.remember(await repository.passed_by_all(session, since))
        except DATABASE_FAULTS as fault:
            log.warning("carriers.nothing_remembered", error=str(fault))

    async def _tell(self) -> None:
        """Write how binds are and what passed, for the other processes."""
        now = self._store.clock.now()
        minutes, riders = self._tally.empty(now), self._new_riders(now)
        try:
            async with self._store.across() as session:
                await repository.replace_binds(session, self._binds())
                if minutes:
                    await repository.count(session, minutes)
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

    def _binds(self) -> list[BindHealth]:
        return [
            _health(key, self._holder, known, kept.depot.outstanding)
            for key, kept in self._kept.items()
            if (known := kept.depot.now_known) is not None
        ]


def _words(fault: BaseException) -> str:
    """Why a link ended, for an operator."""
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return str(fault) or type(fault).__name__


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
