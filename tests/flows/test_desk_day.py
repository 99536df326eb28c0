"""One working day of a whole desk, with every process ending in between, balances to zero."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.desk_day.day import Plan, live_through
from tests.servers.desk_day.house import House

SECONDS = float(os.environ.get("GUICHET_SOAK_SECONDS", "480"))
AGENTS = int(os.environ.get("GUICHET_SOAK_AGENTS", "30"))
VISITORS = int(os.environ.get("GUICHET_SOAK_VISITORS", "300"))
SEED = int(os.environ.get("GUICHET_SOAK_SEED", "7"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short path that the engines' own system user can pass; kept when asked."""
    made = Path(tempfile.mkdtemp(prefix="guichet-day-"))
    made.chmod(0o711)
    yield made
    if "GUICHET_SOAK_KEEP" not in os.environ:
        shutil.rmtree(made, ignore_errors=True)


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 420)
async def test_a_working_day_of_the_desk_balances_to_zero(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(folder)
    try:
        account = await live_through(house, Plan(SECONDS, AGENTS, VISITORS, SEED))
    finally:
        await house.stop()
    with capsys.disabled():  # the account is worth reading also when it balances
        sys.stdout.write("\n" + "\n".join([*account.lines, *account.wrong]) + "\n")
    assert account.wrong == []
