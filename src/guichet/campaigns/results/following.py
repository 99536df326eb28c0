"""Follows campaigns: what became of their messages, and what people did, is put to each
recipient's row and to the sums, some thousands at a time.

What there is to look at is taken in the very transaction that counts it, so that each thing counts
once however often processes die; several processes share the campaigns.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.marks import service as marks
from guichet.campaigns.marks.types import Mark
from guichet.campaigns.results import curve, repository
from guichet.campaigns.results.counts import Row, by_state, changed
from guichet.campaigns.results.events import followed
from guichet.campaigns.results.folding import became, marked, stood, unknown
from guichet.campaigns.results.forecast import noted
from guichet.campaigns.results.repository import Followed
from guichet.campaigns.results.types import Figures
from guichet.gateway.across import AcrossTenants
from guichet.gateway.mass import touching
from guichet.gateway.mass.bell import REPORTED
from guichet.gateway.mass.touching import Standing
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.ids import IdMaker
from guichet.kit.work import SYSTEM, Work

GATHER: Final = timedelta(seconds=1)
"""What happens to one campaign meanwhile is counted together and told once."""
LOOK: Final = timedelta(seconds=2)
"""How soon is seen what another process committed."""
MESSAGES: Final = 4_000
"""About so many are taken in one transaction: it stays far below its limits."""
MARKS: Final = 2_000
AT_ONCE: Final = 200
"""Campaigns in one round."""
_LOWEST: Final = UUID(int=0)
_OPEN: Final = frozenset({"accepted", "held"})

log = structlog.get_logger(__name__)


class ResultsFollower:
    """One for a process of the role ``worker``."""

    def __init__(self, across: AcrossTenants, clock: Clock, ids: IdMaker) -> None:
        self._across = across
        self._clock = clock
        self._ids = ids
        self._awake = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled; the database may come and go."""
        with REPORTED["campaign"].heard_by(self._awake.set):
            while True:
                self._awake.clear()
                if not await self._follow_or_note():
                    await self._rest()
                await asyncio.sleep(GATHER.total_seconds())

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK.total_seconds()):
                await self._awake.wait()
        except TimeoutError:
            return

    async def _follow_or_note(self) -> int:
        try:
            return await self.follow()
        except DATABASE_FAULTS as fault:
            log.warning("campaigns.not_followed", error=str(fault))
            return 0

    async def follow(self) -> int:
        """Count what there is; how many recipients there was news of."""
        news = 0
        for one in await self._due():
            while some := await self._count(one):
                news += some
        return news

    async def _due(self) -> Sequence[Followed]:
        async with self._across() as session:
            touched = await touching.campaigns(session, _LOWEST, AT_ONCE)
            found = [Followed(one.tenant_id, one.campaign_id) for one in touched]
            due = await marks.due(session, _LOWEST, AT_ONCE)
            found += [Followed(one.tenant_id, one.campaign_id) for one in due]
        return list(dict.fromkeys(found))

    async def _count(self, one: Followed) -> int:
        async with self._across() as session:
            figures = await repository.begin(session, one, self._clock.now())
            if figures is None:
                return 0  # another process counts it
            ids = await touching.take(session, one.campaign_id, MESSAGES)
            done = await marks.take(session, one.campaign_id, MARKS)
            if not ids and not done:
                return 0
            before, after = await self._news(session, one, ids, done)
            await repository.keep_fates(session, one.tenant_id, one.campaign_id, after.values())
            minutes = curve.grown(before.values(), after.values())
            await repository.add_to_curve(session, one.tenant_id, one.campaign_id, minutes)
            grown = self._grown(figures, before, after)
            await repository.keep(session, one.tenant_id, grown)
            work = Work(session, one.tenant_id, self._clock, self._ids, SYSTEM)
            await work.record(followed(grown))
        return len(after)

    async def _news(
        self, session: AsyncSession, one: Followed, ids: Sequence[UUID], did: Sequence[Mark]
    ) -> tuple[Mapping[int, Row], Mapping[int, Row]]:
        """Recipients there is news of, by place: as they were known, and as they are."""
        session_of = (session, one.tenant_id, one.campaign_id)
        known = await repository.fates_of_messages(session, one.tenant_id, ids)
        seen = await touching.fates(session, one.tenant_id, list(known))
        fresh = await self._fresh(session, one, [each for each in ids if each not in known])
        done: dict[int, list[Mark]] = defaultdict(list)
        for mark in did:
            done[mark.n].append(mark)
        before = {row.n: row for row in known.values()}
        others = (fresh.keys() | done.keys()) - before.keys()
        before |= await repository.fates(*session_of, others)
        unseen = others - before.keys()
        contacts = await repository.contacts(*session_of, unseen) if unseen else {}
        stands = {row.n: became(row, seen[message_id]) for message_id, row in known.items()}
        after: dict[int, Row] = {}
        for n in stands.keys() | fresh.keys() | done.keys():
            row = stands.get(n) or before.get(n)
            if row is None and n not in contacts:
                continue  # no recipient of this campaign
            row = row or unknown(n, contacts[n])
            row = marked(stood(row, fresh[n]) if n in fresh else row, done.get(n, ()))
            if row != before.get(n):
                after[n] = row
        return {n: row for n, row in before.items() if n in after}, after

    async def _fresh(
        self, session: AsyncSession, one: Followed, ids: Sequence[UUID]
    ) -> Mapping[int, Standing]:
        """Messages that are seen for the first time, by their recipients' places."""
        standing = await touching.standing(session, one.tenant_id, ids)
        places = await self._places(session, one, standing)
        return {places[each.message_id]: each for each in standing if each.message_id in places}

    async def _places(
        self, session: AsyncSession, one: Followed, several: Sequence[Standing]
    ) -> Mapping[UUID, int]:
        """Which recipients messages are for that are seen for the first time."""
        if not several:
            return {}
        chunks = {each.chunk_id for each in several}
        firsts = await repository.firsts(session, one.tenant_id, one.campaign_id, chunks)
        ranks = await touching.places(session, one.tenant_id, list(firsts))
        return {
            each.message_id: firsts[each.chunk_id] + ranks[each.message_id] - 1
            for each in several
            if each.chunk_id in firsts
        }

    def _grown(
        self, figures: Figures, before: Mapping[int, Row], after: Mapping[int, Row]
    ) -> Figures:
        now = self._clock.now()
        counts = changed(figures.counts, before.values(), after.values())
        states = by_state(counts)
        settled = sum(count for state, count in states.items() if state not in _OPEN)
        left = [row.left_at for row in after.values() if row.left_at is not None]
        known = [one for one in (figures.first_left_at, figures.last_left_at) if one is not None]
        return replace(
            figures,
            version=figures.version + 1,
            changed_at=now,
            counts=counts,
            samples=noted(figures.samples, now, settled),
            first_left_at=min((*known, *left), default=None),
            last_left_at=max((*known, *left), default=None),
        )
