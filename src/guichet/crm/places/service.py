"""Communes and postcodes: found by name, and where they are."""

import math
from collections.abc import Mapping, Sequence

from guichet.crm.places import atlas, compass, outlines
from guichet.crm.places.compass import Communes
from guichet.crm.places.types import (
    MOST_POINTS,
    Centre,
    Centres,
    Commune,
    Department,
    Outline,
    Point,
)


def centres() -> Centres:
    """Where postcodes are: all of France's but some of far islands. Read when first asked."""
    return atlas.centres()


def find(question: str, limit: int) -> Sequence[Commune]:
    """Communes of which a word begins so, whatever its accents, or whose postcode does: those whose
    name begins so first, of these the largest.
    """
    return atlas.find(question, limit)


def around(middle: Centre) -> Sequence[Point]:
    """The postcodes around a place, the nearest first."""
    near = sorted((_apart(middle, centre), code) for code, centre in centres().items())
    names = atlas.towns()
    return [
        Point(code, names.get(code), centres()[code])
        for apart, code in near[:MOST_POINTS]
        if apart < _FAR
    ]


def outlines_around(middle: Centre) -> Sequence[Outline]:
    """What a map of the places ``around`` is drawn on."""
    squeeze = max(0.2, math.cos(math.radians(middle[1])))
    return outlines.around(middle, (_FAR / squeeze, _FAR))


def department(code: str) -> Department | None:
    """That of this number."""
    return atlas.departments().get(code)


def departments_called(question: str, limit: int) -> Sequence[Department]:
    """Those of that number, or of whose name a word begins so."""
    return atlas.departments_called(question, limit)


def sides(code: str) -> Mapping[str, Communes]:
    """The communes in the north, east, west and south of a department, each with its postcodes."""
    return compass.sides(code)


_FAR = 0.55
"""As far as a map shows, in degrees: about 60 kilometres."""


def _apart(one: Centre, other: Centre) -> float:
    return math.hypot((one[0] - other[0]) * math.cos(math.radians(one[1])), one[1] - other[1])
