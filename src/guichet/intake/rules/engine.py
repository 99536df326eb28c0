"""Rules applied to what is known of a request. Pure, total, and quick: rules are put together once
(``Program``) and then asked many thousand times.

Nothing a request brings can make a rule fail: what a test cannot understand does not hold.
"""

import math
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Final

from guichet.intake.rules.globs import Matcher, bare, is_under, matcher, path_of
from guichet.intake.rules.types import (
    FACTS,
    Condition,
    Facts,
    Group,
    Outcome,
    Reason,
    Rules,
    SkillAt,
    Test,
    Then,
    tests_of,
)
from guichet.kit.events.types import Json

Holds = Callable[[Facts], bool]

_EARTH: Final = 6371.0088
_LONGEST_SEEN: Final = 80
_LONGEST_READ: Final = 2_000
"""Characters of a fact that are looked at."""
_LONGEST_KEPT: Final = 200
_MOST_KEPT: Final = 1_000
"""Answers a test remembers, and how long a text may be to be remembered."""


class Program:
    """Rules made ready to be asked."""

    def __init__(self, rules: Rules, beside: "Program | None" = None) -> None:
        """``beside``: a program that is asked about the same requests just before; conditions both
        have are looked at once.
        """
        self.rules = rules
        self._conditions: dict[Group, Holds] = {}
        shared = beside._conditions if beside else {}
        for rule in rules:
            made = shared.get(rule.when) or _once(_condition(rule.when))
            self._conditions.setdefault(rule.when, made)
        self._steps = tuple(
            (place, self._conditions[rule.when], rule.then)
            for place, rule in enumerate(rules)
            if rule.enabled
        )
        self._alone = tuple(_together([(place, rule.then)]) for place, rule in enumerate(rules))
        self.facts = frozenset(
            test.fact for rule in rules if rule.enabled for test in tests_of(rule.when)
        )
        """Which facts are asked about at all: others need not be found out."""
        self.calendars = calendars_of(rules)

    def decide(self, facts: Facts) -> Outcome:
        """What follows for a request."""
        held: list[tuple[int, Then]] = []
        for place, holds, then in self._steps:
            if holds(facts):
                if not (held or then.go_on):
                    return self._alone[place]
                held.append((place, then))
                if not then.go_on:
                    break
        return _together(held)

    def why(self, facts: Facts, outcome: Outcome) -> Mapping[int, Sequence[Reason]]:
        """For each rule that held, by its place, the tests that made it hold."""
        return {place: reasons(self.rules[place].when, facts) for place in outcome.rules}


def calendars_of(rules: Rules) -> frozenset[str]:
    """Ids of the calendars rules ask for."""
    tests = (test for rule in rules for test in tests_of(rule.when))
    return frozenset(value for test in tests if test.fact == "calendar" for value in test.values)


def condition_holds(condition: Condition, facts: Facts) -> bool:
    """Whether a condition holds."""
    return _condition(condition)(facts)


def marks(condition: Condition, facts: Facts, where: str) -> Mapping[str, bool]:
    """For each test and group inside, by its place, whether it holds: for who tries rules out."""
    found = {where: _condition(condition)(facts)}
    if isinstance(condition, Group):
        for place, part in enumerate(condition.of):
            found.update(marks(part, facts, f"{where}/of/{place}"))
    return found


def text_holds(test: Test, text: str) -> bool:
    """Whether a test holds of a fact that is just ``text``; numbers are read from it."""
    if test.op in _COMPARISONS or test.op == "between":
        number = number_of(text)
        found = number is not None and _range(test.op, test.numbers)(number)
    else:
        found = bool(text) if test.op == "known" else _comparison(test)(text)
    return found is not test.negated


def reasons(condition: Condition, facts: Facts) -> tuple[Reason, ...]:
    """The tests that make a condition hold, which it does: all of "all", the first of "any";
    those of "none" are told negated.
    """
    if isinstance(condition, Test):
        return (Reason(condition, seen(condition, facts)),)
    if condition.how == "any":
        first = next((part for part in condition.of if _condition(part)(facts)), None)
        return () if first is None else reasons(first, facts)
    if condition.how == "none":
        return tuple(
            Reason(_flipped(test), seen(test, facts))
            for part in condition.of
            for test in tests_of(part)
            if not _test(test)(facts)
        )
    return tuple(reason for part in condition.of for reason in reasons(part, facts))


