"""Guichet as an operator runs it: a process of its own, watched by its words."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
READY_WITHIN = 240.0
_READY = re.compile(r"ready after .*: (http\S+)")


@dataclass
class Running:
    """A ``guichet serve``."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def pid(self) -> int:
        return self.process.pid

    async def follow(self) -> None:
        """Read what it says until it ends."""
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.lines.append(line.decode().rstrip())
            if told := _READY.search(self.lines[-1]):
                self.url = told[1]


def environment(data: Path, **settings: str) -> dict[str, str]:
    """The environment of a Guichet with its data in ``data`` and any free port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    named = {f"GUICHET_{name}": value for name, value in settings.items()}
    base = {"PYTHONPATH": str(SOURCE), "GUICHET_DATA_DIR": str(data), "GUICHET_HTTP_PORT": "0"}
    return {**kept, **base, **named}


async def run(
    *arguments: str, env: dict[str, str], python: str = sys.executable, typed: str = ""
) -> tuple[int, str]:
    """Run one command to its end; gives its code and all it said."""
    process = await asyncio.create_subprocess_exec(
        *[python, "-m", "guichet", *arguments],
        env=env,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(typed.encode()), READY_WITHIN)
    return process.returncode or 0, said.decode()


@asynccontextmanager
async def serving(
    *arguments: str, env: dict[str, str], python: str = sys.executable
) -> AsyncIterator[Running]:
    """A Guichet that is ready; asked to end on leaving, and made to if it does not."""
    process = await asyncio.create_subprocess_exec(
        *[python, "-m", "guichet", "serve", *arguments],
        env=env,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Running(process)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(running.follow())
        try:
            await _until_ready(running, reading)
            yield running
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 60)
            except TimeoutError:
                process.kill()
                raise


async def _until_ready(running: Running, reading: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(READY_WITHIN):
        while not running.url:
            if reading.done():
                raise AssertionError(f"guichet serve ended: {running.lines}")
            await asyncio.sleep(0.02)


def children(pid: int) -> Sequence[int]:
    """The processes it started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text().split()]
