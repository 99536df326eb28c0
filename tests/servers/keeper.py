"""Keeps one PostgreSQL for a whole test run, until the run's process ends.

Started as ``python -m tests.servers.keeper FOLDER PID``: writes FOLDER/ready.json, waits until
process PID is gone, stops the server and removes the folder. So a run that is killed leaves
nothing behind.
"""

import asyncio
import json
import os
import secrets
import select
import shutil
import sys
from pathlib import Path

from guichet.kit.engines.postgres import EmbeddedPostgres

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


def main(folder: Path, pid: int) -> None:
    """Keep the server while process ``pid`` lives."""
    run = os.pidfd_open(pid)
    postgres = EmbeddedPostgres(folder / "postgres", connections=200, tuning=FAST)
    try:
        asyncio.run(postgres.start())
        ready = {"admin_url": postgres.url("postgres"), "secret": secrets.token_hex(16)}
        (folder / "ready.tmp").write_text(json.dumps(ready))
        (folder / "ready.tmp").rename(folder / "ready.json")
        select.select([run], [], [])
    finally:
        asyncio.run(postgres.stop())
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
