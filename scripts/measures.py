"""Prints how the code stands beside its aims: reported, and only the hard limits enforced."""

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.house.sources import Source, functions, lines_without_docstring, sources
from tests.house.test_tests import doubles, each_test


def lengths(files: tuple[Source, ...]) -> list[int]:
    """Lines of every function without its docstring, sorted."""
    hand_made = [source for source in files if source.path.parent.name != "versions"]
    return sorted(lines_without_docstring(f) for source in hand_made for f in functions(source))


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure, value, aim."""
    source, tests = sources("src"), sources("tests")
    sizes = lengths(source)
    cases = sum(1 for file in tests for _ in each_test(file))
    replaced = sum(1 for file in tests if file.path.parts[1] != "house" for _ in doubles(file))
    text = sum(len(file.text.splitlines()) for file in source)
    yield "lines of source", str(text), ""
    yield "lines of tests", str(sum(len(file.text.splitlines()) for file in tests)), ""
    yield "functions", str(len(sizes)), ""
    yield "median function, lines", str(median(sizes)), "at most 8"
    yield "longest function, lines", str(sizes[-1]), "at most 60"
    yield "functions over 30 lines", str(sum(1 for size in sizes if size > 30)), ""
    yield "test functions", str(cases), ""
    yield "doubles per test", f"{replaced / max(1, cases):.3f}", "at most 0.1"


if __name__ == "__main__":
    for name, value, aim in rows():
        print(f"{name:28}{value:>8}  {aim}")
