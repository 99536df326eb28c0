"""What is wrong with rules, before they decide anything. Pure.

Every fault says where it is (``rules/2/when/of/0/values/1``) and names the rule, so that it can be
shown beside the word that is wrong.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from guichet.intake.rules import engine
from guichet.intake.rules.globs import is_under
from guichet.intake.rules.types import (
    DEEPEST,
    FACTS,
    KEYED,
    LONGEST_KEY,
    LONGEST_PATH,
    LONGEST_VALUE,
    MOST_MINUTES,
    MOST_PRIORITY,
    MOST_RULES,
    MOST_TESTS,
    MOST_VALUES,
    NUMBERS_OF,
    OPERATORS,
    WITHOUT_VALUE,
    Condition,
    Group,
    Rule,
    Rules,
    SkillAt,
    Test,
    tests_of,
)
from guichet.kit.errors import FieldFault

DEVICES = frozenset({"phone", "tablet", "computer"})
WEEKDAYS = frozenset("1234567")
_MOST_FAULTS = 100
_MINUTES = 24 * 60
_MOST_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What a company has that rules can name, by id."""

    queues: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    entry_points: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    tags: frozenset[str] | None = None
    """Tags of contacts, folded; None: nobody keeps a list of them."""


def faults_of(rules: Rules, known: Known) -> tuple[FieldFault, ...]:
    """Everything that keeps rules from being published; nothing when they are sound."""
    if len(rules) > MOST_RULES:
        return (FieldFault("rules", "too_many_items", {"limit": MOST_RULES}),)
    found: list[FieldFault] = []
    for place, rule in enumerate(rules):
        found.extend(_named(place, rule, _rule(rule, known)))
    found.extend(_unreachable(rules))
    return tuple(found[:_MOST_FAULTS])


@dataclass(frozen=True, slots=True)
class _Fault:
    where: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()


Faults = Iterator[_Fault]


def _named(place: int, rule: Rule, faults: Faults) -> Iterator[FieldFault]:
    for one in faults:
        params = {"rule": rule.name or str(place + 1), **dict(one.params)}
        yield FieldFault(f"rules/{place}/{one.where}", one.code, params)


def _rule(rule: Rule, known: Known) -> Faults:
    yield from _then(rule, known)
    if _depth(rule.when) > DEEPEST:
        yield _Fault("when", "groups_too_deep", (("limit", DEEPEST),))
    elif len(list(tests_of(rule.when))) > MOST_TESTS:
        yield _Fault("when", "too_many_items", (("limit", MOST_TESTS),))
    else:
        found = list(_inside(rule.when, "when", known, top=True))
        yield from found or _contradictions(rule.when, "when")


def _depth(condition: Condition) -> int:
    if isinstance(condition, Test):
        return 0
    return 1 + max(map(_depth, condition.of), default=0)


def _inside(condition: Condition, where: str, known: Known, *, top: bool = False) -> Faults:
    if isinstance(condition, Test):
        yield from _test(condition, where, known)
        return
    if not condition.of and not (top and condition.how == "all"):
        yield _Fault(where, "group_empty")
    for place, part in enumerate(condition.of):
        yield from _inside(part, f"{where}/of/{place}", known)


def _test(test: Test, where: str, known: Known) -> Faults:
    kind = FACTS.get(test.fact)
    if kind is None:
        yield _Fault(f"{where}/fact", "unknown_fact")
    elif test.op not in OPERATORS[kind]:
        yield _Fault(f"{where}/op", "unknown_operator")
    else:
        yield from _key(test, where)
        yield from _numbers(test, where)
        yield from _values(test, where, known)


def _key(test: Test, where: str) -> Faults:
    key = test.key or ""
    if test.fact not in KEYED:
        return
    if not key.strip():
        yield _Fault(f"{where}/key", "required")
    elif len(key) > LONGEST_KEY:
        yield _Fault(f"{where}/key", "too_long", (("limit", LONGEST_KEY),))
    elif test.fact == "data" and (len(steps := key.split(".")) > LONGEST_PATH or "" in steps):
        yield _Fault(f"{where}/key", "not_a_path", (("limit", LONGEST_PATH),))


def _numbers(test: Test, where: str) -> Faults:
    wanted = NUMBERS_OF.get(test.op, 0)
    if len(test.numbers) < wanted:
        yield _Fault(f"{where}/numbers/{len(test.numbers)}", "required")
    elif not all(map(math.isfinite, test.numbers)):
        yield _Fault(f"{where}/numbers/0", "wrong_value")
    elif wanted:
        yield from _bounds(test, where)


