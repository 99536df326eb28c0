"""Ports of servers that end and come back under the same address."""

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """A port nobody has: below those the system gives to whoever asks for any, so that nobody gets
    it while its server is down.
    """
    while True:
        port = random.SystemRandom().randrange(15_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
