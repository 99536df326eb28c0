"""Where a new request is to wait, and for whom: the one place rules are asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from guichet.agents import service as agents
from guichet.crm.types import Contact
from guichet.gateway.types import Inbound
from guichet.intake.types import Arrival
from guichet.interactions import service as interactions
from guichet.interactions.types import Interaction, Placement, Preferred, QueueRef
from guichet.kit.work import Work

REMEMBERED = timedelta(hours=24)
"""How long after their last talk a person is brought back to the same agent."""
SAME_AGENT_FIRST = timedelta(minutes=5)
"""How long they wait for that agent, before others get it."""


async def place(work: Work, arrival: Arrival, _inbound: Inbound, contact: Contact) -> Placement:
    """The placement of what the inbound opens: the default queue, and the agent they talked to
    lately.
    """
    queue = await agents.default_queue(work)
    latest = await interactions.latest_of(work, contact.id, arrival.entry_point_id)
    return Placement(queue=QueueRef(queue.id, queue.name), preferred=last_agent(latest, work.now))


def last_agent(latest: Sequence[Interaction], now: datetime) -> Preferred | None:
    """The agent of the newest conversation an agent had, if that is not long ago."""
    for one in latest:
        if one.agent is not None and one.last_message_at is not None:
            recent = now - one.last_message_at <= REMEMBERED
            return Preferred(one.agent.id, now + SAME_AGENT_FIRST) if recent else None
    return None
