"""What is told about what tenants decided for themselves."""

from typing import Final

from guichet.kit.events.types import EventKind, Json
from guichet.policies.care.types import Care

CARE_CHANGED: Final = EventKind("policies.care.changed")
"""A tenant decided anew when and how often it writes; the payload's item is all of it."""


def care_item(care: Care) -> dict[str, Json]:
    """The public value."""
    chosen = care.stricter
    hours: Json = None
    if chosen.hours is not None:
        windows: list[Json] = [
            {"days": [*sorted(one.days)], "start": one.start, "end": one.end}
            for one in chosen.hours.windows
        ]
        hours = {
            "windows": windows,
            "sundays": chosen.hours.sundays,
            "holidays": chosen.hours.holidays,
        }
    return {
        "version": care.version,
        "prudent": chosen.prudent,
        "hours": hours,
        "cap": {"count": chosen.cap.count, "days": chosen.cap.days} if chosen.cap else None,
        "added_days": [*sorted(chosen.added_days)],
        "removed_days": [*sorted(chosen.removed_days)],
    }
