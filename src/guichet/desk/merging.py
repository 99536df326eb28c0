"""Two requests of one contact become one, and two again when that was a mistake."""

from uuid import UUID

from guichet.desk import rules
from guichet.desk.sending import note_fact
from guichet.gateway.types import Notice
from guichet.interactions import service as interactions
from guichet.interactions.types import Agent, Interaction
from guichet.kit.work import Work


async def merge(
    work: Work, source_id: UUID, into: UUID, agent: Agent, reason: str | None, *, supervises: bool
) -> Interaction:
    """``into`` goes on instead of the source; gives the one that goes on. What the person says
    next at either goes there. Raises ``Conflict`` when somebody else has one of them or they
    cannot be merged, ``Invalid`` when they are not of one contact.
    """
    source, target = await _both(work, source_id, into)
    if source.merged_into == target.id:
        return target
    for one in (source, target):
        rules.refuse_unless_involved(one, agent, supervises=supervises)
    rules.refuse_unless_mergeable(source, target)
    told = await note_fact(work, source, _notice("merged_away", agent, target, reason))
    await interactions.merge(work, told, target, by=agent, reason=reason)
    return await note_fact(work, target, _notice("merged_here", agent, source, reason))


async def unmerge(work: Work, source_id: UUID, agent: Agent) -> Interaction:
    """The merging was a mistake: the source goes on by itself, with this agent if it was open.
    Raises ``Conflict`` ``not_merged``.
    """
    one = await interactions.for_change(work, source_id)
    alone = await interactions.unmerge(work, one, agent)
    return await note_fact(work, alone, Notice("unmerged", {"agent": agent.name}))


async def _both(work: Work, source_id: UUID, into: UUID) -> tuple[Interaction, Interaction]:
    """Locked in the order of their ids, so that two who merge the same pair do not wait for each
    other for ever.
    """
    held = {one: await interactions.for_change(work, one) for one in sorted({source_id, into})}
    return held[source_id], held[into]


def _notice(code: str, agent: Agent, other: Interaction, reason: str | None) -> Notice:
    params = {"agent": agent.name, "interaction": str(other.id)}
    return Notice(code, {**params, "reason": reason} if reason else params)
