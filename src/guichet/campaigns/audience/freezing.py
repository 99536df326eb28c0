"""The list of one campaign is written down: everybody is read once, and some thousands at a time
are written, each time in a transaction of its own that first makes sure that nobody else writes it
by now.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns import repository as campaigns
from guichet.campaigns.audience import reasons, repository
from guichet.campaigns.audience.service import Asking, fingerprint_of
from guichet.campaigns.audience.types import Candidate, Frozen, Verdict
from guichet.campaigns.events import progressed
from guichet.campaigns.types import LOOKED_AT, Campaign, ExclusionReason
from guichet.gateway.across import AcrossTenants
from guichet.kit.db.copying import NULL, hexed, plain
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.tasks import TaskGroup
from guichet.kit.work import SYSTEM, Work

AT_ONCE: Final = 20_000
"""Rows of a list in one transaction: far below a second."""
BELIEVED: Final = timedelta(seconds=15)
"""Who makes a list and was not heard of for longer is believed to be gone."""

_ToPlaces = Callable[[AsyncSession, TenantId, UUID, int, int], Awaitable[None]]

log = structlog.get_logger(__name__)


class Superseded(Exception):
    """Somebody else makes the list by now, or it is not wanted any more."""


class TooMany(Exception):
    """There are more than were to be written at once."""


class Freezing:
    """Writes the list of one campaign, whatever was once written of it thrown away."""

    def __init__(
        self, ground: Ground, across: AcrossTenants, campaign_id: UUID, token: UUID
    ) -> None:
        self._ground = ground
        self._reader: ReaderDatabase = ground.reader_db
        self._across = across
        self._campaign_id = campaign_id
        self._token = token
        self._recipients: list[str] = []
        self._exclusions: list[str] = []
        self._kept: dict[str, int] = {}
        self._gone: dict[ExclusionReason, int] = {}
        self._counts = [0, 0]
        self._some: list[tuple[UUID | None, str]] = []
        self._mark = 0
        self._told_at = ground.clock.now()

    async def freeze(self, of: Asking, most: int | None = None, shown: int | None = None) -> Frozen:
        """Read everybody once, and write them down. ``shown``: how many are on the list that was
        made when it was planned, which is kept to compare with.

        :raises TooMany: there are more than ``most``, whether they get it or not
        :raises Superseded: somebody else makes the list, or it is not wanted any more
        """
        tenant_id = of.chosen.tenant_id
        try:
            async with TaskGroup() as group:
                telling = group.create_task(self._tell_again_and_again(tenant_id), name="list told")
                await self._make_room(tenant_id, shown)
                frozen = await self._freeze(of, most)
                telling.cancel()
        except ExceptionGroup as several:
            raise several.exceptions[0] from several
        return frozen

    async def _freeze(self, of: Asking, most: int | None) -> Frozen:
        tenant_id = of.chosen.tenant_id
        known: dict[Candidate, Verdict] = {}
        begins = f"{hexed(tenant_id)}\t{hexed(self._campaign_id)}\t"
        async with (
            self._reader.snapshot() as session,
            repository.patiently(session),
            aclosing(repository.everybody(session, of.chosen)) as people,
        ):
            async for several in people:
                self._note_all(begins, several, known, of)
                if most is not None and sum(self._counts) > most:
                    raise TooMany
                await self._write(tenant_id, AT_ONCE)
        for number in of.twice:
            self._leave_out(begins, None, number, "same_number")
        await self._write(tenant_id, 1)
        gone = {reason: self._gone[reason] for reason in reasons.ORDER if reason in self._gone}
        return Frozen(self._counts[0], gone, fingerprint_of(self._mark), self._kept, self._some)

    async def _make_room(self, tenant_id: TenantId, shown: int | None) -> None:
        async with self._across() as session:
            aside = await repository.last_shown(session, tenant_id, self._campaign_id)
        if shown is None:
            await self._in_spans(tenant_id, 1, aside, repository.forget_shown)
        else:
            await self._in_spans(tenant_id, aside + 1, shown, repository.put_aside)
        async with self._across() as session:
            last = max(await repository.last(session, tenant_id, self._campaign_id))
        await self._in_spans(tenant_id, 1, last, repository.forget)

    async def _in_spans(self, tenant_id: TenantId, first: int, last: int, do: _ToPlaces) -> None:
        """What is done to places, some thousands in a transaction."""
        for begin in range(first, last + 1, AT_ONCE):
            until = min(begin + AT_ONCE - 1, last)
            async with self._across() as session:
                await do(session, tenant_id, self._campaign_id, begin, until)

    def _note_all(
        self,
        begins: str,
        several: Sequence[repository.Somebody],
        known: dict[Candidate, Verdict],
        of: Asking,
    ) -> None:
        for contact_id, address, candidate, mark in several:
            if candidate not in known:
                known[candidate] = reasons.reason_of(candidate, of.terms)
            why = known[candidate]
            if why is not None:
                self._leave_out(begins, contact_id, address, why)
            elif address is not None and candidate.head is not None:
                self._mark ^= mark
                self._keep(begins, contact_id, address, candidate.head)

    def _keep(self, begins: str, contact_id: UUID | None, address: str, head: str) -> None:
        self._counts[0] += 1
        self._kept[head] = self._kept.get(head, 0) + 1
        if len(self._some) < LOOKED_AT:
            self._some.append((contact_id, address))
        who = NULL if contact_id is None else hexed(contact_id)
        self._recipients.append(f"{begins}{self._counts[0]}\t{who}\t{plain(address)}\n")

    def _leave_out(
        self, begins: str, contact_id: UUID | None, address: str | None, why: ExclusionReason
    ) -> None:
        self._counts[1] += 1
        self._gone[why] = self._gone.get(why, 0) + 1
        who = NULL if contact_id is None else hexed(contact_id)
        self._exclusions.append(f"{begins}{self._counts[1]}\t{who}\t{plain(address)}\t{why}\n")

    async def _write(self, tenant_id: TenantId, least: int) -> None:
        if len(self._recipients) + len(self._exclusions) < least:
            return
        async with self._across() as session:
            await self._go_on(self._working(session, tenant_id))
            await repository.append(session, self._recipients, self._exclusions)
        self._recipients, self._exclusions = [], []

    async def _tell_again_and_again(self, tenant_id: TenantId) -> None:
        """Be heard of while people are read and nothing is written yet: that may take long."""
        while True:
            await asyncio.sleep(BELIEVED.total_seconds() / 3)
            try:
                async with self._across() as session:
                    await self._still_mine(self._working(session, tenant_id))
            except DATABASE_FAULTS as fault:
                log.warning("campaigns.list_not_told", error=str(fault))

    async def _go_on(self, work: Work) -> None:
        """Make sure that it is still wanted, and tell how far it got."""
        one = await self._still_mine(work)
        if one.listed is None:
            return
        told = replace(one, version=one.version + 1, listed=sum(self._counts))
        await campaigns.write(work, told)
        await work.record(progressed(told))

    async def _still_mine(self, work: Work) -> Campaign:
        """The campaign, locked, and this writer heard of once more."""
        one = await campaigns.campaign(work, self._campaign_id, lock=True)
        if one is None or (await campaigns.freezer(work, one.id))[0] != self._token:
            raise Superseded
        await campaigns.begin_freezing(work, one.id, self._token, work.now + BELIEVED)
        return one

    def _working(self, session: AsyncSession, tenant_id: TenantId) -> Work:
        return Work(session, tenant_id, self._ground.clock, self._ground.ids, SYSTEM)
