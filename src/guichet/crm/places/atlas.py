"""What the program knows of places: written by ``scripts/freeze_places.py``, read when somebody
asks. Pure.

35,000 communes are kept as lines of text and become values when they are found: looking through all
of them takes a few milliseconds.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from itertools import chain, islice
from types import MappingProxyType

from guichet.crm.places.quarters import LA_REUNION, MISTAKEN, PARIS
from guichet.crm.places.types import Centre, Centres, Commune, Department

_TAB = "\t"
_MARKS = re.compile(r"[^a-z0-9]+")


@cache
def _tables() -> tuple[str, str]:
    """Communes, the largest first, and postcodes; a line each."""
    packed = resources.files("guichet.crm.places").joinpath("data", "france.tsv.gz").read_bytes()
    communes, postcodes = gzip.decompress(packed).decode().split("\n\n")
    return re.sub(r"(?m)^#.*\n", "", communes), postcodes


@cache
def centres() -> Centres:
    """Where postcodes are: all of France's but a few of far islands."""
    fields = (line.split(_TAB) for line in _tables()[1].splitlines())
    found = {code: (float(longitude), float(latitude)) for code, longitude, latitude in fields}
    return MappingProxyType({**found, **PARIS, **LA_REUNION, **MISTAKEN})


@cache
def _communes() -> tuple[tuple[str, str], ...]:
    """Each with its name in normal form after a space, in the order they are kept."""
    lines = _tables()[0].splitlines()
    return tuple((f" {normal(line.split(_TAB, 2)[1])}", line) for line in lines)


def find(question: str, limit: int) -> list[Commune]:
    """Communes of which a word begins so, or whose postcode does: those whose name begins
    so first, of these the largest.
    """
    asked = normal(question)
    if not asked:
        return []
    if asked[0].isdigit():
        numbered = re.compile(rf"[^\t]*\t[^\t]*\t(?:[^\t]*,)?{asked}")
        found: Iterable[str] = (line for _, line in _communes() if numbered.match(line))
    else:
        wanted = f" {asked}"
        first = (line for name, line in _communes() if name.startswith(wanted))
        found = chain(first, (line for name, line in _communes() if wanted in name[1:]))
    return [_commune(line) for line in islice(dict.fromkeys(islice(found, 2 * limit)), limit)]


def _commune(line: str) -> Commune:
    code, name, postcodes, longitude, latitude = line.split(_TAB)
    centre: Centre | None = (float(longitude), float(latitude)) if longitude else None
    return Commune(code, name, tuple(filter(None, postcodes.split(","))), centre)


@cache
def towns() -> Mapping[str, str]:
    """What the town of a postcode is called: the largest of those that share it."""
    found: dict[str, str] = {}
    for _, line in _communes():
        _, name, postcodes, _ = line.split(_TAB, 3)
        for code in filter(None, postcodes.split(",")):
            found.setdefault(code, name)
    return MappingProxyType(found)


def of_department(code: str) -> list[Commune]:
    """Its communes, the largest first."""
    lines = (line for _, line in _communes() if line.startswith(code))
    return [one for one in map(_commune, lines) if one.department == code]


@cache
def departments() -> Mapping[str, Department]:
    """Those of France, by number."""
    packed = resources.files("guichet.crm.places").joinpath("data", "departments.tsv")
    lines = (line for line in packed.read_text("utf-8").splitlines() if line[0] != "#")
    return MappingProxyType({one.code: one for one in (Department(*f.split(_TAB)) for f in lines)})


def departments_called(question: str, limit: int) -> list[Department]:
    """Those of that number, or of whose name a word begins so."""
    asked = normal(question)
    if not asked:
        return []
    several = departments().values()
    found = [one for one in several if normal(one.code) == asked]
    found += [one for one in several if f" {asked}" in f" {normal(one.name)}" and one not in found]
    return found[:limit]


def normal(name: str) -> str:
    """Without accents, case and marks; ``St`` and ``Ste`` as they are said."""
    apart = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(one for one in apart if not unicodedata.combining(one)).casefold()
    words = _MARKS.sub(" ", bare).split()
    said = {"st": "saint", "ste": "sainte"}
    return " ".join(said.get(word, word) for word in words)
