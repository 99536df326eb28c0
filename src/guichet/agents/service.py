"""The front door: who answers, and where requests wait.

Everything works without any setup: the default queue and the standard reasons are made on first
need, and every member who may answer is an agent. Works run under the request role as well as under
the system role; reading within a snapshot is in ``guichet.agents.live``.
"""

from collections.abc import Sequence
from uuid import UUID

from guichet.agents.calendars import service as _calendars
from guichet.agents.presence import reasons as _reasons
from guichet.agents.presence import service as _presence
from guichet.agents.profiles import service as _profiles
from guichet.agents.queues import service as _queues
from guichet.agents.removal.service import remove_calendar, remove_queue, remove_skill
from guichet.agents.skills import service as _skills
from guichet.agents.types import Presence
from guichet.kit.ids import UserId
from guichet.kit.work import Work

__all__ = [
    "add_reason",
    "back",
    "calendar",
    "calendars",
    "change_calendar",
    "change_profile",
    "change_queue",
    "change_reason",
    "create_calendar",
    "create_queue",
    "create_skill",
    "default_queue",
    "follow_member",
    "living_queue",
    "lose",
    "may_answer",
    "presence",
    "presence_for_change",
    "presences",
    "profile",
    "profiles",
    "queue",
    "queues",
    "reasons",
    "remove_calendar",
    "remove_queue",
    "remove_reason",
    "remove_skill",
    "rename_skill",
    "set_presence",
    "skills",
]

default_queue = _queues.default
queue = _queues.get
living_queue = _queues.living
queues = _queues.all_of
create_queue = _queues.create
change_queue = _queues.change

skills = _skills.all_of
create_skill = _skills.create
rename_skill = _skills.rename

profile = _profiles.get
profiles = _profiles.all_of
change_profile = _profiles.change
may_answer = _profiles.may_answer

presence = _presence.get
presence_for_change = _presence.for_change
set_presence = _presence.set_to
lose = _presence.lose
back = _presence.back

reasons = _reasons.all_of
add_reason = _reasons.create
change_reason = _reasons.change
remove_reason = _reasons.remove

calendar = _calendars.get
calendars = _calendars.all_of
create_calendar = _calendars.create
change_calendar = _calendars.change


async def presences(work: Work) -> Sequence[Presence]:
    """All agents that were ever there."""
    return await _presence.everyone(work.session, work.tenant_id)


async def follow_member(work: Work, user_id: UUID, name: str, *, answers: bool) -> None:
    """Take over what a member is called now and whether they may still answer: who may not is
    offline and gets nothing more. Safe to repeat.
    """
    agent = UserId(user_id)
    await _profiles.follow(work, agent, name, answers=answers)
    await _presence.follow(work, agent, name, answers=answers)
