"""Holds the connections of channels that connect: one process each, coming back after a loss."""

import asyncio
import random
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog

from guichet.gateway.backoff import Chance, failures_after, wait_before
from guichet.gateway.contract import AnyChannel, AnyDoor, Sink, Tools
from guichet.gateway.directory import Directory
from guichet.gateway.health import ConnectionHealth, ConnectionState, HealthBoard
from guichet.gateway.leases.service import Leases, Token
from guichet.gateway.registry import Registry
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.tasks import TaskGroup, faults_in

LOOK_AGAIN = timedelta(seconds=5)
"""How soon a new, changed or orphaned entry point is noticed."""

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another process holds the connection now."""


class Runner:
    """Keeps every connecting entry point open in exactly one process."""

    def __init__(
        self,
        directory: Directory,
        registry: Registry,
        leases: Leases,
        tools: Tools,
        sink: Sink,
        *,
        look_again: timedelta = LOOK_AGAIN,
        chance: Chance = random.random,
    ) -> None:
        self._directory = directory
        self._registry = registry
        self._leases = leases
        self._tools = tools
        self._sink = sink
        self._look_again = look_again
        self._chance = chance
        self._kinds = tuple(c.kind for c in registry.kinds() if c.connects)
        self._keepers: dict[tuple[UUID, int], asyncio.Task[None]] = {}
        self._held: dict[UUID, AnyChannel] = {}
        self.health = HealthBoard()

    def held(self) -> Mapping[UUID, AnyChannel]:
        """The channels whose connection this process holds."""
        return dict(self._held)

    async def run(self) -> None:
        """Until cancelled; then every connection is closed and its lease given back."""
        async with TaskGroup() as group:
            while True:
                await self._look(group)
                await asyncio.sleep(self._look_again.total_seconds())

    async def _look(self, group: asyncio.TaskGroup) -> None:
        try:
            doors = await self._directory.connecting(self._kinds) if self._kinds else []
        except DATABASE_FAULTS as fault:
            log.warning("gateway.database_away", error=str(fault))
            return
        wanted = {(door.id, door.version): door for door in doors}
        await self._end([key for key in self._keepers if key not in wanted])
        for key, door in wanted.items():
            if key not in self._keepers:
                self._keepers[key] = group.create_task(self._keep(door))

    async def _end(self, keys: list[tuple[UUID, int]]) -> None:
        tasks = [self._keepers.pop(key) for key in keys]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for entry_point_id, _ in keys:
            self.health.drop(entry_point_id)

    async def _keep(self, door: AnyDoor) -> None:
        """Come back after every loss, waiting longer each time it fails in a row."""
        failures = 0
        while True:
            began = self._tools.clock.now()
            words = await self._hold_once(door)
            if words is None:
                self._post(door, "elsewhere")
                await asyncio.sleep(self._leases.term.total_seconds() / 3)
                continue
            failures = failures_after(failures, self._tools.clock.now() - began)
            self._post(door, "waiting", failures, words)
            await asyncio.sleep(wait_before(failures, self._chance).total_seconds())

    async def _hold_once(self, door: AnyDoor) -> str | None:
        """Connect under the lease; what ended it, or none when another process holds it."""
        name = f"{door.kind}:{door.id}"
        try:
            token = await self._leases.take(name)
            if token is None:
                return None
            try:
                return await self._open(door, name, token)
            finally:
                with suppress(*DATABASE_FAULTS):
                    await self._leases.give_back(name, token)
        except DATABASE_FAULTS as fault:
            return str(fault)

    async def _open(self, door: AnyDoor, name: str, token: Token) -> str:
        channel = self._registry.make(door, self._tools)
        self._held[door.id] = channel
        self._post(door, "open")
        try:
            await self._open_leased(channel, name, token)
        except Exception as fault:  # noqa: BLE001 - whatever a channel raises, we come back
            words = "; ".join(f"{type(one).__name__}: {one}" for one in faults_in(fault))
            log.warning("gateway.connection_lost", channel=door.kind, error=words)
            return words
        finally:
            self._held.pop(door.id, None)
        return "the channel closed its connection"

    async def _open_leased(self, channel: AnyChannel, name: str, token: Token) -> None:
        async with TaskGroup() as group:
            renewing = group.create_task(self._renew(name, token))
            await channel.open(self._sink)
            renewing.cancel()

    async def _renew(self, name: str, token: Token) -> None:
        while True:
            await asyncio.sleep(self._leases.term.total_seconds() / 3)
            if not await self._leases.renew(name, token):
                raise LeaseLost(name)

    def _post(
        self, door: AnyDoor, state: ConnectionState, failures: int = 0, words: str | None = None
    ) -> None:
        now = self._tools.clock.now()
        self.health.post(
            ConnectionHealth(door.tenant_id, door.id, door.kind, state, now, failures, words)
        )
