"""The policies, places and calendars that come with Guichet: read once, from the package's data."""

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from guichet.policies.senders import folded
from guichet.policies.types import (
    ALL_DAY,
    Cap,
    Category,
    FirstOffers,
    Hours,
    Policies,
    Policy,
    Repeats,
    SenderRules,
    StopText,
    Territory,
    Window,
)

DATA: Final = Path(__file__).with_name("data")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PolicyFault(ValueError):
    """A row of the policies is not one."""


@cache
def shipped() -> Policies:
    """What comes with Guichet."""
    places = _places()
    return read(
        _rows(),
        {
            code: Territory(code, one["country"], tuple(one["zones"]), tuple(one["calendars"]))
            for code, one in places["territories"].items()
        },
        {name: _days_of(years) for name, years in places["holidays"].items()},
    )


@cache
def prefixes() -> Mapping[str, str]:
    """Territories by the beginnings of numbers, without the plus."""
    return dict(_places()["prefixes"])


@cache
def listed(section: str) -> Mapping[str, frozenset[str]]:
    """The lists of words of a section of the file: ``words``, ``links``."""
    return {name: frozenset(several) for name, several in tomllib.loads(_rows())[section].items()}


@cache
def first_offers() -> FirstOffers:
    """When a person of the platform looks at what a new company sends first."""
    row = tomllib.loads(_rows())["review"]
    within = timedelta(hours=row["answer_hours"])
    return FirstOffers(row["version"], row["recipients"], within)


@cache
def repeats() -> Repeats:
    """How long the same words to the same number are taken for a mistake."""
    row = tomllib.loads(_rows())["repeats"]
    within: dict[Category, timedelta] = {
        "marketing": timedelta(minutes=row["marketing_minutes"]),
        "service": timedelta(minutes=row["service_minutes"]),
    }
    return Repeats(row["version"], within)


@cache
def kept_until() -> date:
    """The last day the lists of holidays know."""
    return date(max(int(year) for year in _places()["holidays"]["FR"]), 12, 31)


def read(
    text: str, territories: Mapping[str, Territory], holidays: Mapping[str, frozenset[str]]
) -> Policies:
    """The policies written in ``text`` (TOML).

    :raises PolicyFault: with the row and what is wrong with it.
    """
    whole = tomllib.loads(text)
    senders = {name: _senders(one) for name, one in whole.get("senders", {}).items()}
    rows = tuple(_policy(one, senders) for one in whole.get("policy", ()))
    if len({one.id for one in rows}) != len(rows):
        raise PolicyFault("two rows have one id")
    regions = {name: frozenset(several) for name, several in whole.get("regions", {}).items()}
    return Policies(rows, territories, regions, holidays)


def _policy(row: Mapping[str, Any], senders: Mapping[str, SenderRules]) -> Policy:
    name = row.get("id", "?")
    try:
        return Policy(
            id=row["id"],
            version=row["version"],
            country=row.get("country"),
            territories=frozenset(row.get("territories", ())),
            region=row.get("region"),
            channels=frozenset(row["channels"]),
            category=row["category"],
            valid_from=_instant(row["valid_from"]),
            valid_to=_instant(row["valid_to"]) if "valid_to" in row else None,
            basis=row["basis"],
            hours=_hours(row),
            prudent=_hours(row["prudent"]) if "prudent" in row else None,
            requires=row["requires"],
            after_stop=row.get("after_stop", "deny"),
            cap=Cap(**row["cap"]) if "cap" in row else None,
            cool_off_days=row.get("cool_off_days", 0),
            stop_text=StopText(**row.get("stop_text", {})),
            sender=senders[row.get("sender", "any")],
            outside=row.get("outside", "defer"),
            source_url=row["source_url"],
            note=row["note"],
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise PolicyFault(f"{name}: {fault}") from fault


def _hours(row: Mapping[str, Any]) -> Hours:
    windows = tuple(_window(one) for one in row.get("windows", ()))
    return Hours(windows, row.get("sundays", "allow"), row.get("holidays", "allow"))


def _window(row: Mapping[str, str]) -> Window:
    return Window(_weekdays(row["days"]), _minutes(row["start"]), _minutes(row["end"]))


def _weekdays(text: str) -> frozenset[int]:
    """``mon-sat``, ``sat`` or ``sat,sun``."""
    days: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        days.update(range(_DAYS.index(first), _DAYS.index(last or first) + 1))
    return frozenset(days)


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    minutes = int(hour) * 60 + int(minute)
    if not 0 <= minutes <= ALL_DAY:
        raise PolicyFault(f"{text} is no time of day")
    return minutes % ALL_DAY


def _senders(row: Mapping[str, Any]) -> SenderRules:
    lists = {name: frozenset(map(folded, row.get(name, ()))) for name in ("blocked", "protected")}
    return SenderRules(**{**row, **lists})


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _days_of(years: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(f"{year}-{day}" for year, days in years.items() for day in days)


@cache
def _rows() -> str:
    return (DATA / "policies.toml").read_text("utf-8")


@cache
def _places() -> dict[str, Any]:
    read_once: dict[str, Any] = json.loads((DATA / "territories.json").read_text("utf-8"))
    return read_once
