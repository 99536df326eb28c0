"""The north, east, west and south of a department. Pure.

Nobody has said officially where they end. Here: seen from the middle of the department's postcodes,
a postcode belongs to the side in whose quarter of the compass its centre lies. A commune is where
its postcodes are.
"""

from collections.abc import Mapping
from functools import lru_cache
from math import cos, radians
from types import MappingProxyType
from typing import Final

from guichet.crm.places import atlas
from guichet.crm.places.types import Centre

SIDES: Final = ("north", "east", "west", "south")
Communes = Mapping[str, tuple[str, ...]]
"""Each with its postcodes."""


@lru_cache(maxsize=128)
def sides(department: str) -> Mapping[str, Communes]:
    """The communes of each side that has some; of one that is nowhere, none."""
    communes = atlas.of_department(department)
    centres = atlas.centres()
    codes = {code for one in communes for code in one.postcodes if code in centres}
    if len(codes) < len(SIDES):
        return {}
    x = sum(centres[code][0] for code in codes) / len(codes)
    y = sum(centres[code][1] for code in codes) / len(codes)
    side = {code: _side(centres[code], (x, y)) for code in codes}
    found: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in SIDES}
    for one in sorted(communes, key=lambda each: each.name):
        for name in SIDES:
            theirs = tuple(code for code in one.postcodes if side.get(code) == name)
            if theirs:
                found[name][one.name] = theirs
    return MappingProxyType({name: towns for name, towns in found.items() if towns})


def _side(place: Centre, middle: Centre) -> str:
    east = (place[0] - middle[0]) * cos(radians(middle[1]))
    north = place[1] - middle[1]
    if abs(north) >= abs(east):
        return "north" if north >= 0 else "south"
    return "east" if east > 0 else "west"
