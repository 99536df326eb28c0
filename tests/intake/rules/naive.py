"""Rules applied the slow and obvious way: over their JSON, without any preparation."""

import math
import re
import unicodedata
from typing import Any

from guichet.intake.rules.types import Facts


def decide(rules: list[dict[str, Any]], facts: Facts) -> dict[str, Any]:  # noqa: C901 - as plain as it can be, on purpose
    """What follows, as ``codec.outcome_json`` shows it."""
    outcome: dict[str, Any] = {
        "rules": [],
        "queue_id": None,
        "require": [],
        "prefer": [],
        "forbid": [],
        "priority": 0,
        "agent": None,
        "tags": [],
    }
    for place, rule in enumerate(rules):
        if not rule["enabled"] or not holds(rule["when"], facts):
            continue
        outcome["rules"].append(place)
        then = rule["then"]
        for name in ("queue_id", "priority", "agent"):
            if not outcome[name]:
                outcome[name] = then[name]
        for name in ("require", "prefer", "forbid"):
            for skill in then[name]:
                if skill["skill_id"] not in [one["skill_id"] for one in outcome[name]]:
                    outcome[name].append(skill)
        for tag in then["tags"]:
            if tag not in outcome["tags"]:
                outcome["tags"].append(tag)
        if not then["go_on"]:
            break
    return outcome


def holds(condition: dict[str, Any], facts: Facts) -> bool:
    """Whether a condition does."""
    if condition["kind"] == "test":
        return bool(plain(condition, facts)) != bool(condition["negated"])
    found = [holds(part, facts) for part in condition["of"]]
    if condition["how"] == "all":
        return False not in found
    return (True in found) == bool(condition["how"] == "any")


def plain(test: dict[str, Any], facts: Facts) -> bool:  # noqa: PLR0911 - one line a fact
    """Whether a test does, before its negation."""
    fact, op, values, numbers = test["fact"], test["op"], test["values"], test["numbers"]
    if fact == "known":
        return facts.known
    if fact == "verified":
        return facts.verified
    if fact == "located":
        return facts.location is not None
    if fact == "tag":
        asked, there = {fold(v) for v in values}, {fold(tag) for tag in facts.tags}
        return asked <= there if op == "has_all" else bool(asked & there)
    if fact == "calendar":
        return any(value in facts.open_calendars for value in values)
    if fact == "hour":
        minute = facts.local.hour * 60 + facts.local.minute
        begin, end = numbers
        day = [m for m in range(1440) if (begin <= m < end)]
        night = [m for m in range(1440) if m >= begin or m < end]
        return minute in (day if begin <= end else night)
    if fact == "location":
        return facts.location is not None and bool(far(facts.location, numbers) <= numbers[2])
    texts = texts_of(test, facts)
    if op == "known":
        return any(text != "" for text in texts)
    if op in ("at_least", "more_than", "at_most", "less_than", "between"):
        return any(compares(op, numbers, number(text)) for text in texts)
    return any(matches(fact, op, value, text) for text in texts for value in values)


def far(here: tuple[float, float], numbers: list[float]) -> float:
    """Kilometres, by vectors."""

    def vector(latitude: float, longitude: float) -> tuple[float, float, float]:
        a, b = math.radians(latitude), math.radians(longitude)
        return math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)

    one, other = vector(*here), vector(numbers[0], numbers[1])
    chord = math.dist(one, other)
    return 6371.0088 * 2 * math.asin(min(1, chord / 2))


def texts_of(test: dict[str, Any], facts: Facts) -> list[str]:
    """What a test looks at, as texts."""
    fact, key = test["fact"], test["key"]
    if fact == "weekday":
        return [str(facts.local.isoweekday())]
    if fact == "pages_seen":
        return list(facts.pages)
    if fact == "pages_count":
        return [str(len(facts.pages))]
    if fact in ("attribute", "form", "data"):
        source = {"attribute": facts.attributes, "form": facts.form, "data": facts.data}[fact]
        found = dig(dict(source), key.split(".") if fact == "data" else [key])
        return [written(one) for one in found]
    value = getattr(facts, fact)
    return [] if value is None or value == "" else [written(value)]


def dig(value: Any, steps: list[str]) -> list[Any]:
    """The values at a path, lists opened."""
    if not steps:
        if isinstance(value, list):
            return [one for one in value if not isinstance(one, dict | list) and one is not None]
        return [] if isinstance(value, dict) or value is None else [value]
    if isinstance(value, dict):
        return dig(value.get(steps[0]), steps[1:])
    if isinstance(value, list) and steps[0].isdigit():
        inside = int(steps[0]) < len(value)
        return dig(value[int(steps[0])], steps[1:]) if inside else []
    if isinstance(value, list):
        return [leaf for one in value if isinstance(one, dict) for leaf in dig(one, steps)]
    return []


def written(value: Any) -> str:
    """A value as text."""
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def fold(text: str) -> str:
    """Without accents and case."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold().strip()


def number(text: str) -> float:
    """A number, or not a number."""
    found = re.fullmatch(r"\s*([+-]?)(\d+)(?:[.,](\d+))?\s*", text)
    if not found:
        return math.nan
    return float(f"{found[1]}{found[2]}.{found[3] or 0}")


def compares(op: str, numbers: list[float], value: float) -> bool:
    """Comparison; not a number compares to nothing."""
    if op == "between":
        return numbers[0] <= value <= numbers[1]
    limit = numbers[0]
    return {
        "at_least": value >= limit,
        "more_than": value > limit,
        "at_most": value <= limit,
        "less_than": value < limit,
    }[op]


def matches(fact: str, op: str, value: str, text: str) -> bool:
    """Comparison of texts."""
    if fact in ("page", "pages_seen"):
        if op == "contains":
            return value.casefold() in text.casefold()
        if value.startswith(("/", "*")):
            text = re.sub(r"^https?://[^/]*", "", text) or "/"
        else:
            text, value = re.sub(r"^https?://", "", text), re.sub(r"^https?://", "", value)
        text, value = text.rstrip("/"), value.rstrip("/")
        if op == "under":
            return text == value or text.startswith(value + "/")
        return glob(value, text) if op == "matches" else text == value
    if fact == "language":
        return re.fullmatch(re.escape(value) + "(-.*)?", text, re.IGNORECASE) is not None
    text, value = fold(text), fold(value)
    return {
        "one_of": text == value,
        "contains": value in text,
        "begins": text.startswith(value),
        "matches": glob(value, text),
    }[op]


def glob(pattern: str, text: str) -> bool:
    """By a regular expression."""
    expression = ".*".join(map(re.escape, pattern.split("*")))
    return re.fullmatch(expression, text, re.DOTALL) is not None
