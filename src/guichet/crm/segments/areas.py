"""Parts of a territory that people name, such as the north of an island. Pure.

The four of La Réunion are those of its regional plan: the areas of its associations of communes.
Those of other departments are sides of the compass (``crm.places.compass``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from guichet.crm.places import service as places
from guichet.crm.places.types import Department

REUNION: Final = "974"
_OVERSEAS: Final = {"GP": "971", "MQ": "972", "GF": "973", "RE": REUNION, "YT": "976"}
MOST_DEPARTMENTS = 10


@dataclass(frozen=True, slots=True)
class Area:
    """Communes that have a name together."""

    communes: Mapping[str, Sequence[str]]
    """Each with its postcodes."""

    @property
    def postcodes(self) -> frozenset[str]:
        """Those of every commune."""
        return frozenset(code for codes in self.communes.values() for code in codes)


AREAS: Final[Mapping[str, Area]] = MappingProxyType(
    {
        "re_north": Area(
            {
                "Saint-Denis": ("97400", "97417", "97490"),
                "Sainte-Marie": ("97438",),
                "Sainte-Suzanne": ("97441",),
            }
        ),
        "re_east": Area(
            {
                "Bras-Panon": ("97412",),
                "La Plaine-des-Palmistes": ("97431",),
                "Saint-André": ("97440",),
                "Saint-Benoît": ("97437", "97470"),
                "Sainte-Rose": ("97439",),
                "Salazie": ("97433",),
            }
        ),
        "re_west": Area(
            {
                "La Possession": ("97419",),
                "Le Port": ("97420",),
                "Saint-Leu": ("97416", "97424", "97436"),
                "Saint-Paul": ("97411", "97422", "97423", "97434", "97435", "97460"),
                "Les Trois-Bassins": ("97426",),
            }
        ),
        "re_south": Area(
            {
                "Cilaos": ("97413",),
                "Entre-Deux": ("97414",),
                "L'Étang-Salé": ("97427",),
                "Le Tampon": ("97418", "97430"),
                "Les Avirons": ("97425",),
                "Petite-Île": ("97429",),
                "Saint-Joseph": ("97480",),
                "Saint-Louis": ("97421", "97450"),
                "Saint-Philippe": ("97442",),
                "Saint-Pierre": ("97410", "97432"),
            }
        ),
    }
)


def areas_of(territory: str) -> Mapping[str, Area]:
    """Those of a territory that is one department, by key: none of others."""
    code = _OVERSEAS.get(territory)
    return areas_in([code]) if code else {}


def areas_in(departments: Iterable[str]) -> Mapping[str, Area]:
    """Those of departments, by key."""
    found: dict[str, Area] = {}
    for code in departments:
        if code == REUNION:
            found |= AREAS
        elif places.department(code) is not None:
            found |= {f"{code}_{side}": Area(of) for side, of in places.sides(code).items()}
    return found


def side_of(key: str) -> tuple[str, Department] | None:
    """The side and department of an area that is one."""
    code, _, side = key.partition("_")
    department = places.department(code)
    return (side, department) if department else None


def departments_of(postcodes: Iterable[str]) -> list[str]:
    """In which these probably lie: a few at the edge of a department have its neighbour's."""
    found = dict.fromkeys(each for code in postcodes for each in _departments(code))
    return list(found)[:MOST_DEPARTMENTS]


def _departments(postcode: str) -> Iterator[str]:
    if postcode.startswith("20"):
        yield from ("2A", "2B")
    else:
        yield postcode[: 3 if postcode.startswith("97") else 2]


def named(
    postcodes: Sequence[str], communes: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """Places as people name them: whole areas, then communes given or of which every postcode is,
    then the postcodes beside them.
    """
    codes, towns = set(postcodes), set(communes)
    known = {**AREAS, **areas_in(departments_of(postcodes))}
    areas = [
        name
        for name, area in known.items()
        if area.postcodes <= codes or area.communes.keys() <= towns
    ]
    for name in areas:
        codes -= known[name].postcodes
        towns -= known[name].communes.keys()
    every = {town: own for area in AREAS.values() for town, own in area.communes.items()}
    whole = [town for town, own in every.items() if town not in towns and codes.issuperset(own)]
    for town in {*whole, *towns} & every.keys():
        codes -= set(every[town])
    told = [town for town in communes if town in towns] + whole
    return areas, told, [code for code in postcodes if code in codes]
