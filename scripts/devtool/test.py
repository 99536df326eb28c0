"""``./dev lint`` and ``./dev test``."""

import time
from collections.abc import Sequence

from scripts.devtool import checks, setup
from scripts.devtool.checks import Tally
from scripts.devtool.steps import Steps, log_file, paint


def lint(arguments: Sequence[str]) -> int:
    """Style, types, contracts, house rules; ``--fix`` mends what can be mended by itself."""
    setup.prepare(Steps(setup.COUNT))
    begun = time.monotonic()
    if "--fix" in arguments:
        checks.run_check(checks.Check("mend", [checks.tool("ruff"), "check", "-q", "--fix", "."]))
        checks.run_check(checks.Check("format", [checks.tool("ruff"), "format", "-q", "."]))
    return _close(_lint(), begun)


def test(arguments: Sequence[str]) -> int:
    """Everything; with arguments (paths, ``-k``...) only pytest with those."""
    setup.prepare(Steps(setup.COUNT))
    begun = time.monotonic()
    if arguments:
        return _close(checks.run_check(checks.python_tests("chosen tests", *arguments)), begun)
    tally = Tally()
    print("\nlint and web tests", flush=True)
    tally.add(_lint(checks.web_tests()))
    print("\nunit and server tests", flush=True)
    others = ("-m", "not browser and not soak", f"--ignore={checks.HOUSE}")
    tally.add(checks.run_check(checks.python_tests("tests", *others)))
    print("\nstatements the tests ran, explained with 100,000 rows", flush=True)
    tally.add(checks.run_check(checks.python_tests("statements", str(checks.EXPLAIN), workers=1)))
    print("\nbrowser tests", flush=True)
    tally.add(_browser_tests())
    return _close(tally, begun)


def soak(arguments: Sequence[str]) -> int:
    """The long tests, one after another: faults for minutes, a wheel in a clean environment. A word
    names those wanted: ``./dev soak router``.
    """
    setup.prepare(Steps(setup.COUNT))
    begun = time.monotonic()
    chosen = [part for word in arguments for part in _chosen(word)]
    check = checks.python_tests("long tests", "-m", "soak", *chosen, workers=1)
    tally = checks.run_check(check)
    print(f"   what they tell: {log_file(check.name.replace(' ', '-'))}")
    return _close(tally, begun)


def _chosen(word: str) -> Sequence[str]:
    return (word,) if word.startswith("-") or "/" in word or "::" in word else ("-k", word)


def _lint(*more: checks.Check) -> Tally:
    return checks.run_side_by_side([*checks.lint(), *more])


def _browser_tests() -> Tally:
    """Alone: two at a time, with their houses, are what two cores carry."""
    reason = checks.missing_browser(checks.install_browser)
    wanted = checks.browser_tests()
    if not reason:
        return checks.run_check(checks.python_tests("browser tests", *wanted))
    count = checks.how_many(*wanted)
    print(f"   {'browser tests':<18} {paint('skipped', '33')} ({count}): {reason}", flush=True)
    return Tally(skipped=count, reasons=[f"{count} browser tests: {reason}"])


def _close(tally: Tally, begun: float) -> int:
    print()
    for reason in tally.reasons:
        print(f"skipped: {reason}")
    minutes, seconds = divmod(int(time.monotonic() - begun), 60)
    colour = "31" if tally.failed else "32"
    print(f"{paint(tally.line(), colour)} in {minutes} min {seconds} s", flush=True)
    return 1 if tally.failed else 0
