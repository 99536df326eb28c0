"""What time does to requests; run by jobs, harmless when it is not time or they are elsewhere."""

from datetime import timedelta
from uuid import UUID

from guichet.desk.sending import note_fact
from guichet.gateway.types import Notice
from guichet.interactions import service as interactions
from guichet.interactions.states import State
from guichet.interactions.types import Preferred
from guichet.kit.work import Work

SAME_AGENT_FIRST = timedelta(minutes=10)
"""How long a request that wakes waits for the agent who put it aside, before others get it."""


async def wake(work: Work, interaction_id: UUID) -> None:
    """It is time for one put aside."""
    one = await interactions.for_change(work, interaction_id)
    if one.state is not State.SNOOZED or one.snoozed_until is None or one.agent is None:
        return
    if one.snoozed_until > work.now:
        return
    first = Preferred(one.agent.id, work.now + SAME_AGENT_FIRST)
    woken = await interactions.wake(work, one, first)
    await note_fact(work, woken, Notice("woken", {"agent": one.agent.name}))


async def end_wrap_up(work: Work, interaction_id: UUID) -> None:
    """The time to write one up is over."""
    one = await interactions.for_change(work, interaction_id)
    if one.state is not State.WRAP_UP or one.wrap_up_until is None:
        return
    if one.wrap_up_until <= work.now:
        await interactions.close(work, one)
