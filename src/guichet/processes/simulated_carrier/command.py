"""``guichet simulate carrier``: a simulated carrier until stopped."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Generator
from dataclasses import dataclass

import uvicorn

from guichet.kit.clock import SystemClock
from guichet.kit.tasks import TaskGroup
from guichet.processes.simulated_carrier.carrier import Carrier, listening
from guichet.processes.simulated_carrier.control import control
from guichet.processes.simulated_carrier.scenario import Scenario


@dataclass(frozen=True)
class Place:
    """Where it listens: SMPP, and the control beside it. A port 0 takes a free one."""

    host: str
    port: int
    control_port: int


async def simulate(scenario: Scenario, place: Place, say: Callable[[str], None]) -> None:
    """Be a carrier until a signal ends it; says where."""
    carrier = Carrier(scenario, SystemClock())
    server = _Server(
        uvicorn.Config(
            control(carrier),
            host=place.host,
            port=place.control_port,
            loop="none",
            log_level="error",
            access_log=False,
            lifespan="off",
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    async with listening(carrier, place.host, place.port) as port, TaskGroup() as group:
        running = group.create_task(server.serve(), name="control")
        while not server.started and not running.done():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.005)
        if server.started:
            beside = server.servers[0].sockets[0].getsockname()[1]
            say(
                f"simulated carrier: SMPP on {place.host}:{port},"
                f" control on http://{place.host}:{beside}"
            )


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process by the signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    def stop(self) -> None:
        """End soon."""
        self.should_exit = True
