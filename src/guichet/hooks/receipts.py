"""Takes the reports of texts that hooks asked for and puts them into their lines: one body each, or
up to a hundred together. Reports nobody asked for are never written; nothing of this passes through
the event log.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import msgspec
import structlog

from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.reporting import Reports
from guichet.gateway.mass.types import Report
from guichet.hooks import published, repository
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.types import NewDelivery
from guichet.hooks.repository import Subscription
from guichet.hooks.types import wants
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.events.types import Json
from guichet.kit.ids import IdMaker

AT_ONCE: Final = 5_000
"""Reports taken in one go."""
TOGETHER: Final = 100
"""Receipts in one body."""
GATHER: Final = 0.1
"""Seconds receipts may come together after some were put in."""
LOOK: Final = 1.0
FULL: Final = 20_000
"""Bodies before a hook; while there are more, its reports wait where they are."""
PUT_OFF: Final = timedelta(seconds=5)

log = structlog.get_logger(__name__)


class ReceiptFollower:
    """One for a process of the role ``worker``: each hook's reports go by one process at a time."""

    def __init__(self, across: AcrossTenants, clock: Clock, ids: IdMaker) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._reports = Reports(across, clock, "hook")
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; the database may come and go."""
        with REPORTED["hook"].heard_by(self._awake.set):
            try:
                while True:
                    self._awake.clear()
                    many = await self._pass_on_or_note()
                    if many < AT_ONCE:
                        await self._rest(many)
            finally:
                await self._reports.leave()

    async def _rest(self, many: int) -> None:
        if many:
            await asyncio.sleep(GATHER)
            return
        try:
            async with asyncio.timeout(LOOK):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _pass_on_or_note(self) -> int:
        try:
            return await self.pass_on()
        except DATABASE_FAULTS as fault:
            log.warning("hooks.database_away", error=str(fault))
            return 0

    async def pass_on(self) -> int:
        """Put what is reported now into the lines of hooks; how many reports there were. A fall in
        between repeats some: their bodies have the same ids inside.
        """
        found = await self._reports.take(AT_ONCE)
        if not found:
            return 0
        by_hook: dict[UUID, list[Report]] = defaultdict(list)
        for one in found:
            by_hook[one.target].append(one)
        async with self._across() as session:
            hooks = {one.hook_id: one for one in await repository.wanting(session, list(by_hook))}
            full = await deliveries.fuller_than(session, list(by_hook), FULL)
            made = [
                body
                for hook_id, several in by_hook.items()
                if hook_id in hooks and hook_id not in full
                for body in self._bodies(hooks[hook_id], several)
            ]
            await deliveries.put(session, made, self._clock.now())
        waiting = [one for one in found if one.target in full]
        await self._reports.done([one for one in found if one.target not in full])
        if waiting:
            await self._reports.later(waiting, self._clock.now() + PUT_OFF)
        return len(found)

    def _bodies(self, hook: Subscription, several: Sequence[Report]) -> list[NewDelivery]:
        told = [(one, published.OF_STATE[one.state]) for one in several]
        wanted = [
            (one, kind.name, published.receipt(kind, one))
            for one, kind in told
            if hook.called_back or wants(hook.kinds, kind.name)
        ]
        if not hook.together:
            return [
                self._body(hook, one.message_id, name, envelope) for one, name, envelope in wanted
            ]
        return [self._together(hook, group) for group in _groups([one[2] for one in wanted])]

    def _body(
        self, hook: Subscription, subject: UUID, kind: str, envelope: Mapping[str, Json]
    ) -> NewDelivery:
        return NewDelivery(
            tenant_id=hook.tenant_id,
            hook_id=hook.hook_id,
            id=self._ids.new(),
            kind=kind,
            subject=f"text:{subject}",
            body=msgspec.json.encode(envelope).decode(),
        )

    def _together(self, hook: Subscription, several: Sequence[Mapping[str, Json]]) -> NewDelivery:
        delivery_id = self._ids.new()
        batch = published.batch(
            str(delivery_id), self._clock.now().isoformat(), str(hook.tenant_id), several
        )
        return NewDelivery(
            tenant_id=hook.tenant_id,
            hook_id=hook.hook_id,
            id=delivery_id,
            kind=published.BATCH,
            subject=f"batch:{delivery_id}",
            body=msgspec.json.encode(batch).decode(),
            events=len(several),
        )


def _groups(
    several: Sequence[Mapping[str, Json]],
) -> list[list[Mapping[str, Json]]]:
    rest = iter(several)
    groups: list[list[Mapping[str, Json]]] = []
    while group := list(islice(rest, TOGETHER)):
        groups.append(group)
    return groups
