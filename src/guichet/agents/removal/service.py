"""Removing what others may use: refused while something depends on it, naming what."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from guichet.agents.calendars import service as calendars
from guichet.agents.profiles import service as profiles
from guichet.agents.queues import checks
from guichet.agents.queues import service as queues
from guichet.agents.repository import take_turn
from guichet.agents.skills import service as skills
from guichet.agents.types import Queue
from guichet.kit.errors import Conflict
from guichet.kit.work import Work


async def remove_queue(work: Work, queue_id: UUID, to: UUID | None) -> Queue:
    """Close a queue for good: its agents leave it, its waiting go to ``to`` or the default queue
    (whoever routes hears it by the event and moves them). Gives the queue with ``moved_to``.

    :raises NotFound: there is no such queue.
    :raises Conflict: ``default_queue``; ``queue_in_use``, naming the queues that lead into it.
    :raises Invalid: ``to`` is no other queue.
    """
    await take_turn(work)
    known = await queues.everything(work.session, work.tenant_id)
    _refuse_used("queue_in_use", checks.users_of(queue_id, known))
    removed = await queues.remove(work, queue_id, to)
    await profiles.without_queue(work, queue_id)
    return removed


async def remove_skill(work: Work, skill_id: UUID) -> None:
    """Forget a skill: no agent has it any more.

    :raises NotFound: there is no such skill.
    :raises Conflict: ``skill_in_use``, naming the queues whose steps speak of it.
    """
    await take_turn(work)
    held = await skills.held(work, skill_id)
    known = await queues.everything(work.session, work.tenant_id)
    _refuse_used("skill_in_use", [one for one in known if skill_id in _skills_of(one)])
    await skills.remove(work, held)
    await profiles.without_skill(work, skill_id)


async def remove_calendar(work: Work, calendar_id: UUID) -> None:
    """Forget a calendar.

    :raises NotFound: there is no such calendar.
    :raises Conflict: ``calendar_in_use``, naming the queues that keep its hours.
    """
    await take_turn(work)
    held = await calendars.held(work, calendar_id)
    known = await queues.everything(work.session, work.tenant_id)
    _refuse_used("calendar_in_use", [one for one in known if one.calendar_id == calendar_id])
    await calendars.remove(work, held)


def _skills_of(one: Queue) -> Iterable[UUID]:
    return (relax.skill_id for ring in one.rings for relax in ring.relax)


def _refuse_used(code: str, users: Sequence[Queue]) -> None:
    if users:
        raise Conflict(code, queues=", ".join(sorted(one.name for one in users)))
