"""Reading within a snapshot, for live screens and for the router; changes nothing."""

from guichet.agents.calendars.service import everything as read_calendars
from guichet.agents.presence.reasons import everything as read_reasons
from guichet.agents.presence.service import everyone as read_presences
from guichet.agents.presence.service import tenants_with_agents
from guichet.agents.profiles.service import everyone as read_profiles
from guichet.agents.queues.service import everything as read_queues
from guichet.agents.skills.service import everything as read_skills

__all__ = [
    "read_calendars",
    "read_presences",
    "read_profiles",
    "read_queues",
    "read_reasons",
    "read_skills",
    "tenants_with_agents",
]
