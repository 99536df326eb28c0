"""What happens to queues, skills, agents, presence, calendars and reasons. Payloads carry the whole
public value (``item``); what was removed is told by its last value with ``removed``.
"""

from typing import Final

from guichet.agents.items import Item
from guichet.kit.events.types import EventKind, NewEvent

QUEUE_CHANGED: Final = EventKind("agents.queue.changed")
"""A queue was made, changed or removed.

`item` is the queue; `removed` tells that it is gone, `moved_to` where its waiting go."""

SKILL_CHANGED: Final = EventKind("agents.skill.changed")
"""A skill was made, renamed or removed. `item` is the skill."""

PROFILE_CHANGED: Final = EventKind("agents.profile.changed")
"""An agent's queues, skills, capacity, languages or name changed, or whether they answer at all.

`item` is the agent; `active` tells whether they still may answer."""

PRESENCE_CHANGED: Final = EventKind("agents.presence.changed")
"""An agent is ready, not ready or offline, or their browser was lost or is back.

`item` has status, reason, since when, and since when the browser is not heard of."""

CALENDAR_CHANGED: Final = EventKind("agents.calendar.changed")
"""A calendar was made, changed or removed. `item` is the calendar."""

REASON_CHANGED: Final = EventKind("agents.reason.changed")
"""A reason for not being ready was made, changed or removed. `item` is the reason."""


def event_of(kind: EventKind, noun: str, item: Item) -> NewEvent:
    """The event that tells of ``item``."""
    version = item["version"]
    assert isinstance(version, int)
    return NewEvent(kind, f"{noun}:{item['id']}", version, {"item": item})
