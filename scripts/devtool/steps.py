"""Numbered steps with progress: each tells what it does, how long it took, and when it fails,
what to do and where its log is.
"""

import contextlib
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from scripts.devtool.places import LOGS, ROOT, environment

_LIVELY = sys.stdout.isatty() and not os.environ.get("CI")
_COLOUR = _LIVELY and not os.environ.get("NO_COLOR")
_WIDTH = 100


class StepFailed(Exception):
    """A step failed. The text says what to do about it."""

    def __init__(self, advice: str, log: Path | None = None) -> None:
        super().__init__(advice)
        self.advice = advice
        self.log = log


def paint(text: str, code: str) -> str:
    """``text`` in a colour, where colours are wanted: 31 red, 32 green, 33 yellow, 2 dim."""
    return f"\x1b[{code}m{text}\x1b[0m" if _COLOUR else text


class Steps:
    """A numbered series of steps."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self._begun = time.monotonic()

    @contextlib.contextmanager
    def step(self, title: str) -> Iterator["Progress"]:
        """One step: ``with steps.step("Packages") as progress``. Prints its number, its result
        and its time; a :class:`StepFailed` passes through after being explained.
        """
        self._done += 1
        progress = Progress(f"[{self._done}/{self._count}] {title}")
        progress.open()
        try:
            yield progress
        except StepFailed as failure:
            progress.close(paint("failed", "31"))
            explain(failure)
            raise
        progress.close(paint(progress.result, "32"))

    def total(self) -> float:
        """Seconds since the first step."""
        return time.monotonic() - self._begun


class Progress:
    """The line of one running step."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.result = "done"
        self._begun = time.monotonic()
        self._said = self._begun
        self._lock = threading.Lock()

    def open(self) -> None:
        """Show that the step has begun."""
        if _LIVELY:
            self._draw("")
        else:
            print(f"{self.title} ...", flush=True)

    def news(self, line: str) -> None:
        """Show what it is doing now: in place on a terminal, now and then in a log."""
        with self._lock:
            now = time.monotonic()
            if _LIVELY:
                self._draw(line)
            elif now - self._said > 20:
                self._said = now
                print(f"      {now - self._begun:4.0f} s  {line[:_WIDTH]}", flush=True)

    def close(self, result: str) -> None:
        """Show how it ended."""
        took = time.monotonic() - self._begun
        start = "\r\x1b[2K" if _LIVELY else ""
        print(f"{start}{self.title}: {result} ({took:.1f} s)", flush=True)

    def _draw(self, line: str) -> None:
        took = time.monotonic() - self._begun
        text = f"{self.title} ({took:.0f} s) {line}"[:_WIDTH]
        print(f"\r\x1b[2K{text}", end="", flush=True)


def explain(failure: StepFailed) -> None:
    """Print the end of a failed step's log, what to do, and where the whole log is."""
    if failure.log and failure.log.is_file():
        for line in failure.log.read_text(errors="replace").splitlines()[-25:]:
            print(f"      {line}")
        print(f"   log: {failure.log.relative_to(ROOT)}")
    print(f"   {paint('what to do:', '33')} {failure.advice}", flush=True)


def run(
    command: Sequence[str | Path],
    progress: Progress,
    *,
    log: str,
    advice: str,
    folder: Path = ROOT,
    **variables: str,
) -> Path:
    """Run a program, its output into ``.dev/logs/<log>.log`` and its last line into the progress.
    Gives the log.

    :raises StepFailed: it ended with another code than 0.
    """
    path = log_file(log)
    with (
        path.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child,
    ):
        _pump(child, output, progress)
    if child.returncode != 0:
        raise StepFailed(advice, path)
    return path


def _pump(child: "subprocess.Popen[str]", output: TextIO, progress: Progress) -> None:
    assert child.stdout is not None
    try:
        for line in child.stdout:
            output.write(line)
            if plain := _plain(line):
                progress.news(plain)
    except BaseException:
        child.terminate()
        child.wait()
        raise


def log_file(name: str) -> Path:
    """A fresh log of that name."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return LOGS / f"{name}.log"


_CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def _plain(line: str) -> str:
    return _CODES.sub("", line).strip()
