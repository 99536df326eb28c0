"""What a company has that its rules can name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guichet.agents import service as agents
from guichet.agents.types import AgentProfile, Calendar, Queue, Skill
from guichet.crm import service as crm
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.types import EntryPoint
from guichet.gateway.types import Medium
from guichet.intake.rules.engine import folded
from guichet.intake.rules.verdicts import Known
from guichet.kit.work import Work

_MOST_ENTRY_POINTS = 500
LISTED = 1_000
"""So many tags, or more, may be only a part of all."""


@dataclass(frozen=True, slots=True)
class House:
    """The things themselves, for menus."""

    queues: Sequence[Queue]
    skills: Sequence[Skill]
    agents: Sequence[AgentProfile]
    calendars: Sequence[Calendar]
    entry_points: Sequence[EntryPoint]
    tags: Sequence[str]
    """Of contacts, as far as they are listed."""

    @property
    def known(self) -> Known:
        """Their ids, for checking."""
        return Known(
            queues=_ids([one.id for one in self.queues]),
            skills=_ids([one.id for one in self.skills]),
            agents=_ids([one.id for one in self.agents]),
            calendars=_ids([one.id for one in self.calendars]),
            entry_points=_ids([one.id for one in self.entry_points]),
            media=frozenset(medium.value for medium in Medium),
            tags=frozenset(map(folded, self.tags)) if len(self.tags) < LISTED else None,
        )


async def house(work: Work) -> House:
    """Everything rules can name now."""
    return House(
        queues=await agents.queues(work),
        skills=await agents.skills(work),
        agents=[one for one in await agents.profiles(work) if one.active],
        calendars=await agents.calendars(work),
        entry_points=await entry_points.page(work, None, _MOST_ENTRY_POINTS),
        tags=await crm.tags(work),
    )


def _ids(ids: Sequence[UUID]) -> frozenset[str]:
    return frozenset(map(str, ids))