def _bounds(test: Test, where: str) -> Faults:
    numbers = test.numbers
    if test.fact == "hour":
        for place, minute in enumerate(numbers[:2]):
            if not 0 <= minute <= _MINUTES:
                yield _Fault(f"{where}/numbers/{place}", "wrong_value")
    elif test.op == "between" and numbers[0] > numbers[1]:
        yield _Fault(f"{where}/numbers/1", "below_the_first")
    elif test.op == "within":
        limits = ((-90, 90), (-180, 180), (0.01, 20_100))
        for place, (number, (low, high)) in enumerate(zip(numbers, limits, strict=False)):
            if not low <= number <= high:
                yield _Fault(f"{where}/numbers/{place}", "wrong_value")


def _values(test: Test, where: str, known: Known) -> Faults:
    if test.op in WITHOUT_VALUE or test.op in NUMBERS_OF:
        return
    if not test.values:
        yield _Fault(f"{where}/values/0", "required")
    if len(test.values) > MOST_VALUES:
        yield _Fault(f"{where}/values", "too_many_items", (("limit", MOST_VALUES),))
        return
    for place, value in enumerate(test.values):
        code = _wrong(test, value, known)
        if code:
            params = (("limit", LONGEST_VALUE),) if code == "too_long" else ()
            yield _Fault(f"{where}/values/{place}", code, params)


def _wrong(test: Test, value: str, known: Known) -> str | None:
    if not value.strip():
        return "required"
    if len(value) > LONGEST_VALUE:
        return "too_long"
    check = _CHECKS.get(test.fact)
    return (
        check(value, known)
        if check and test.op in ("one_of", "open", "has_any", "has_all")
        else None
    )


_NAMING = frozenset({"one_of", "open", "has_any", "has_all"})
"""Operators whose values name things."""


def _named_by(
    code: str, names: Callable[[Known], frozenset[str]]
) -> Callable[[str, Known], str | None]:
    return lambda value, known: None if value in names(known) else code


def _tag(value: str, known: Known) -> str | None:
    listed = known.tags is None or engine.folded(value) in known.tags
    return None if listed else "unknown_tag"


def _territory(value: str, _known: Known) -> str | None:
    return None if len(value) == 2 and value.isascii() and value.isupper() else "wrong_value"


Check = Callable[[str, Known], str | None]

_CHECKS: Mapping[str, Check] = {
    "entry_point": _named_by("unknown_entry_point", lambda known: known.entry_points),
    "calendar": _named_by("unknown_calendar", lambda known: known.calendars),
    "medium": _named_by("wrong_value", lambda known: known.media),
    "device": _named_by("wrong_value", lambda _known: DEVICES),
    "weekday": _named_by("wrong_value", lambda _known: WEEKDAYS),
    "territory": _territory,
    "tag": _tag,
}


def _then(rule: Rule, known: Known) -> Faults:
    then = rule.then
    if then.is_nothing:
        yield _Fault("then", "nothing_follows")
    if then.queue_id is not None and str(then.queue_id) not in known.queues:
        yield _Fault("then/queue_id", "unknown_queue")
    if abs(then.priority) > MOST_PRIORITY:
        yield _Fault("then/priority", "wrong_value")
    for name in ("require", "prefer", "forbid"):
        yield from _skills(getattr(then, name), f"then/{name}", known)
    yield from _asked_and_refused(then.require, then.forbid)
    yield from _agent(rule, known)
    for place, tag in enumerate(then.tags):
        if not tag.strip():
            yield _Fault(f"then/tags/{place}", "required")


def _skills(skills: Sequence[SkillAt], where: str, known: Known) -> Faults:
    before: set[UUID] = set()
    for place, skill in enumerate(skills):
        if str(skill.skill_id) not in known.skills:
            yield _Fault(f"{where}/{place}/skill_id", "unknown_skill")
        elif skill.skill_id in before:
            yield _Fault(f"{where}/{place}/skill_id", "twice")
        if not 1 <= skill.level <= _MOST_LEVEL:
            yield _Fault(f"{where}/{place}/level", "wrong_value")
        before.add(skill.skill_id)


def _asked_and_refused(require: Sequence[SkillAt], forbid: Sequence[SkillAt]) -> Faults:
    """Nobody has a skill at level 3 and not at level 2."""
    asked = {one.skill_id: one.level for one in require}
    for place, one in enumerate(forbid):
        if one.skill_id in asked and one.level <= asked[one.skill_id]:
            yield _Fault(f"then/forbid/{place}/skill_id", "asked_and_refused")


def _agent(rule: Rule, known: Known) -> Faults:
    wish = rule.then.agent
    if wish is None:
        return
    if wish.whom == "agent" and str(wish.agent_id) not in known.agents:
        yield _Fault("then/agent/agent_id", "unknown_agent")
    if wish.minutes is not None and not 1 <= wish.minutes <= MOST_MINUTES:
        yield _Fault("then/agent/minutes", "wrong_value")