def seen(test: Test, facts: Facts) -> str:
    """What a test looks at, in short."""
    kind = FACTS.get(test.fact)
    if test.fact == "hour":
        return facts.local.strftime("%H:%M")
    if kind in ("flag", "calendar", None):
        return ""
    if test.fact == "location":
        return "" if facts.location is None else _far(test, facts.location)
    return ", ".join(_texts(test)(facts))[:_LONGEST_SEEN]


def _far(test: Test, here: tuple[float, float]) -> str:
    if len(test.numbers) != 3:
        return ""
    return f"{_distance(here, (test.numbers[0], test.numbers[1])):.1f} km"


def _flipped(test: Test) -> Test:
    return Test(test.fact, test.op, test.key, test.values, test.numbers, not test.negated)


def _together(held: Sequence[tuple[int, Then]]) -> Outcome:
    """What an earlier rule decided stands; a later one adds what is still open."""
    if not held:
        return _NOTHING
    thens = [then for _, then in held]
    return Outcome(
        rules=tuple(place for place, _ in held),
        queue_id=next((then.queue_id for then in thens if then.queue_id), None),
        require=_skills(then.require for then in thens),
        prefer=_skills(then.prefer for then in thens),
        forbid=_skills(then.forbid for then in thens),
        priority=next((then.priority for then in thens if then.priority), 0),
        agent=next((then.agent for then in thens if then.agent), None),
        tags=tuple(dict.fromkeys(tag for then in thens for tag in then.tags)),
    )


_NOTHING: Final = Outcome()


def _skills(lists: Iterable[Sequence[SkillAt]]) -> tuple[SkillAt, ...]:
    found: dict[object, SkillAt] = {}
    for skills in lists:
        for skill in skills:
            found.setdefault(skill.skill_id, skill)
    return tuple(found.values())


def _condition(condition: Condition) -> Holds:
    if isinstance(condition, Test):
        return _test(condition)
    return _group(condition)


def _once(holds: Holds) -> Holds:
    """The same, asked once for each request."""
    asked: Facts | None = None
    answer = False

    def once(facts: Facts) -> bool:
        nonlocal asked, answer
        if facts is not asked:
            answer = holds(facts)
            asked = facts
        return answer

    return once


def _group(group: Group) -> Holds:
    parts = tuple(_condition(part) for part in group.of)
    if group.how == "all":
        return _all_of(parts)
    any_holds = _any_holds(parts)
    return any_holds if group.how == "any" else lambda facts: not any_holds(facts)


