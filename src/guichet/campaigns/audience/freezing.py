"""The list of one campaign is written down: everybody is read once, and some thousands at a time
are written, each time in a transaction of its own that first makes sure that nobody else writes it
by now.
"""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns import repository as campaigns
from guichet.campaigns.audience import reasons, repository
from guichet.campaigns.audience.service import Asking, fingerprint_of
from guichet.campaigns.audience.types import Candidate, Frozen, Verdict
from guichet.campaigns.events import progressed
from guichet.campaigns.types import ExclusionReason
from guichet.gateway.across import AcrossTenants
from guichet.kit.db.copying import NULL, hexed, plain
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, Work

AT_ONCE: Final = 20_000
"""Rows of a list in one transaction: far below a second."""
BELIEVED: Final = timedelta(minutes=2)
"""Who makes a list and was not heard of for longer is believed to be gone."""
LOOKED_AT: Final = 300
"""People whose texts are counted for the price, where everybody's is another one."""


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

    async def freeze(self, of: Asking, most: int | None = None) -> Frozen:
        """Read everybody once, and write them down.

        :raises TooMany: there are more than ``most``, whether they get it or not
        :raises Superseded: somebody else makes the list, or it is not wanted any more
        """
        tenant_id = of.chosen.tenant_id
        await self.forget(tenant_id)
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

    async def forget(self, tenant_id: TenantId) -> None:
        """Throw away what was once written."""
        async with self._across() as session:
            last = max(await repository.last(session, tenant_id, self._campaign_id))
        for first in range(1, last + 1, AT_ONCE):
            async with self._across() as session:
                until = first + AT_ONCE - 1
                await repository.forget(session, tenant_id, self._campaign_id, first, until)

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
            work = Work(session, tenant_id, self._ground.clock, self._ground.ids, SYSTEM)
            await self._go_on(work)
            await repository.append(session, self._recipients, self._exclusions)
        self._recipients, self._exclusions = [], []

    async def _go_on(self, work: Work) -> None:
        """Make sure that it is still wanted, and tell how far it got."""
        one = await campaigns.campaign(work, self._campaign_id, lock=True)
        if one is None or (await campaigns.freezer(work, one.id))[0] != self._token:
            raise Superseded
        await campaigns.begin_freezing(work, one.id, self._token, work.now + BELIEVED)
        if one.listed is None:
            return
        told = replace(one, version=one.version + 1, listed=sum(self._counts))
        await campaigns.write(work, told)
        await work.record(progressed(told))
