"""Many events counted at once: what they add, and where the counting stands after them. Pure.

The same events give the same sums in whatever pieces they are folded: each moves the trace that the
one before it left.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guichet.insight.figures import facts
from guichet.insight.figures.counting import (
    AgentCount,
    AgentTrace,
    Fact,
    QueueCount,
    Target,
    Trace,
    advance,
    advance_agent,
)
from guichet.kit.events.types import Event
from guichet.routing import events as routing_events


def interaction_of(event: Event) -> UUID | None:
    """The interaction whose counting ``event`` moves on, if any."""
    if event.kind == routing_events.SETTLED or facts.interaction_fact(event) is None:
        return None
    return UUID(event.subject.partition(":")[2])


def agents_of(event: Event) -> Iterable[UUID]:
    """The agents whose time ``event`` moves on."""
    return () if event.kind == routing_events.SETTLED else facts.agent_facts(event)


@dataclass(slots=True)
class Fold:
    """Of one tenant. ``traces`` and ``agent_traces`` hold what was remembered, of all the events
    speak of; afterwards they hold what is to be remembered.
    """

    traces: dict[UUID, Trace]
    agent_traces: dict[UUID, AgentTrace]
    target_of: Callable[[UUID], Target]
    """What a queue promises itself."""
    _queues: list[QueueCount] = field(default_factory=list)
    _agents: list[AgentCount] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Count one event, in the order of the log."""
        if event.kind == routing_events.SETTLED:
            self._queues += facts.promises(event)
            return
        interaction_id, fact = interaction_of(event), facts.interaction_fact(event)
        if interaction_id is not None and fact is not None:
            self._take_fact(interaction_id, fact)
        for agent_id, agent_fact in facts.agent_facts(event).items():
            before = self.agent_traces.get(agent_id, AgentTrace())
            self.agent_traces[agent_id], counts = advance_agent(agent_id, before, agent_fact)
            self._agents += counts

    def _take_fact(self, interaction_id: UUID, fact: Fact) -> None:
        trace = self.traces.get(interaction_id, Trace())
        queue_id = trace.queue_id or fact.queue_id
        if queue_id is None:
            return
        moved, queues, agents = advance(trace, fact, self.target_of(queue_id))
        self.traces[interaction_id] = moved
        self._queues += queues
        self._agents += agents

    def queue_counts(self) -> Sequence[QueueCount]:
        """One for each queue and quarter, without those that add nothing."""
        sums: dict[tuple[UUID, datetime], QueueCount] = {}
        for one in self._queues:
            key = (one.queue_id, one.quarter)
            before = sums.get(key, QueueCount(one.queue_id, one.quarter, {}))
            longest = max(before.longest_wait_ms, one.longest_wait_ms)
            adds = _added(before.adds, one.adds)
            sums[key] = QueueCount(one.queue_id, one.quarter, adds, longest)
        return [one for one in sums.values() if any(one.adds.values())]

    def agent_counts(self) -> Sequence[AgentCount]:
        """One for each agent and quarter, without those that add nothing."""
        sums: dict[tuple[UUID, datetime], AgentCount] = {}
        for one in self._agents:
            key = (one.agent_id, one.quarter)
            before = sums.get(key, AgentCount(one.agent_id, one.quarter, {}))
            sums[key] = AgentCount(one.agent_id, one.quarter, _added(before.adds, one.adds))
        return [one for one in sums.values() if any(one.adds.values())]


def _added(one: Mapping[str, int], two: Mapping[str, int]) -> Mapping[str, int]:
    return {name: one.get(name, 0) + two.get(name, 0) for name in {*one, *two}}
