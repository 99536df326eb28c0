"""Figures for whoever asks: sums over a time, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guichet.insight.figures import repository
from guichet.insight.figures.rating import AgentRating, QueueRating, rate_agent, rate_queue
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.work import Work

LONGEST_SPAN = timedelta(days=93)


@dataclass(frozen=True, slots=True)
class QueueReport:
    """A queue over some time."""

    queue_id: UUID
    sums: Mapping[str, int]
    rating: QueueRating


@dataclass(frozen=True, slots=True)
class AgentReport:
    """An agent over some time."""

    agent_id: UUID
    sums: Mapping[str, int]
    rating: AgentRating


async def queues(work: Work, since: datetime, until: datetime) -> Sequence[QueueReport]:
    """Every queue that counted anything from ``since`` to before ``until``, by quarters of an
    hour. Raises ``Invalid`` for a time that runs backwards or longer than three months.
    """
    _check(since, until)
    found = await repository.queue_sums(work.session, work.tenant_id, since, until)
    return [QueueReport(one.queue_id, one.sums, rate_queue(one.sums)) for one in found]


async def agents(work: Work, since: datetime, until: datetime) -> Sequence[AgentReport]:
    """Every agent who did anything from ``since`` to before ``until``; raises as ``queues``."""
    _check(since, until)
    found = await repository.agent_sums(work.session, work.tenant_id, since, until)
    return [AgentReport(one.agent_id, one.sums, rate_agent(one.sums)) for one in found]


async def presence_quarters(
    work: Work, since: datetime, until: datetime
) -> Sequence[tuple[UUID, datetime, int]]:
    """Agent, quarter of an hour, and the milliseconds in it they were ready or busy; raises as
    ``queues``.
    """
    _check(since, until)
    return await repository.presence_quarters(work.session, work.tenant_id, since, until)


def _check(since: datetime, until: datetime) -> None:
    if since >= until:
        raise Invalid(None, (FieldFault("until", "not_after_since"),))
    if until - since > LONGEST_SPAN:
        raise Invalid(None, (FieldFault("since", "too_long", {"limit": LONGEST_SPAN.days}),))
