"""The routers of the room, in the order of the document."""

from typing import Final

from fastapi import APIRouter

from guichet.agents.calendars.endpoints import router as calendars
from guichet.agents.presence.endpoints import router as presence
from guichet.agents.profiles.endpoints import router as profiles
from guichet.agents.queues.endpoints import router as queues
from guichet.agents.removal.endpoints import ROUTERS as REMOVAL
from guichet.agents.skills.endpoints import router as skills

ROUTERS: Final[tuple[APIRouter, ...]] = (
    queues,
    skills,
    profiles,
    presence,
    calendars,
    *REMOVAL,
)
