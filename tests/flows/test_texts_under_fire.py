"""Whoever is killed while texts are carried, and whenever: each arrives, is told of, and one that
arrives twice is marked.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.texts_under_fire import balanced, fire

SEED = int(os.environ.get("GUICHET_SOAK_SEED", "7"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path that the engines' own system user can pass."""
    made = Path(tempfile.mkdtemp(prefix="guichet-fire-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.parametrize(
    "kills",
    [
        2,
        pytest.param(60, marks=[pytest.mark.soak, pytest.mark.timeout(2_700)]),
    ],
)
async def test_whoever_is_killed_no_text_is_lost_and_none_comes_twice_unmarked(
    folder: Path, kills: int
) -> None:
    async with fire(folder) as one:
        killed = await one.killed(kills, SEED)
        balance, wrong = await balanced(one, 180)
        arrived = one.arrived()
        twice = [number for number, count in arrived.items() if count > 1]
        sys.stdout.write(
            f"{dict(killed)}; {len(one.sent)} accepted, {len(one.unsure)} unsure,"
            f" {len(balance.stored)} there, {arrived.total()} arrived: {len(twice)} more than once,"
            f" {len(balance.marked)} marked\n"
        )
        assert one.sent
        assert wrong == []
