"""Writes the outlines that zones are drawn on: France's departments, and the communes of those
overseas, from a folder with the data set named here. Once in some years, and look at the map.

``git clone --branch v2.1.1 https://github.com/gregoiredavid/france-geojson FOLDER``, then
``python scripts/freeze_outlines.py FOLDER``. The set is IGN's Admin Express COG of 2018 (Licence
Ouverte), already made coarser by its author.

Lines that two neighbours share are made simpler once, so that no gap opens between them: outlines
are cut where more than two lines meet, and each piece keeps its ends.
"""

import gzip
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.generated import ROOT

TARGET = ROOT / "src/guichet/crm/places/data/outlines.tsv.gz"
SOURCE = "gregoiredavid/france-geojson v2.1.1 (IGN, Admin Express COG 2018; Licence Ouverte)"
OVERSEAS = ("971-guadeloupe", "972-martinique", "973-guyane", "974-la-reunion", "976-mayotte")
FINE, COARSE = 0.0008, 0.002
"""How far a simpler line may lie from what it was, in degrees of latitude: of communes overseas,
and of departments."""
SCALE = 10_000
"""A ten-thousandth of a degree is eleven metres."""
ISLET = 2e-5
"""Smaller islands, in square degrees, are left out where there is a larger one."""

Corner = tuple[float, float]
Ring = Sequence[Corner]


class Shape(NamedTuple):
    """Something with outlines."""

    code: str
    name: str
    rings: Sequence[Ring]


def main(folder: Path) -> int:
    """Read, make simpler, write."""
    mainland = [
        one
        for one in shapes(folder / "departements-avec-outre-mer.geojson")
        if not one.code.startswith("97")
    ]
    found = simpler(mainland, COARSE)
    for name in OVERSEAS:
        several = shapes(folder / "departements" / name / f"communes-{name}.geojson")
        fine = FINE if name != "973-guyane" else COARSE
        found += simpler(several, fine)
    lines = [f"# {SOURCE}", *(line(one) for one in sorted(found))]
    with gzip.GzipFile(TARGET, "wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    corners = sum(len(ring) for one in found for ring in one.rings)
    print(f"{len(found)} outlines, {corners} corners, {TARGET.stat().st_size} bytes")
    return 0


def shapes(path: Path) -> list[Shape]:
    """What the file holds; small islands only where there is nothing larger."""
    found = []
    for one in json.loads(path.read_text("utf-8"))["features"]:
        rings = list(_rings(one["geometry"]))
        large = [ring for ring in rings if area(ring) > ISLET] or [max(rings, key=area)]
        found.append(Shape(one["properties"]["code"], one["properties"]["nom"], large))
    return found


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """Closed: the first corner comes again at the end."""
    several = geometry["coordinates"]
    for polygon in several if geometry["type"] == "MultiPolygon" else [several]:
        for ring in polygon:
            yield [(x, y) for x, y in ring]


def area(ring: Ring) -> float:
    """In square degrees."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def simpler(several: Sequence[Shape], tolerance: float) -> list[Shape]:
    """The same with fewer corners."""
    beside: dict[Corner, set[Corner]] = defaultdict(set)
    for one in several:
        for ring in one.rings:
            for a, b in pairwise(ring):
                beside[a].add(b)
                beside[b].add(a)
    meeting = {corner for corner, others in beside.items() if len(others) > 2}
    made = [
        one._replace(rings=[_closed(ring, meeting, tolerance) for ring in one.rings])
        for one in several
    ]
    return [one._replace(rings=[ring for ring in one.rings if len(ring) > 3]) for one in made]


def _closed(ring: Ring, meeting: set[Corner], tolerance: float) -> Ring:
    corners = list(ring[:-1])
    first = next((n for n, one in enumerate(corners) if one in meeting), None)
    if first is None:  # an island: cut at its two ends, whoever tells of it
        first = corners.index(min(corners))
        meeting = {min(corners), max(corners)}
    turned = [*corners[first:], *corners[: first + 1]]
    found: list[Corner] = [turned[0]]
    piece = [turned[0]]
    for corner in turned[1:]:
        piece.append(corner)
        if corner in meeting:
            found += _piece(piece, tolerance)[1:]
            piece = [corner]
    return found


def _piece(piece: Sequence[Corner], tolerance: float) -> Sequence[Corner]:
    """The same whichever neighbour asks."""
    if piece[0] > piece[-1]:
        return list(reversed(_fewer(list(reversed(piece)), tolerance)))
    return _fewer(piece, tolerance)


def _fewer(piece: Sequence[Corner], tolerance: float) -> Sequence[Corner]:
    """After Douglas and Peucker."""
    if len(piece) < 3:
        return piece
    squeeze = math.cos(math.radians(piece[0][1]))
    far = [_apart(one, piece[0], piece[-1], squeeze) for one in piece]
    at = max(range(len(far)), key=far.__getitem__)
    if far[at] <= tolerance:
        return [piece[0], piece[-1]]
    return [*_fewer(piece[: at + 1], tolerance)[:-1], *_fewer(piece[at:], tolerance)]


def _apart(one: Corner, a: Corner, b: Corner, squeeze: float) -> float:
    """How far from the line between ``a`` and ``b``, in degrees of latitude."""
    x, y = (one[0] - a[0]) * squeeze, one[1] - a[1]
    dx, dy = (b[0] - a[0]) * squeeze, b[1] - a[1]
    square = dx * dx + dy * dy
    along = 0.0 if square == 0 else max(0.0, min(1.0, (x * dx + y * dy) / square))
    return math.hypot(x - along * dx, y - along * dy)


def line(one: Shape) -> str:
    """Code, name, and each outline by steps from corner to corner."""
    return "\t".join([one.code, one.name, *(_steps(ring) for ring in one.rings)])


def _steps(ring: Ring) -> str:
    steps: list[int] = []
    before = (0, 0)
    for x, y in ring[:-1]:
        here = round(x * SCALE), round(y * SCALE)
        if here != before:
            steps += [here[0] - before[0], here[1] - before[1]]
        before = here
    return " ".join(map(str, steps))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
