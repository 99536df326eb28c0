"""What happens to figures: screens follow them by events, as they follow everything."""

from collections.abc import Mapping

from guichet.insight.figures.types import AgentFigures, QueueFigures
from guichet.kit.events.types import EventKind, Json, NewEvent

QUEUE_COUNTED = EventKind("insight.queue.counted")
"""A queue's figures of one quarter of an hour changed. Payload: ``item``, the whole of them."""

AGENT_COUNTED = EventKind("insight.agent.counted")
"""An agent's figures of one quarter of an hour changed. Payload: ``item``, the whole of them."""


def queue_counted(figures: QueueFigures) -> NewEvent:
    """The event of a changed quarter of a queue."""
    item = queue_item(figures)
    return NewEvent(QUEUE_COUNTED, f"queue_figure:{item['id']}", figures.version, {"item": item})


def agent_counted(figures: AgentFigures) -> NewEvent:
    """The event of a changed quarter of an agent."""
    item = agent_item(figures)
    return NewEvent(AGENT_COUNTED, f"agent_figure:{item['id']}", figures.version, {"item": item})


def queue_item(one: QueueFigures) -> dict[str, Json]:
    """The public value of a queue's quarter."""
    quarter = one.quarter.isoformat()
    return {
        "id": f"{one.queue_id}:{quarter}",
        "version": one.version,
        "queue_id": str(one.queue_id),
        "quarter": quarter,
        "sums": _sums(one.sums),
    }


def agent_item(one: AgentFigures) -> dict[str, Json]:
    """The public value of an agent's quarter."""
    quarter = one.quarter.isoformat()
    return {
        "id": f"{one.agent_id}:{quarter}",
        "version": one.version,
        "agent_id": str(one.agent_id),
        "quarter": quarter,
        "sums": _sums(one.sums),
    }


def _sums(sums: Mapping[str, int]) -> dict[str, Json]:
    return dict(sums)
