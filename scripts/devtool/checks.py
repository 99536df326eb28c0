"""The checks of the house: what they run, how they count, what they need.

A check ends in a :class:`Tally`; what cannot run is counted as skipped and says why.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from scripts.devtool import places
from scripts.devtool.places import PYTHON, REPORTS, ROOT, WEB, environment
from scripts.devtool.steps import log_file, paint

HOUSE = Path("tests", "house")
"""The house rules run with the lint, and not again with the other tests."""

EXPLAIN = HOUSE / "explain.py"
"""Runs after the other tests: it explains the statements they ran."""

Command = Sequence[str | Path]


@dataclass
class Tally:
    """How many tests (or whole checks) passed, failed and were skipped, and why."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count the other's too."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons += other.reasons

    def line(self) -> str:
        """The closing line."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Check:
    """A program to run. ``report``: a JUnit file it writes, whose tests are counted one by one;
    without, the whole check counts as one.
    """

    name: str
    command: Command
    folder: Path = ROOT
    report: Path | None = None
    mend: str = ""
    none_found: int | None = None
    """The exit code that means "there are no such tests", which is not a failure."""


def tool(name: str) -> Path:
    """A program of the virtual environment."""
    return places.VENV / "bin" / name


def node(script: str, *arguments: str) -> list[str | Path]:
    """A program among the web packages, under the locked Node."""
    return [places.node_folder() / "node", WEB / "node_modules" / script, *arguments]


def lint() -> list[Check]:
    """Style, types, contracts and house rules of the Python code and of the web code: what tells
    something at once first, then the longest first, so that two at a time end together.
    """
    npm: list[str | Path] = [places.node_folder() / "node", places.npm_program(), "run"]
    return [
        Check("ruff", [tool("ruff"), "check", "."], mend="./dev lint --fix"),
        Check("format", [tool("ruff"), "format", "--check", "."], mend="./dev lint --fix"),
        Check("import contracts", [tool("lint-imports"), "--no-cache"]),
        Check("eslint", [*npm, "lint"], folder=WEB),
        Check("types", [tool("mypy")]),
        Check("web types", [*npm, "typecheck"], folder=WEB),
        python_tests("house rules", str(HOUSE), workers=1),
    ]


def web_tests() -> Check:
    """The tests of the web code."""
    report = REPORTS / "web.xml"
    arguments = ["run", "--reporter=dot", "--reporter=junit", f"--outputFile.junit={report}"]
    return Check("web tests", node("vitest/vitest.mjs", *arguments), WEB, report)


def python_tests(name: str, *arguments: str, workers: int = 2) -> Check:
    """A run of pytest."""
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    spread = ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    base: list[str | Path] = [PYTHON, "-m", "pytest", "-q", "-rs", f"--junitxml={report}"]
    return Check(name, [*base, *spread, *arguments], report=report, none_found=5)


def browser_tests() -> list[str]:
    """What tells pytest which they are: collecting all tests takes longer than some of them."""
    files = sorted(path for path in (ROOT / "tests").rglob("test_*.py") if _drives(path))
    return ["-m", "browser and not soak", *(str(path.relative_to(ROOT)) for path in files)]


def _drives(path: Path) -> bool:
    return "pytestmark" in (text := path.read_text("utf-8")) and "mark.browser" in text


def run_side_by_side(waiting: Sequence[Check]) -> Tally:
    """Run checks two at a time, in this order: whoever is done takes the next."""
    tally = Tally()
    with ThreadPoolExecutor(2) as pool:
        for result in pool.map(run_check, waiting):
            tally.add(result)
    return tally


def run_check(check: Check) -> Tally:
    """Run one check, print its result, count it."""
    begun = time.monotonic()
    path = log_file(check.name.replace(" ", "-"))
    if check.report:
        check.report.parent.mkdir(parents=True, exist_ok=True)
        check.report.unlink(missing_ok=True)
    with path.open("wb") as output:
        code, worked = _run(check, output)
    tally = _count(check, code)
    _tell(check, tally, f"{time.monotonic() - begun:.1f} s, {worked:.0f} s of work", path)
    return tally


def _run(check: Check, output: BinaryIO) -> tuple[int, float]:
    """Its exit code, and the processor seconds of it and all it waited for: they say more than the
    clock where others work too.
    """
    child = subprocess.Popen(
        [str(part) for part in check.command],
        cwd=check.folder,
        env=environment(PYTHONPATH=str(ROOT / "src"), **_quiet()),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime


def _quiet() -> dict[str, str]:
    return {"NO_COLOR": "1", "FORCE_COLOR": "0"} if os.environ.get("CI") else {}


def _count(check: Check, code: int) -> Tally:
    if check.report and check.report.is_file():
        tally = from_report(check.report)
        if code not in (0, check.none_found) and not tally.failed:
            tally.failed += 1  # it broke outside of any test
        return tally
    return Tally(passed=1) if code in (0, check.none_found) else Tally(failed=1)


def from_report(path: Path) -> Tally:
    """The counts of a JUnit report, with the reason of each skipped test."""
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    bad = [c for c in cases if c.find("failure") is not None or c.find("error") is not None]
    skipped = [c for c in cases if c.find("skipped") is not None]
    reasons = [f"{c.get('name')}: {_reason(c)}" for c in skipped]
    return Tally(len(cases) - len(bad) - len(skipped), len(bad), len(skipped), reasons)


def _reason(case: "ElementTree.Element") -> str:
    found = case.find("skipped")
    return (found.get("message") or "no reason given") if found is not None else ""


def _tell(check: Check, tally: Tally, took: str, log: Path) -> None:
    word = paint("FAILED", "31") if tally.failed else paint("ok", "32")
    counts = f", {tally.line()}" if check.report else ""
    lines = [f"   {check.name:<18} {word} ({took}{counts})"]
    if tally.failed:
        tail = log.read_text(errors="replace").splitlines()[-60:]
        lines += [f"      {line}" for line in tail]
        lines.append(f"      log: {log.relative_to(ROOT)}")
        lines += [f"      mend it with: {check.mend}"] if check.mend else []
    print("\n".join(lines), flush=True)


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """The browser on this machine."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


def missing_browser(install: Callable[[], str]) -> str:
    """Why browser tests cannot run here; empty when they can. Installs Debian's Chromium when
    that is allowed (root) and possible.
    """
    if browser():
        return ""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "Chromium is not installed: as root run 'apt-get install -y chromium'"
    why = install()
    return "" if browser() else f"Chromium could not be installed: {why}"


def install_browser() -> str:
    """Debian's Chromium with a font; gives why it failed, empty when done."""
    log = log_file("chromium")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-dejavu-core"]
    with log.open("wb") as output:
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
        ):
            done = subprocess.run(
                command,
                env={**os.environ, **quiet},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode != 0:
                return f"{' '.join(command[:2])} failed, see {log.relative_to(ROOT)}"
    return ""


def how_many(*arguments: str) -> int:
    """How many tests pytest would run with these arguments."""
    told = subprocess.run(
        [str(PYTHON), "-m", "pytest", "--collect-only", "-q", *arguments],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT / "src")),
        capture_output=True,
        text=True,
        check=False,
    )
    return sum("::" in line for line in told.stdout.splitlines())
