"""The API as a program meets it: a signed-in read, and an idempotent create.

Load: `guichet serve --demo` in one process with embedded servers and durable settings; eight
connections that each send the next request when the answer is there. Read: one interaction of the
demo company, by its agent's session. Create: the agent's answer in a conversation, each with an
`Idempotency-Key` of its own. The sender is a process of its own; CPU is that of Guichet's process
and of PostgreSQL per request, and `per_core` is what one core would serve if Guichet's process
had it alone.
"""

import asyncio
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from uuid import uuid4

import psutil  # type: ignore[import-untyped]  # it publishes no types

SOURCE = Path(__file__).resolve().parent.parent / "src"
CONNECTIONS, REQUESTS = 8, 400
_READY = re.compile(rb"ready after .*: (http\S+)")

Figures = dict[str, float | int | str]


def run(_arguments: Sequence[str]) -> Figures:
    """Measure both."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with _guichet(folder / "data") as (process, address):
            agent = Agent.signed_in(address)
            read = agent.request("GET", f"/interactions/{agent.interaction}")
            figures = asyncio.run(_measured("read", process.pid, agent, lambda: read))
            return figures | asyncio.run(
                _measured("create", process.pid, agent, agent.answer_request)
            )


@contextmanager
def _guichet(data: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    settings = {
        "GUICHET_DATA_DIR": str(data),
        "GUICHET_HTTP_PORT": "0",
        "GUICHET_REQUESTS_PER_MINUTE": "0",
        "PYTHONPATH": str(SOURCE),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "guichet", "serve", "--demo"],
        env={**os.environ, **settings},
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    logs = threading.Thread(target=process.stderr.read)  # a full pipe would stop the server
    try:
        address = next(told[1] for line in process.stderr if (told := _READY.search(line)))
        logs.start()
        yield process, address.decode()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        if logs.ident is not None:
            logs.join()


@dataclass
class Agent:
    """A signed-in agent who has a conversation."""

    host: str
    headers: dict[str, str]
    interaction: str = ""

    @classmethod
    def signed_in(cls, address: str) -> "Agent":
        """Agent 1 of the demo company, after taking a waiting request."""
        agent = cls(address.removeprefix("http://"), {"Content-Type": "application/json"})
        sign_in = {"email": "agent1@guichet.example", "password": "guichet-demo"}
        answer = agent._call("POST", "/session", sign_in)
        agent.headers["Cookie"] = str(answer.headers["set-cookie"]).partition(";")[0]
        session = json.load(agent._call("GET", "/session"))
        agent.headers["Guichet-Tenant"] = session["tenants"][0]["id"]
        waiting = json.load(agent._call("GET", "/interactions?state=waiting"))["items"]
        agent.interaction = waiting[0]["id"]
        agent._call("POST", f"/interactions/{agent.interaction}/take", {})
        return agent

    def _call(self, method: str, path: str, body: object = None) -> HTTPResponse:
        data = None if body is None else json.dumps(body).encode()
        url = f"http://{self.host}/api/v1{path}"
        request = urllib.request.Request(url, data, self.headers, method=method)
        answer: HTTPResponse = urllib.request.urlopen(request, timeout=20)
        return answer

    def request(self, method: str, path: str, body: bytes = b"", **more: str) -> bytes:
        """The bytes of a request."""
        length = {"Content-Length": str(len(body))}
        headers = {"Host": self.host, **self.headers, **length, **more}
        lines = [f"{method} /api/v1{path} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def answer_request(self) -> bytes:
        """One more answer in the conversation."""
        key = str(uuid4())
        body = json.dumps({"text": "Oui, il en reste douze gousses.", "client_id": key}).encode()
        path = f"/interactions/{self.interaction}/messages"
        return self.request("POST", path, body, **{"Idempotency-Key": key})


async def _measured(name: str, pid: int, agent: Agent, make: Callable[[], bytes]) -> Figures:
    waits: list[float] = []
    statuses: set[int] = set()

    async def worker(count: int) -> None:
        host, _, port = agent.host.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        for _ in range(count):
            request = make()
            begun = time.perf_counter()
            writer.write(request)
            statuses.add(await _answer(reader.readuntil, reader.readexactly))
            waits.append((time.perf_counter() - begun) * 1000)
        writer.close()
        await writer.wait_closed()

    await worker(100)
    waits.clear()
    before, begun = _cpu(pid), time.perf_counter()
    await asyncio.gather(*(worker(REQUESTS // CONNECTIONS) for _ in range(CONNECTIONS)))
    seconds = time.perf_counter() - begun
    assert statuses <= {200, 201}, statuses
    spent = {part: (value - before[part]) / REQUESTS * 1e6 for part, value in _cpu(pid).items()}
    cuts = statistics.quantiles(waits, n=100)
    return {
        f"{name}_requests_per_s": round(REQUESTS / seconds),
        f"{name}_ms_p50": round(cuts[49], 2),
        f"{name}_ms_p99": round(cuts[98], 2),
        **{f"{name}_cpu_us_{part}": round(value) for part, value in spent.items()},
        f"{name}_per_core": round(1e6 / spent["guichet"]),
    }


async def _answer(
    until: Callable[[bytes], Awaitable[bytes]], exactly: Callable[[int], Awaitable[bytes]]
) -> int:
    """Read one answer; gives its status."""
    head = await until(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    await exactly(int(length[1]) if length else 0)
    return int(head.split(b" ", 2)[1])


def _cpu(pid: int) -> dict[str, float]:
    """Seconds of CPU of Guichet's own process and of PostgreSQL."""
    guichet = psutil.Process(pid)
    servers = [one for one in guichet.children(recursive=True) if one.name() == "postgres"]
    return {"guichet": _seconds(guichet), "postgres": sum(map(_seconds, servers))}


def _seconds(process: "psutil.Process") -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
