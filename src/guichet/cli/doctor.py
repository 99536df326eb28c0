"""``guichet doctor``."""

import sys

from guichet.cli.running import prepare, run_async, say
from guichet.kit.settings import Settings


def run() -> None:
    """Look at everything; ends with 1 when something must be mended."""
    settings = prepare()
    run_async(_look(settings))


async def _look(settings: Settings) -> None:
    from guichet.processes.doctor import Level, examine

    worst = False
    async for finding in examine(settings, say):
        print(f"{finding.level:<5} {finding.area:<13} {finding.words}", flush=True)
        if finding.mend:
            print(f"{'':<19} -> {finding.mend}", flush=True)
        worst = worst or finding.level is Level.MEND
    if worst:
        sys.exit(1)
