"""``./dev`` says what it can do, counts honestly, and starts only what is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.devtool import checks, places, setup
from scripts.devtool.checks import Check, Tally, from_report
from scripts.devtool.main import COMMANDS
from scripts.devtool.steps import Steps

ROOT = Path(__file__).parents[2]

REPORT = """<testsuites><testsuite>
<testcase name="good"/>
<testcase name="bad"><failure message="no"/></testcase>
<testcase name="broken"><error message="no"/></testcase>
<testcase name="left"><skipped message="only for root"/></testcase>
</testsuite></testsuites>"""


def dev(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the tool as a person does, with nothing but Python's standard library."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", _ALONE, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


_ALONE = """
import sys
sys.path.insert(0, ".")
from scripts.devtool.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_help_is_one_screen_and_names_every_command() -> None:
    told = dev("help")
    assert told.returncode == 0
    lines = told.stdout.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 110
    for command in COMMANDS:
        assert f"./dev {command}" in told.stdout


def test_an_unknown_command_is_told_with_those_there_are() -> None:
    told = dev("upp")
    assert told.returncode == 2
    assert "no such command: upp" in told.stderr
    assert "./dev up" in told.stdout


def test_a_report_is_counted_test_by_test_with_reasons(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    tally = from_report(tmp_path / "report.xml")
    assert tally.line() == "1 passed, 2 failed, 1 skipped"
    assert tally.reasons == ["left: only for root"]


def check(tmp_path: Path, script: str, report: Path | None = None) -> Check:
    """A check that runs ``script``."""
    return Check("trial", [sys.executable, "-c", script], folder=tmp_path, report=report)


@pytest.fixture(autouse=True)
def own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs of trials do not stand among those of the tool."""
    monkeypatch.setattr("scripts.devtool.steps.LOGS", tmp_path / "logs")
    monkeypatch.setattr(checks, "ROOT", tmp_path)


def test_a_check_that_fails_counts_as_failed_and_shows_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = checks.run_check(check(tmp_path, "print('because'); raise SystemExit(3)"))
    assert tally == Tally(failed=1)
    assert "because" in capsys.readouterr().out


def test_tests_that_break_outside_of_any_test_count_as_failed(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    write = f"open({str(report)!r}, 'w').write('<testsuites/>'); raise SystemExit(2)"
    assert checks.run_check(check(tmp_path, write, report)).failed == 1


def test_checks_that_run_side_by_side_are_all_counted(tmp_path: Path) -> None:
    good, bad = check(tmp_path, ""), check(tmp_path, "raise SystemExit(1)")
    told = checks.run_side_by_side([good, bad, good])
    assert told.line() == "2 passed, 1 failed, 0 skipped"


def test_only_files_that_drive_a_browser_are_collected_for_it(tmp_path: Path) -> None:
    for name, text in {
        "test_shop.py": "pytestmark = pytest.mark.browser\n",
        "flows/test_desk.py": "pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]\n",
        "test_plain.py": "def test_it(): ...\n",
        "conftest.py": "pytestmark = pytest.mark.browser\n",
    }.items():
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).write_text(text)
    told = checks.browser_tests()
    assert told == ["-m", "browser and not soak", "tests/flows/test_desk.py", "tests/test_shop.py"]


def test_a_failed_step_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from scripts.devtool import steps

    monkeypatch.setattr(steps, "ROOT", tmp_path)
    with pytest.raises(steps.StepFailed), Steps(1).step("Try") as progress:
        steps.run(
            [sys.executable, "-c", "print('no network'); raise SystemExit(1)"],
            progress,
            log="try",
            advice="plug it in",
            folder=tmp_path,
        )
    said = capsys.readouterr().out
    assert "[1/1] Try: failed" in said
    assert "no network" in said
    assert "plug it in" in said


def test_without_venv_the_one_command_that_mends_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from scripts.devtool.steps import Progress, StepFailed

    monkeypatch.setattr(setup, "PYTHON", tmp_path / "none")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(StepFailed, match=r"'(sudo )?apt-get install -y python3\.\d+-venv'"):
        setup.make_environment(Progress("Python environment"))


def test_a_fingerprint_tells_contents_and_versions_apart() -> None:
    one, two = places.ROOT / "dev", places.ROOT / ".gitignore"
    assert places.fingerprint(one, two) == places.fingerprint(two, one)
    assert places.fingerprint(one) != places.fingerprint(two)
    assert places.fingerprint(one, also="3.11") != places.fingerprint(one, also="3.12")