def _all_of(parts: Sequence[Holds]) -> Holds:
    """Loops, not generators: twice as quick, and this is asked most."""

    def all_hold(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - see above
            if not part(facts):
                return False
        return True

    return all_hold


def _any_holds(parts: Sequence[Holds]) -> Holds:
    def any_holds(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - as in _all_of
            if part(facts):
                return True
        return False

    return any_holds


def _test(test: Test) -> Holds:
    plain = _plain(test)
    if test.negated:
        return lambda facts: not plain(facts)
    return plain


def _never(_facts: Facts) -> bool:
    return False


def _plain(test: Test) -> Holds:
    make = _MAKERS.get(FACTS.get(test.fact, ""))
    if make is not None:
        return make(test)
    if test.fact not in FACTS:
        return _never
    return _number(test) if test.op in _COMPARISONS or test.op == "between" else _text(test)


def _flag(test: Test) -> Holds:
    return _FLAGS[test.fact]


def _calendar(test: Test) -> Holds:
    wanted = frozenset(test.values)
    return lambda facts: not wanted.isdisjoint(facts.open_calendars)


_FLAGS: Final[Mapping[str, Holds]] = {
    "known": lambda facts: facts.known,
    "verified": lambda facts: facts.verified,
    "located": lambda facts: facts.location is not None,
}


def _hours(test: Test) -> Holds:
    """Minutes of the day from the first number to before the second; over midnight when the
    second is the smaller one.
    """
    if len(test.numbers) != 2:
        return _never
    begin, end = test.numbers

    def inside(facts: Facts) -> bool:
        minute = facts.local.hour * 60 + facts.local.minute
        return begin <= minute < end if begin <= end else minute >= begin or minute < end

    return inside


def _area(test: Test) -> Holds:
    if len(test.numbers) != 3:
        return _never
    latitude, longitude, kilometres = test.numbers
    return lambda facts: (
        facts.location is not None
        and _distance(facts.location, (latitude, longitude)) <= kilometres
    )


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres over the ground; not a number when a coordinate is none."""
    try:
        (a, b), (c, d) = (tuple(map(math.radians, place)) for place in (one, other))
        half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
        return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))
    except (TypeError, ValueError):
        return math.nan


def _tags(test: Test) -> Holds:
    wanted = frozenset(map(folded, test.values))
    if test.op == "has_all":
        return lambda facts: bool(wanted) and wanted <= set(map(folded, facts.tags))
    return lambda facts: not wanted.isdisjoint(map(folded, facts.tags))


_MAKERS: Final[Mapping[str, Callable[[Test], Holds]]] = {
    "flag": _flag,
    "hours": _hours,
    "area": _area,
    "calendar": _calendar,
    "tags": _tags,
}
"""By the fact's kind; the other kinds are compared as text or number."""

# What is compared as text: every fact gives texts, a test holds if it does for one of them.

Texts = Callable[[Facts], Sequence[str]]


_SINGLE: Final[Mapping[str, Callable[[Facts], str | None]]] = {
    "company": lambda facts: facts.company,
    "entry_point": lambda facts: facts.entry_point,
    "medium": lambda facts: facts.medium,
    "subject": lambda facts: facts.subject,
    "site": lambda facts: facts.site,
    "page": lambda facts: facts.page,
    "referrer": lambda facts: facts.referrer,
    "language": lambda facts: facts.language,
    "device": lambda facts: facts.device,
    "territory": lambda facts: facts.territory,
    "weekday": lambda facts: str(facts.local.isoweekday()),
    "invitation": lambda facts: facts.invitation,
    "pages_count": lambda facts: str(len(facts.pages)),
    "rating": lambda facts: None if facts.rating is None else f"{facts.rating:g}",
}
"""Facts that are one text or none."""
_SEVERAL: Final[Mapping[str, Texts]] = {
    "pages_seen": lambda facts: facts.pages,
    "tag": lambda facts: facts.tags,
}


def _one(read: Callable[[Facts], str | None]) -> Texts:
    def texts(facts: Facts) -> Sequence[str]:
        value = read(facts)
        return (value,) if value else ()

    return texts


def _texts(test: Test) -> Texts:
    if test.fact in _SINGLE:
        return _one(_SINGLE[test.fact])
    if test.fact in _SEVERAL:
        return _SEVERAL[test.fact]
    steps = steps_of(test.fact, test.key or "")
    source = _SOURCES[test.fact]

    def texts(facts: Facts) -> Sequence[str]:
        return tuple(map(_written, _leaves(at_path(source(facts), steps))))

    return texts


_SOURCES: Final[Mapping[str, Callable[[Facts], Mapping[str, Json]]]] = {
    "attribute": lambda facts: facts.attributes,
    "form": lambda facts: facts.form,
    "data": lambda facts: facts.data,
}


def steps_of(fact: str, key: str) -> tuple[str, ...]:
    """The steps of a key: only ``data`` has paths."""
    return tuple(key.split(".")) if fact == "data" else (key,)


def at_path(value: Json | Mapping[str, Json], steps: Sequence[str]) -> Json:
    """What stands there; nothing when there is no such place. In a list, a number is a place and
    any other step is taken in all of it.
    """
    for number, step in enumerate(steps):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 6:
            value = value[int(step)] if int(step) < len(value) else None
        elif isinstance(value, list):
            rest = steps[number:]
            found = [at_path(one, rest) for one in value if isinstance(one, Mapping)]
            return [leaf for one in found for leaf in _leaves(one)]
        else:
            return None
    return None if isinstance(value, Mapping) else value


def _leaves(value: Json) -> Sequence[Json]:
    if isinstance(value, list):
        return [one for one in value if one is not None and not isinstance(one, list | Mapping)]
    return () if value is None or isinstance(value, Mapping) else (value,)


def _written(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)


def _text(test: Test) -> Holds:
    if test.op == "known":
        texts = _texts(test)
        return lambda facts: any(texts(facts))
    return _of_texts(test, _remembered(_comparison(test)))


def _of_texts(test: Test, is_it: Matcher) -> Holds:
    """Whether it is so of one of the texts a test looks at."""
    read = _SINGLE.get(test.fact)
    if read is not None:

        def of_one(facts: Facts) -> bool:
            value = read(facts)
            return is_it(value) if value else False

        return of_one
    texts = _texts(test)
    return lambda facts: any(map(is_it, texts(facts)))


def _remembered(is_it: Matcher) -> Matcher:
    """The same; what requests bring is the same again and again."""
    known: dict[str, bool] = {}

    def remembered(text: str) -> bool:
        found = known.get(text)
        if found is None:
            found = is_it(text[:_LONGEST_READ])
            if len(text) <= _LONGEST_KEPT and len(known) < _MOST_KEPT:
                known[text] = found
        return found

    return remembered


def _comparison(test: Test) -> Matcher:
    if FACTS[test.fact] == "page":
        return _any_of([_page(test.op, value) for value in test.values])
    if test.fact == "language":
        wanted = tuple(value.casefold() for value in test.values)
        return lambda text: any(
            text.casefold() == one or text.casefold().startswith(f"{one}-") for one in wanted
        )
    if test.op == "one_of":
        among = frozenset(map(folded, test.values))
        return lambda text: folded(text) in among
    make = _OF_TEXT.get(test.op)
    return _any_of([make(folded(value)) for value in test.values] if make else [], folded)


def _any_of(tries: Sequence[Matcher], before: Callable[[str], str] | None = None) -> Matcher:
    if before is None:
        return lambda text: any(is_it(text) for is_it in tries)

    def any_of(text: str) -> bool:
        ready = before(text)
        return any(is_it(ready) for is_it in tries)

    return any_of


_OF_TEXT: Final[Mapping[str, Callable[[str], Matcher]]] = {
    "contains": lambda value: lambda text: value in text,
    "begins": lambda value: lambda text: text.startswith(value),
    "matches": matcher,
}


def _page(op: str, value: str) -> Matcher:
    """A page is compared by its path, or with its host when the value names one."""
    if op == "under":
        return lambda page: is_under(page, value)
    if op == "contains":
        return lambda page: value.casefold() in page.casefold()
    whole = not value.startswith(("/", "*"))
    wanted = matcher(bare(value) if whole else value.rstrip("/") or "/")
    if op == "matches":
        return lambda page: wanted(bare(page) if whole else path_of(page))
    target = bare(value) if whole else path_of(value)
    return lambda page: (bare(page) if whole else path_of(page)) == target


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Without accents, case and space around."""
    if text.isascii():
        return text.strip().lower()
    apart = unicodedata.normalize("NFKD", text)
    bare_text = "".join(one for one in apart if not unicodedata.combining(one))
    return bare_text.casefold().strip()


# What is compared as a number.

_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "at_least": ge,
    "more_than": gt,
    "at_most": le,
    "less_than": lt,
}


def _number(test: Test) -> Holds:
    in_it = _range(test.op, test.numbers)

    def is_it(text: str) -> bool:
        number = number_of(text)
        return number is not None and in_it(number)

    return _of_texts(test, _remembered(is_it))


def _range(op: str, numbers: Sequence[float]) -> Callable[[float], bool]:
    if op == "between" and len(numbers) == 2:
        low, high = numbers
        return lambda number: low <= number <= high
    compare = _COMPARISONS.get(op)
    if compare is None or len(numbers) != 1:
        return lambda _number: False
    limit = numbers[0]
    return lambda number: compare(number, limit)


def number_of(text: str) -> float | None:
    """A number as people write it: ``1 200,50`` and ``1200.5`` alike; none when it is none."""
    plain = text[:40].replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if not plain.isascii() or "_" in plain:
        return None
    try:
        number = float(plain.replace(",", ".") if "." not in plain else plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
