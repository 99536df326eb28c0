"""Where postcodes are: their centres, and which of them lie within a zone. Pure.

The centres of La Réunion come with the program, as the middle of the commune's town; other
territories are handed in (``Centres``).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

Centre = tuple[float, float]
"""Longitude and latitude."""
Centres = Mapping[str, Centre]

LA_REUNION: Final[Centres] = MappingProxyType(
    {
        "97400": (55.4504, -20.8789),
        "97410": (55.4784, -21.3393),
        "97411": (55.2250, -21.0330),
        "97412": (55.6490, -21.0330),
        "97413": (55.4730, -21.1330),
        "97414": (55.4080, -21.2650),
        "97416": (55.2930, -21.1660),
        "97417": (55.4030, -20.8950),
        "97418": (55.5720, -21.2060),
        "97419": (55.3000, -20.9260),
        "97420": (55.2910, -20.9390),
        "97421": (55.4230, -21.2360),
        "97422": (55.3400, -21.0700),
        "97423": (55.3200, -21.0300),
        "97424": (55.3350, -21.1950),
        "97425": (55.3330, -21.2080),
        "97426": (55.3030, -21.1030),
        "97427": (55.3690, -21.2700),
        "97429": (55.5700, -21.3560),
        "97430": (55.5170, -21.2780),
        "97431": (55.6110, -21.1330),
        "97432": (55.4780, -21.3100),
        "97433": (55.5300, -21.0640),
        "97434": (55.2230, -21.0560),
        "97435": (55.2600, -21.0200),
        "97436": (55.2880, -21.1700),
        "97438": (55.5500, -20.9060),
        "97439": (55.7140, -21.1340),
        "97440": (55.6500, -20.9600),
        "97441": (55.6080, -20.9060),
        "97442": (55.7660, -21.3570),
        "97450": (55.4100, -21.2870),
        "97460": (55.2710, -21.0090),
        "97470": (55.7050, -21.0330),
        "97480": (55.6130, -21.3780),
        "97490": (55.5000, -20.9000),
    }
)


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