# Rules nothing comes to.


def _unreachable(rules: Rules) -> Iterator[FieldFault]:
    """Enabled rules after one that ends every request, or that asks the same and ends."""
    ends: list[tuple[int, Rule]] = []
    for place, rule in enumerate(rules):
        if not rule.enabled:
            continue
        blocking = next((one for one in ends if _covers(one[1].when, rule.when)), None)
        if blocking:
            by = blocking[1].name or str(blocking[0] + 1)
            params: dict[str, str | int] = {"rule": rule.name or str(place + 1), "by": by}
            yield FieldFault(f"rules/{place}", "never_reached", params)
        if not rule.then.go_on:
            ends.append((place, rule))


def _covers(earlier: Group, later: Group) -> bool:
    """Whether everything that is true of ``later`` is surely true of ``earlier``."""
    if earlier.how != "all":
        return earlier == later
    wanted = _all_of(later)
    return all(part in wanted for part in _all_of(earlier))


def _all_of(group: Group) -> Sequence[Condition]:
    """The parts that must all hold, also those of groups of "all" inside."""
    if group.how != "all":
        return (group,)
    parts: list[Condition] = []
    for part in group.of:
        parts += _all_of(part) if isinstance(part, Group) and part.how == "all" else (part,)
    return parts


# Conditions nothing fulfils.

_SEVERAL = frozenset({"tag", "pages_seen"})
"""Facts that are many things at once. What a page passes may be a list, too; a rule that needs two
different items of one is too rare to let the mistake pass.
"""


def _contradictions(group: Group, where: str) -> Faults:
    if group.how == "all":
        tests = [one for one in _paths(group, where) if isinstance(one[1], Test)]
        yield from _clashes([(path, test) for path, test in tests if isinstance(test, Test)])
    for place, part in enumerate(group.of):
        if isinstance(part, Group):
            yield from _contradictions(part, f"{where}/of/{place}")


def _paths(group: Group, where: str) -> Iterator[tuple[str, Condition]]:
    for place, part in enumerate(group.of):
        yield f"{where}/of/{place}", part


def _clashes(tests: Sequence[tuple[str, Test]]) -> Faults:
    """The first test of each fact that cannot hold beside those before it."""
    before: dict[tuple[str, str | None], list[Test]] = {}
    told: set[tuple[str, str | None]] = set()
    for path, test in tests:
        fact = (test.fact, test.key)
        among = [*before.get(fact, ()), test]
        before[fact] = among
        if fact not in told and len(among) > 1 and _clash(among):
            told.add(fact)
            yield _Fault(path, "contradiction")


def _clash(tests: Sequence[Test]) -> bool:
    *others, last = tests
    if replace(last, negated=not last.negated) in others:
        return True
    if any(_absent(one) and _present(two) for one in tests for two in tests):
        return True
    if last.fact in _SEVERAL:
        return False
    return _no_number(tests) or _no_value(tests) or _apart(tests)


def _absent(test: Test) -> bool:
    return test.op == "known" and test.negated


def _present(test: Test) -> bool:
    return not test.negated


def _no_number(tests: Sequence[Test]) -> bool:
    low, high, open_end = -math.inf, math.inf, False
    if tests[0].fact == "hour":
        return False
    for test in tests:
        if test.negated or len(test.numbers) != NUMBERS_OF.get(test.op, 0):
            continue
        if test.op in ("at_least", "more_than", "between") and test.numbers[0] >= low:
            low, open_end = test.numbers[0], open_end or test.op == "more_than"
        if test.op in ("at_most", "less_than", "between") and test.numbers[-1] <= high:
            high, open_end = test.numbers[-1], open_end or test.op == "less_than"
    return low > high or (low == high and open_end)


def _no_value(tests: Sequence[Test]) -> bool:
    """None of the values that one test names passes the others."""
    choice = next((one for one in tests if one.op == "one_of" and not one.negated), None)
    if choice is None or FACTS[choice.fact] == "calendar":
        return False
    others = [one for one in tests if one is not choice]
    return not any(_passes(value, others) for value in choice.values)


def _passes(value: str, tests: Sequence[Test]) -> bool:
    return all(engine.text_holds(test, value) for test in tests)


def _apart(tests: Sequence[Test]) -> bool:
    """Two places of a site, neither below the other."""
    places = [one.values for one in tests if one.op == "under" and not one.negated]
    return any(
        not any(_nested(a, b) for a in one for b in other)
        for at, one in enumerate(places)
        for other in places[at + 1 :]
    )


def _nested(one: str, other: str) -> bool:
    if one.startswith("/") != other.startswith("/"):
        return True
    return is_under(one, other) or is_under(other, one)
