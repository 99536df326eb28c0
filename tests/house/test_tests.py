"""The tests themselves: where they stand, how they are called, what they wait for and assert."""

import ast
import re
from collections.abc import Iterator

import pytest

from scripts.generated import ROOT
from tests.house.code_rules import Rule
from tests.house.sources import (
    Finding,
    FunctionNode,
    Source,
    calls,
    dotted,
    functions,
    parse,
    say,
    sources,
)

ROOMS_OF_THEIR_OWN = {"house", "flows", "servers"}
MIRRORED_ELSEWHERE = {"scripts", "benches", "dev"}
LONGEST_FILE = 400
MOST_DOUBLES = 0.1
SLEEPS = {"time.sleep", "asyncio.sleep", "anyio.sleep", "sleep"}
DOUBLES = re.compile(r"(Mock|patch|setattr|setitem|create_autospec)$")
DOUBLE_CLASS = re.compile(r"^_?(Fake|Stub|Dummy|Mock|Spy)|(Fake|Stub|Dummy|Mock|Spy)$")
PROMISES = re.compile(r"^_?(assert|eventually|expect|check|holds|verify|refuses|must)")


def each_test(source: Source) -> Iterator[FunctionNode]:
    """The test functions of a file."""
    for function in functions(source):
        if function.name.startswith("test_"):
            yield function


def misplaced(source: Source) -> Iterator[Finding]:
    """``tests/<package>/test_x.py`` stands beside ``src/guichet/<package>``."""
    parts = source.path.parts[1:]
    if not source.path.name.startswith("test_") or parts[0] in ROOMS_OF_THEIR_OWN:
        return
    if parts[0] in MIRRORED_ELSEWHERE:
        mirror = ROOT.joinpath(*parts[:-1])
    else:
        mirror = ROOT.joinpath("src", "guichet", *parts[:-1])
    if not (mirror.exists() or mirror.with_suffix(".py").exists()):
        advice = f"move it: there is no {mirror.relative_to(ROOT)} that it could test"
        yield Finding(source.path, 1, advice)


def curt_names(source: Source) -> Iterator[Finding]:
    """A test's name is a sentence that says what holds."""
    for test in each_test(source):
        if len(test.name.split("_")) < 4:
            advice = f"say in {test.name} what holds: a sentence of three words or more"
            yield Finding(source.path, test.lineno, advice)


def sleeps(source: Source) -> Iterator[Finding]:
    """Tests wait for conditions, by ``tests.waiting``; servers poll for their own start."""
    if str(source.path) == "tests/waiting.py" or source.path.parts[1] == "servers":
        return
    for name, call in calls(source):
        yields = bool(call.args) and getattr(call.args[0], "value", None) == 0
        if (name in SLEEPS and not yields) or name.endswith("wait_for_timeout"):
            yield Finding(source.path, call.lineno, "wait for a condition: tests.waiting")


def hollow(source: Source) -> Iterator[Finding]:
    """A test asserts something, itself or through a helper named for it."""
    for test in each_test(source):
        if not any(_promises(node) for node in ast.walk(test)):
            yield Finding(source.path, test.lineno, f"{test.name} asserts nothing")


def _promises(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func).split(".")[-1]
    return name == "raises" or bool(PROMISES.search(name))


def long_files(source: Source) -> Iterator[Finding]:
    """A file of tests stays readable."""
    length = len(source.text.splitlines())
    if length > LONGEST_FILE:
        advice = f"{length} lines: split it by subject, {LONGEST_FILE} at the most"
        yield Finding(source.path, 1, advice)


def doubles(source: Source) -> Iterator[Finding]:
    """Places where a collaborator of ours is replaced."""
    for name, call in calls(source):
        if DOUBLES.search(name) and "environ" not in name:
            yield Finding(source.path, call.lineno, name)
    for node in source.nodes():
        if isinstance(node, ast.ClassDef) and DOUBLE_CLASS.search(node.name):
            yield Finding(source.path, node.lineno, node.name)


RULES = (misplaced, curt_names, sleeps, hollow, long_files)

BITES = [
    (misplaced, "tests/kit/test_clock.py", "", 0),
    (misplaced, "tests/cellar/test_wine.py", "", 1),
    (misplaced, "tests/flows/test_talk.py", "", 0),
    (curt_names, "tests/kit/test_x.py", "def test_clock(): ...", 1),
    (curt_names, "tests/kit/test_x.py", "def test_ids_never_go_back(): ...", 0),
    (sleeps, "tests/kit/test_x.py", "time.sleep(1)", 1),
    (sleeps, "tests/kit/test_x.py", "async def f(): await asyncio.sleep(0.1)", 1),
    (sleeps, "tests/kit/test_x.py", "async def f(): await asyncio.sleep(0)", 0),
    (sleeps, "tests/kit/test_x.py", "page.wait_for_timeout(100)", 1),
    (hollow, "tests/kit/test_x.py", "def test_a_b_c():\n    f()", 1),
    (hollow, "tests/kit/test_x.py", "def test_a_b_c():\n    with pytest.raises(E): f()", 0),
    (hollow, "tests/kit/test_x.py", "def test_a_b_c():\n    assert_equal(a, b)", 0),
    (long_files, "tests/kit/test_x.py", "x = 1\n" * 401, 1),
    (doubles, "tests/kit/test_x.py", "x = MagicMock()\nclass FakeMailer: ...", 2),
    (doubles, "tests/kit/test_x.py", "x = Mailer()", 0),
]


@pytest.mark.parametrize(("rule", "path", "text", "count"), BITES)
def test_the_rule_finds_what_it_is_for_and_nothing_else(
    rule: Rule, path: str, text: str, count: int
) -> None:
    assert len(list(rule(parse(path, text)))) == count


@pytest.mark.parametrize("rule", RULES)
def test_the_tests_keep_the_rule(rule: Rule) -> None:
    assert not say(finding for source in sources("tests") for finding in rule(source))


def test_collaborators_are_replaced_in_at_most_a_tenth_of_the_tests() -> None:
    files = [source for source in sources("tests") if source.path.parts[1] != "house"]
    count = sum(1 for source in files for _ in each_test(source))
    found = [finding for source in files for finding in doubles(source)]
    assert len(found) <= max(1, count * MOST_DOUBLES), say(found)
