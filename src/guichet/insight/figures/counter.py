"""Counts as things happen: a durable consumer, so that each event counts exactly once however
often processes die.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents import events as agent_events
from guichet.agents import live as agents
from guichet.agents.types import QueueRules
from guichet.insight.figures import events, repository
from guichet.insight.figures.counting import Target
from guichet.insight.figures.folding import Fold, agents_of, interaction_of
from guichet.interactions import events as interactions
from guichet.kit.clock import Clock
from guichet.kit.events import log
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event
from guichet.kit.ids import IdMaker, TenantId
from guichet.routing import events as routing_events

GATHER = timedelta(milliseconds=250)
"""Figures may be a second old: what comes within this is counted together."""
KINDS = frozenset(
    {
        interactions.OPENED,
        interactions.OFFERED,
        interactions.DECLINED,
        interactions.TAKEN,
        interactions.HELD,
        interactions.RESUMED,
        interactions.RELEASED,
        interactions.TRANSFERRED,
        interactions.REQUEUED,
        interactions.SNOOZED,
        interactions.FINISHED,
        interactions.CLOSED,
        interactions.REOPENED,
        interactions.MERGED,
        agent_events.PRESENCE_CHANGED,
        routing_events.SETTLED,
    }
)


class FiguresCounter:
    """Applies events to the figures, in the consumer's transaction under the system role."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids

    def consumer(self) -> Consumer:
        """To be run by a ``ConsumerRunner``."""
        return Consumer(
            "insight.counter",
            KINDS,
            self.handle,
            from_start=True,
            handle_all=self.handle_all,
            gather=GATHER,
        )

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Count one event and tell what changed."""
        await self.handle_all(session, [event])

    async def handle_all(self, session: AsyncSession, several: Sequence[Event]) -> None:
        """Count events, given in the order of the log, and tell what changed: some statements for
        each tenant, however many events.
        """
        by_tenant: dict[TenantId, list[Event]] = {}
        for event in several:
            by_tenant.setdefault(event.tenant_id, []).append(event)
        for tenant_id, of_tenant in by_tenant.items():
            fold = await _remembered(session, tenant_id, of_tenant)
            for event in of_tenant:
                fold.take(event)
            await self._keep(session, tenant_id, fold)

    async def _keep(self, session: AsyncSession, tenant_id: TenantId, fold: Fold) -> None:
        await repository.save_traces(session, tenant_id, fold.traces)
        await repository.save_agent_traces(session, tenant_id, fold.agent_traces)
        queues = await repository.add_queues(session, tenant_id, fold.queue_counts())
        agents = await repository.add_agents(session, tenant_id, fold.agent_counts())
        told = [events.queue_counted(one) for one in queues]
        told += [events.agent_counted(one) for one in agents]
        if told:
            named = [(self._ids.new(), one) for one in told]
            await log.record_all(session, tenant_id, named, self._clock.now())


async def _remembered(session: AsyncSession, tenant_id: TenantId, several: Sequence[Event]) -> Fold:
    ids = {one for event in several if (one := interaction_of(event)) is not None}
    agent_ids = {one for event in several for one in agents_of(event)}
    return Fold(
        await repository.traces(session, tenant_id, ids),
        await repository.agent_traces(session, tenant_id, agent_ids),
        await _targets(session, tenant_id) if ids else _usual,
    )


async def _targets(session: AsyncSession, tenant_id: TenantId) -> Callable[[UUID], Target]:
    """What each queue promises itself now; a queue that is gone had promised the usual."""
    queues = await agents.read_queues(session, tenant_id)
    known: Mapping[UUID, Target] = {one.id: _target(one) for one in queues}
    return lambda queue_id: known.get(queue_id) or _usual(queue_id)


def _usual(_queue_id: UUID) -> Target:
    return _target(QueueRules(name=""))


def _target(rules: QueueRules) -> Target:
    return Target(rules.target.within, rules.short_abandon)
