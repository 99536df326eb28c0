"""At everybody's own hour: the wall clock of the company, where each number is at home. Pure."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from guichet.policies.presets import shipped
from guichet.policies.territories import territory_of


def due(at: datetime, home: ZoneInfo, number: str) -> datetime:
    """When it is the hour that ``at`` shows on the company's wall, where ``number`` is at home; of
    a place nobody knows the company's own; where the number leaves the zone open, the last of them.
    """
    return _due(at, home, territory_of(number))


@lru_cache(maxsize=2_000)
def _due(at: datetime, home: ZoneInfo, place: str | None) -> datetime:
    territory = shipped().territories.get(place or "")
    wall = at.astimezone(home).replace(tzinfo=None)
    zones = [home] if territory is None else [ZoneInfo(one) for one in territory.zones]
    return max(wall.replace(tzinfo=zone).astimezone(UTC) for zone in zones)
