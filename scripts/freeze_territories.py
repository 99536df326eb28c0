"""Writes what the legal policies know of places, from the libraries that keep it: zones and public
holidays by territory, territories by prefix of number. Frozen, for a verdict must not change with
a library.

``python scripts/freeze_territories.py`` once a year, and read the difference.
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import holidays
import phonenumbers
from babel.core import get_global

from scripts.generated import ROOT

TARGET = ROOT / "src" / "guichet" / "policies" / "data" / "territories.json"
HALF_MONTH = timedelta(days=15)
YEARS = range(2025, 2037)
FRENCH = {
    "RE": "974", "YT": "976", "GP": "971", "MQ": "972", "GF": "973", "BL": "BL", "MF": "MF",
    "PM": "PM", "NC": "NC", "PF": "PF", "WF": "WF", "FR-6AE": "6AE", "FR-57": "57",
}  # fmt: skip
"""The territories of France by their code, with the library's name of each."""
TOGETHER = {"GP-MF-BL": ("GP", "MF", "BL"), "RE-YT": ("RE", "YT")}
"""Where the prefix of a number does not tell which of several."""
LAW_OF = {
    **dict.fromkeys(FRENCH, "FR"), **dict.fromkeys(("PR", "GU", "AS", "MP", "VI"), "US"),
    **dict.fromkeys(("GG", "JE", "IM"), "GB"), **dict.fromkeys(("CX", "CC"), "AU"),
    "AX": "FI", "SJ": "NO",
}  # fmt: skip
"""Whose law is kept to, where it is not the territory's own."""
ZONES = {"XK": "Europe/Belgrade", "AC": "Atlantic/St_Helena", "TA": "Atlantic/St_Helena"}
"""Zones the library does not tell."""
KEPT = (
    *(
        "FR",
        "AT",
        "BE",
        "BG",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "GB",
        "GR",
        "HR",
        "HU",
    ),
    *("IE", "IT", "LT", "LU", "LV", "MT", "MU", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
    *("US", "CA", "AU", "NZ"),
)
"""Countries whose holidays are kept."""
PREFIXES = {
    "262": "RE-YT", "262262": "RE", "262263": "RE", "262692": "RE", "262693": "RE",
    "262269": "YT", "262639": "YT", "590": "GP-MF-BL", "76": "KZ", "77": "KZ",
    "441481": "GG", "447781": "GG", "447839": "GG", "447911": "GG", "441534": "JE",
    "447797": "JE", "447937": "JE", "447829": "JE", "441624": "IM", "447524": "IM",
    "447624": "IM", "447924": "IM", "3906698": "VA", "4779": "SJ", "6189162": "CC",
    "6189164": "CX", "21252": "EH", "2908": "TA", "35818": "AX", "5993": "BQ", "5994": "BQ",
    "5997": "BQ", "5999": "CW",
}  # fmt: skip
"""Longer prefixes of shared country codes."""


class Place(TypedDict):
    """A territory."""

    country: str
    zones: list[str]
    calendars: list[str]


def main() -> None:
    """Write the file."""
    content = {
        "territories": dict(sorted(_territories().items())),
        "prefixes": dict(sorted(_prefixes().items())),
        "holidays": {name: _days(name) for name in sorted({*KEPT, *FRENCH})},
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text.replace('},"', '},\n"').replace('],"', '],\n"') + "\n", "utf-8")


def _territories() -> dict[str, Place]:
    regions = {
        one
        for several in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.values()
        for one in several
        if one != "001"
    }
    found = {one: _territory(one) for one in regions if one not in FRENCH}
    found |= {one: _territory(one) for one in FRENCH}
    for name, parts in TOGETHER.items():
        zones = [zone for part in parts for zone in found[part]["zones"]]
        found[name] = Place(country="FR", zones=_distinct(zones), calendars=list(parts))
    return found


def _territory(code: str) -> Place:
    place = code.split("-", maxsplit=1)[0]
    zones = get_global("territory_zones").get(place) or [ZONES[place]]
    country = LAW_OF.get(code, code)
    calendars = [code] if code in FRENCH or code in KEPT else []
    return Place(country=country, zones=_distinct(zones), calendars=calendars)


def _distinct(zones: list[str]) -> list[str]:
    """One zone of those that show the same time all year."""
    seen: dict[tuple[object, ...], str] = {}
    for zone in sorted(zones):
        months = (
            datetime(2027, month, day, tzinfo=ZoneInfo(zone))
            for month in range(1, 13)
            for day in (1, 15)
        )
        seen.setdefault(tuple(one.utcoffset() for one in months), zone)
    return list(seen.values())


def _prefixes() -> dict[str, str]:
    found = {
        str(code): regions[0]
        for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if regions[0] != "001"
    }
    for area in range(200, 1000):
        region = _american(area)
        if region not in (None, "US"):
            found[f"1{area}"] = str(region)
    return found | PREFIXES


def _american(area: int) -> str | None:
    for rest in ("2342345", "5552345", "7652345"):
        number = phonenumbers.parse(f"+1{area}{rest}")
        region = phonenumbers.region_code_for_number(number)
        if region:
            return str(region)
    return None


def _days(name: str) -> dict[str, list[str]]:
    if name in FRENCH:
        listed = holidays.country_holidays("FR", subdiv=FRENCH[name], years=YEARS)
    else:
        listed = holidays.country_holidays(name, years=YEARS)
    days: dict[str, list[str]] = {}
    for day in sorted(listed):
        days.setdefault(str(day.year), []).append(f"{day:%m-%d}")
    return days


if __name__ == "__main__":
    main()
