"""A carrier far away: what one bind hands over when each answer takes 50 ms.

Load: `guichet simulate carrier` in a process of its own that answers after 50 ms (its timers stand
for the way there and back) and sends a receipt for each message; the SMPP link in this process, one
transceiver, windows of 10, 100 and 500; for each, messages for ten seconds, out of a depot in
memory.
`share` is the rate over window / answer time: 1 is what no link can pass.
`--carrier HOST:PORT` measures against another carrier that answers after 50 ms.
"""

import asyncio
import contextlib
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, cast
from uuid import UUID

import uvloop

from guichet.channels.sms.links.smpp.link import SmppLink
from guichet.channels.sms.links.smpp.settings import SmppSettings
from guichet.gateway.contract import Signals, Tools
from guichet.gateway.mass.contract import (
    CarrierReceipt,
    LinkHealth,
    MobileOriginated,
    Parcel,
    PartSent,
    RouteDoor,
)
from guichet.kit.clock import SystemClock
from guichet.kit.ids import IdMaker

AWAY: Final = 0.05
SECONDS: Final = 10.0
WINDOWS: Final = (10, 100, 500)
_WHERE: Final = re.compile(r"SMPP on ([\d.]+):(\d+)")
_SCENARIO: Final = f"remember = 0\n[answers]\ndelay = {AWAY}\n"

Figures = dict[str, float | int | str]


class Endless:
    """A depot that always has a message, and counts what comes back."""

    def __init__(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self.answered = 0
        self.kept = 0

    def take(self, limit: int) -> Sequence[Parcel]:
        return [self._parcel] * limit

    async def wait(self) -> None:
        """There is always something."""

    def sent(self, several: Sequence[PartSent]) -> None:
        self.answered += sum(one.peer_id is not None for one in several)

    def give_back(self, several: Sequence[UUID], after: timedelta | None = None) -> None:
        raise AssertionError(f"{len(several)} messages were given back, for {after}")

    def pass_on(self, several: Collection[UUID]) -> Collection[UUID]:
        raise AssertionError(f"{len(several)} messages were to go another way")

    async def receipts(self, several: Sequence[CarrierReceipt]) -> None:
        self.kept += len(several)

    async def inbound(self, several: Sequence[MobileOriginated]) -> None:
        raise AssertionError(f"{len(several)} texts, and nobody writes")

    def health(self, health: LinkHealth) -> None:
        """Not looked at."""


def run(arguments: Sequence[str]) -> Figures:
    """Measure each window."""
    if "--carrier" in arguments:
        host, _, port = arguments[arguments.index("--carrier") + 1].rpartition(":")
        return uvloop.run(_measured(host, int(port)))
    with _carrier() as (host, port_number):
        return uvloop.run(_measured(host, port_number))


@contextmanager
def _carrier() -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as folder:
        scenario = Path(folder) / "far.toml"
        scenario.write_text(_SCENARIO)
        words = ("simulate", "carrier", "--port", "0", "--scenario", str(scenario))
        process = subprocess.Popen(
            [sys.executable, "-m", "guichet", *words], stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr is not None
            found = _WHERE.search(process.stderr.readline())
            assert found is not None
            yield found[1], int(found[2])
        finally:
            process.terminate()
            process.wait(timeout=20)


async def _measured(host: str, port: int) -> Figures:
    figures: Figures = {}
    for window in WINDOWS:
        settings = SmppSettings(host=host, port=port, system_id="bench", window=window)
        rate, micros = await _rate(settings)
        figures[f"window_{window}_per_second"] = rate
        figures[f"window_{window}_share"] = rate * AWAY / window
        figures[f"window_{window}_cpu_us"] = micros
    return figures


async def _rate(settings: SmppSettings) -> tuple[float, float]:
    clock = SystemClock()
    ids = IdMaker(clock)
    text = "Votre commande est prete, a bientot."
    parcel = Parcel(ids.new(), "+33611111111", "GUICHET", text, "service", "auto", False, None)
    depot = Endless(parcel)
    tools = Tools(clock, ids, cast("Signals", None), b"", "", Path(), lambda _tenant, _file: "")
    link = SmppLink(RouteDoor(ids.new(), "smpp", "Bench", settings, 1), tools)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(link.run(depot))
        await asyncio.sleep(1.0)  # the first window is on its way
        answered, begun, cpu = depot.answered, time.perf_counter(), time.process_time()
        await asyncio.sleep(SECONDS)
        answered = depot.answered - answered
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    return answered / took, cpu / max(answered, 1) * 1e6
