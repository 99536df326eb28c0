"""Whom a text from a telephone answers: the newest text of the company's own that reached it. When
that was a campaign's, the answer counts for it, and the conversation shows it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns import service as campaigns
from guichet.campaigns.marks import service as marks
from guichet.campaigns.marks.types import Mark, MarkKind
from guichet.campaigns.results import places, repository
from guichet.gateway.context import Answered
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Message, MessageState
from guichet.gateway.telephones.events import TEXT_RECEIVED
from guichet.kit.clock import Clock
from guichet.kit.errors import NotFound
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, TenantId, lowest_id_at
from guichet.kit.work import SYSTEM, UnitOfWork, Work

WITHIN: Final = timedelta(days=30)
"""What is written later answers something else."""
LOOKED_AT: Final = 5
"""Of the newest texts to a telephone: some never left."""
REACHED: Final[frozenset[MessageState]] = frozenset({"handed", "delivered", "unknown"})
_MARKS: Final[dict[str, MarkKind]] = {
    "stop": "opted_out",
    "conversation": "replied",
    "answered": "replied",
    "told": "replied",
}
"""By what became of the text."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A text of a campaign that somebody answers."""

    campaign_id: UUID
    message: Message


async def answered(work: Work, telephone: str, at: datetime) -> Addressed | None:
    """What ``telephone`` (E.164) answers that wrote at ``at``; none: no campaign."""
    before = lowest_id_at(at + timedelta(seconds=1))
    for one in await mass.sent_to(work, [telephone], before, LOOKED_AT):
        if one.state not in REACHED:
            continue
        if one.campaign_id is None or at - one.accepted_at > WITHIN:
            return None
        return Addressed(one.campaign_id, one)
    return None


class CampaignsAnswered:
    """Fulfils ``gateway.telephones.types.WhatAnswers``."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work

    async def __call__(self, tenant_id: TenantId, telephone: str, at: datetime) -> Answered | None:
        """The campaign, as this person got it."""
        async with self._open_work(tenant_id, SYSTEM) as work:
            found = await answered(work, telephone, at)
            if found is None:
                return None
            try:
                one = await campaigns.campaign(work, found.campaign_id)
            except NotFound:
                return None
            message = found.message
            known = await repository.fates_of_messages(work.session, tenant_id, [message.id])
            clicks = known[message.id].clicks if message.id in known else 0
        draft = one.draft
        return Answered(
            one.id, draft.name, message.text, message.due_at, draft.offer_ends_at, clicks
        )


class AnswerFollower:
    """Puts answers and STOPs to the campaigns they answer; under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer("campaigns.answers", frozenset({TEXT_RECEIVED}), self.handle)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Apply one event. Who answers twice counts once."""
        item = event.payload["item"]
        assert isinstance(item, dict)
        kind = _MARKS.get(str(item["fate"]))
        if kind is None:
            return
        work = Work(session, event.tenant_id, self._clock, self._ids, SYSTEM)
        at = datetime.fromisoformat(str(item["at"]))
        found = await answered(work, str(item["from"]), at)
        if found is None:
            return
        message = found.message
        place = await places.of(work, found.campaign_id, message.id, message.chunk_id)
        if place is not None:
            mark = Mark(place, kind, at)
            await marks.add(session, event.tenant_id, self._ids, [(found.campaign_id, mark)])


class CampaignReplies:
    """Fulfils ``campaigns.sending.ports.Replies``: as far as answers were counted."""

    async def count(self, work: Work, campaign_id: UUID) -> int:
        """How many people answered."""
        known = await repository.figures(work.session, work.tenant_id, [campaign_id])
        return known[campaign_id].counts.get("replied", 0) if campaign_id in known else 0
