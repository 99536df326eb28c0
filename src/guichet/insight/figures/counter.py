"""Counts as things happen: a durable consumer, so that each event counts exactly once however
often processes die.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents import events as agent_events
from guichet.agents import live as agents
from guichet.agents.types import QueueRules
from guichet.insight.figures import events, facts, repository
from guichet.insight.figures.counting import (
    AgentCount,
    QueueCount,
    Target,
    advance,
    advance_agent,
)
from guichet.interactions import events as interactions
from guichet.kit.clock import Clock
from guichet.kit.events import log
from guichet.kit.events.consumers import Consumer
from guichet.kit.events.types import Event, NewEvent
from guichet.kit.ids import IdMaker, TenantId
from guichet.routing import events as routing_events

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
        return Consumer("insight.counter", KINDS, self.handle, from_start=True)

    async def handle(self, session: AsyncSession, event: Event) -> None:
        """Count one event and tell what changed."""
        queues, agents = await self._count(session, event)
        told: list[NewEvent] = []
        for queue_count in _together(queues):
            figures = await repository.add_queue(session, event.tenant_id, queue_count)
            told.append(events.queue_counted(figures))
        for agent_count in _together_agents(agents):
            added = await repository.add_agent(session, event.tenant_id, agent_count)
            told.append(events.agent_counted(added))
        if told:
            named = [(self._ids.new(), one) for one in told]
            await log.record_all(session, event.tenant_id, named, self._clock.now())

    async def _count(
        self, session: AsyncSession, event: Event
    ) -> tuple[Sequence[QueueCount], Sequence[AgentCount]]:
        if event.kind == routing_events.SETTLED:
            return facts.promises(event), ()
        queues, agents = await self._count_interaction(session, event)
        for agent_id, fact in facts.agent_facts(event).items():
            trace = await repository.agent_trace(session, event.tenant_id, agent_id)
            moved, counts = advance_agent(agent_id, trace, fact)
            await repository.save_agent_trace(session, event.tenant_id, agent_id, moved)
            agents = [*agents, *counts]
        return queues, agents

    async def _count_interaction(
        self, session: AsyncSession, event: Event
    ) -> tuple[Sequence[QueueCount], Sequence[AgentCount]]:
        fact = facts.interaction_fact(event)
        if fact is None:
            return (), ()
        interaction_id = UUID(event.subject.partition(":")[2])
        trace = await repository.trace(session, event.tenant_id, interaction_id)
        queue_id = trace.queue_id or fact.queue_id
        if queue_id is None:
            return (), ()
        target = await _target_of(session, event.tenant_id, queue_id)
        moved, queues, agents = advance(trace, fact, target)
        await repository.save_trace(session, event.tenant_id, interaction_id, moved)
        return queues, agents


async def _target_of(session: AsyncSession, tenant_id: TenantId, queue_id: UUID) -> Target:
    """What the queue promises itself now; a queue that is gone had promised the usual."""
    queues = await agents.read_queues(session, tenant_id)
    found = next((one for one in queues if one.id == queue_id), None)
    rules = found or QueueRules(name="")
    return Target(rules.target.within, rules.short_abandon)


def _together(counts: Sequence[QueueCount]) -> Sequence[QueueCount]:
    """One count for each queue and quarter, without those that add nothing."""
    sums: dict[tuple[UUID, object], QueueCount] = {}
    for one in counts:
        key = (one.queue_id, one.quarter)
        before = sums.get(key, QueueCount(one.queue_id, one.quarter, {}))
        longest = max(before.longest_wait_ms, one.longest_wait_ms)
        adds = _added(before.adds, one.adds)
        sums[key] = QueueCount(one.queue_id, one.quarter, adds, longest)
    return [one for one in sums.values() if any(one.adds.values())]


def _together_agents(counts: Sequence[AgentCount]) -> Sequence[AgentCount]:
    sums: dict[tuple[UUID, object], AgentCount] = {}
    for one in counts:
        key = (one.agent_id, one.quarter)
        before = sums.get(key, AgentCount(one.agent_id, one.quarter, {}))
        sums[key] = AgentCount(one.agent_id, one.quarter, _added(before.adds, one.adds))
    return [one for one in sums.values() if any(one.adds.values())]


def _added(one: Mapping[str, int], two: Mapping[str, int]) -> Mapping[str, int]:
    return {name: one.get(name, 0) + two.get(name, 0) for name in {*one, *two}}
