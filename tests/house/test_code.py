"""The source text keeps the house's habits; each rule is first shown to bite."""

import pytest

from tests.house import code_rules as rules
from tests.house.sources import Finding, Source, parse, say, sources

SERVICE = "src/guichet/desk/service.py"

BITES = [
    (rules.missing_docstrings, SERVICE, '"""."""\ndef take() -> None: ...', 1),
    (rules.missing_docstrings, SERVICE, '"""."""\ndef take():\n    """Takes."""', 0),
    (rules.missing_docstrings, SERVICE, '"""."""\ndef _aside() -> None: ...', 0),
    (rules.missing_docstrings, "src/guichet/desk/sorting.py", "x = 1", 1),
    (
        rules.missing_docstrings,
        "src/guichet/kit/door.py",
        '"""."""\nclass Door(Protocol):\n    """A door."""\n    def open(self): ...',
        1,
    ),
    (
        rules.missing_docstrings,
        "src/guichet/kit/door.py",
        '"""."""\nclass Oak(Door):\n    """An oak door."""\n    def open(self): ...',
        0,
    ),
    (rules.long_functions, SERVICE, "def long():\n" + "    x = 1\n" * 60, 1),
    (rules.long_functions, SERVICE, "def long():\n" + "    x = 1\n" * 59, 0),
    (rules.own_time_and_chance, SERVICE, "x = datetime.now(UTC)", 1),
    (rules.own_time_and_chance, SERVICE, "x = datetime.datetime.now(tz=UTC)", 1),
    (rules.own_time_and_chance, SERVICE, "x = time.time()", 1),
    (rules.own_time_and_chance, SERVICE, "x = uuid.uuid4()", 1),
    (rules.own_time_and_chance, SERVICE, "x = random.choice(y)", 1),
    (rules.own_time_and_chance, SERVICE, "x = clock.now(), time.monotonic()", 0),
    (rules.own_time_and_chance, "src/guichet/kit/clock.py", "x = datetime.now(UTC)", 0),
    (rules.ownerless_tasks, SERVICE, "asyncio.create_task(x())", 1),
    (rules.ownerless_tasks, SERVICE, "asyncio.get_running_loop.loop.create_task(x())", 1),
    (rules.ownerless_tasks, SERVICE, "group.create_task(x())", 0),
    (rules.boundless_queues, SERVICE, "q = asyncio.Queue()", 1),
    (rules.boundless_queues, SERVICE, "q = asyncio.Queue(maxsize=8)", 0),
    (rules.swallowed_errors, SERVICE, "with suppress(Exception): f()", 1),
    (rules.swallowed_errors, SERVICE, "with contextlib.suppress(KeyError): f()", 0),
    (rules.swallowed_errors, SERVICE, "try:\n    f()\nexcept:\n    raise", 1),
    (rules.unexplained_suppressions, SERVICE, "x = 1  # noqa: BLE001", 1),
    (rules.unexplained_suppressions, SERVICE, "x = 1  # type: ignore[arg-type]", 1),
    (rules.unexplained_suppressions, SERVICE, "x = 1  # noqa: BLE001 - peers fail freely", 0),
    (rules.unexplained_suppressions, SERVICE, "# a peer may fail\nx = 1  # noqa: BLE001", 0),
    (rules.unexplained_suppressions, SERVICE, "# far away\ny = 2\nx = 1  # noqa: BLE001", 1),
    (
        rules.unexplained_suppressions,
        SERVICE,
        "x = 1  # type: ignore[a, b]  # untyped library",
        0,
    ),
    (rules.commits_outside_the_edge, SERVICE, "await session.commit()", 1),
    (rules.commits_outside_the_edge, "src/guichet/kit/work.py", "await session.commit()", 0),
]


@pytest.mark.parametrize(("rule", "path", "text", "count"), BITES)
def test_the_rule_finds_what_it_is_for_and_nothing_else(
    rule: rules.Rule, path: str, text: str, count: int
) -> None:
    assert len(list(rule(parse(path, text)))) == count


@pytest.mark.parametrize("rule", rules.EVERYWHERE)
def test_source_scripts_and_benches_keep_the_rule(rule: rules.Rule) -> None:
    assert not say(_over(rule, *sources("src", "scripts", "benches")))


@pytest.mark.parametrize("rule", rules.IN_SOURCE)
def test_the_source_keeps_the_rule(rule: rules.Rule) -> None:
    assert not say(_over(rule, *sources("src")))


@pytest.mark.parametrize("rule", rules.IN_TESTS)
def test_the_tests_keep_the_rule(rule: rules.Rule) -> None:
    assert not say(_over(rule, *sources("tests")))


def _over(rule: rules.Rule, *files: Source) -> list[Finding]:
    return [finding for source in files for finding in rule(source)]
