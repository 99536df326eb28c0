"""The demo's carrier as a part of the process."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import datetime
from typing import Final

from guichet.kit.ground import Ground
from guichet.processes.demo_carrier.scenes import Scene, scenario
from guichet.processes.demo_carrier.setting_up import last_port, set_up
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.telephones import Watch
from guichet.protocols.smpp.pdus import SubmitSm

HOST: Final = "127.0.0.1"
FAREWELL: Final = 3.0
"""Seconds the links have to leave when the process ends."""


class DemoCarrier:
    """One for a process: listens while it runs, and has the demo's route lead there."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._watchers: list[Watch] = []
        self.scene = Scene.NORMAL
        self.carrier: Carrier | None = None
        """While it runs."""

    async def run(self) -> None:
        """Be there until cancelled."""
        now = self._ground.clock.now()
        # Numbers go on from one start to the next: a receipt never names an older message.
        carrier = Carrier(scenario(self.scene, int(now.timestamp() * 1_000)), self._ground.clock)
        async with AsyncExitStack() as stack:
            port = await _listen(stack, carrier, await last_port(self._ground))
            await set_up(self._ground, port)
            stack.enter_context(carrier.telephones.watched_by(self._took))
            self.carrier = carrier
            try:
                await asyncio.Event().wait()
            finally:
                self.carrier = None
                await _farewell(carrier)

    @property
    def until_there(self) -> float:
        """Seconds until a telephone has what the carrier took."""
        return scenario(self.scene).receipts.delay

    def play(self, scene: Scene) -> None:
        """Behave like this from now on."""
        self.scene = scene
        if self.carrier is not None:
            self.carrier.follow(scenario(scene))

    @contextmanager
    def watched_by(self, watch: Watch) -> Iterator[None]:
        """Call ``watch`` with what the carrier takes while the block lasts."""
        self._watchers.append(watch)
        try:
            yield
        finally:
            self._watchers.remove(watch)

    def _took(self, at: datetime, message: SubmitSm) -> None:
        for watch in self._watchers:
            watch(at, message)


async def _listen(stack: AsyncExitStack, carrier: Carrier, before: int) -> int:
    """On the port it had before if that is free, so that the route stays as it is."""
    if before:
        with suppress(OSError):  # somebody else has it by now
            return await stack.enter_async_context(listening(carrier, HOST, before))
    return await stack.enter_async_context(listening(carrier, HOST, 0))


async def _farewell(carrier: Carrier) -> None:
    """Whoever is bound leaves in order, as it does with an operator that stays."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FAREWELL):
            while carrier.sessions():  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.05)
