"""``./dev seed``: demo data into this checkout's installation, beside a running one or alone."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from guichet.kit.faults import OperatorFault
from guichet.kit.settings import load
from guichet.processes import demo
from guichet.processes.foundation import lay
from guichet.processes.servers import reach_servers


async def seed() -> None:
    """Fill an empty installation; others are left alone, which is said."""
    settings = load()
    async with reach_servers(settings, print) as servers, lay(settings, servers, print) as found:
        if await demo.seed(found.ground, print):
            print("done: start it with ./dev up, or sign in where it runs")
        else:
            print(f"there are people already: remove {settings.data_dir} to begin anew")


if __name__ == "__main__":
    try:
        asyncio.run(seed())
    except OperatorFault as fault:
        sys.exit(f"seed: {fault}")
