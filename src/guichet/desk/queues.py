"""What the desk asks of a request's queue."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from guichet.agents import service as agents
from guichet.interactions.types import Agent, DispositionRef, Interaction, QueueRef
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.ids import UserId
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Ending:
    """What a queue wants at the end of its requests."""

    limit: timedelta = timedelta(0)
    """The longest time to write one up; none at all when zero."""
    required: bool = False
    """Nothing ends without saying what came of it."""
    dispositions: tuple[DispositionRef, ...] = ()

    def chosen(self, disposition_id: UUID | None) -> DispositionRef | None:
        """The disposition of that id. Raises ``Invalid`` when the queue has none such."""
        if disposition_id is None:
            return None
        for one in self.dispositions:
            if one.id == disposition_id:
                return one
        raise Invalid(None, (FieldFault("disposition_id", "wrong_value"),))


async def ending_of(work: Work, one: Interaction) -> Ending:
    """What its queue wants; nothing, where it waits in none."""
    if one.queue is None:
        return Ending()
    queue = await agents.living_queue(work, one.queue.id)
    outcomes = tuple(DispositionRef(it.id, it.name) for it in queue.dispositions)
    return Ending(queue.wrap_up, queue.disposition_required, outcomes)


async def refuse_manual_pick(work: Work, one: Interaction, agent: Agent) -> None:
    """Raises ``Conflict`` ``no_manual_pick`` where the queue hands out by itself; who is asked or
    named may always take it.
    """
    if one.queue is None or one.offer is not None or one.agent is not None:
        return
    if one.preferred is not None and one.preferred.agent_id == agent.id:
        return
    queue = await agents.living_queue(work, one.queue.id)
    if not queue.manual_pick:
        raise Conflict("no_manual_pick", queue=queue.name)


async def ref(work: Work, queue_id: UUID) -> QueueRef:
    """The queue as an interaction names it. Raises ``Invalid`` when there is none such."""
    queue = next((it for it in await agents.queues(work) if it.id == queue_id), None)
    if queue is None:
        raise Invalid(None, (FieldFault("queue_id", "wrong_value"),))
    return QueueRef(queue.id, queue.name)


async def agent(work: Work, user_id: UUID, field: str = "agent_id") -> Agent:
    """A member who answers. Raises ``Invalid`` when there is none such."""
    try:
        profile = await agents.profile(work, UserId(user_id))
    except NotFound:
        raise Invalid(None, (FieldFault(field, "wrong_value"),)) from None
    return Agent(profile.id, profile.name)
