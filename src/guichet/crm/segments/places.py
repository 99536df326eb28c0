"""Which postcodes lie within a zone. Pure."""

from collections.abc import Sequence

from guichet.crm.places.types import Centre, Centres


def within(zone: Sequence[Centre], centres: Centres) -> list[str]:
    """The postcodes whose centre lies in the zone."""
    return sorted(code for code, centre in centres.items() if holds(zone, centre))


def holds(zone: Sequence[Centre], point: Centre) -> bool:
    """Whether a point lies in a polygon: a line from it crosses the outline an odd number of
    times.
    """
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(zone, [*zone[1:], zone[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
