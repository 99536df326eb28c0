"""The visitors' chat: how many sockets one web process holds, and how fast words come through.

Embedded servers with their normal, durable settings; one web process; one process with router,
relay and jobs; the sender of load is this process. One company with four sites; every visitor has
a network address of their own, told as a reverse proxy tells it, and keeps to the limits anyone
has. Every page pings each 25 s, as the real one does.

Held: 5,000 visitors' sockets, opened at 250/s at the most, each after its hello; 1,200 of them
then open a conversation, 16 at a time. Memory is what the web process' proportional set size grew
by, per socket.

Words: 40 agents (more where there are more conversations) each hold 30 of these conversations, with
the list and all 30 open on one live socket, which takes 32 topics. The visitors speak in turn at a
steady rate, step by step faster, 8 s each, until the wait from the instant a message was due to the
agent's socket passes a second (99th percentile) or the last step is done. Counted is the fastest
step with a 99th percentile of 100 ms at the most. Each message must be answered (committed) and
reach its agent once.
"""

import asyncio
import contextlib
import math
import re
import resource
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import uvloop

from benches.chatting.house import House, house, settled
from benches.chatting.peers import Socket, Visitor, connect

SITES, SOCKETS, ARRIVALS = 4, 5_000, 250
AGENTS, CONVERSATIONS, OPENING = 40, 1_200, 16
EACH = 30
"""Conversations of an agent, at the most: a live socket has a limit."""
RATES = (50, 100, 200, 300, 400, 500, 600, 800, 1_000, 1_200)
SECONDS, MOST_MS, GROWING_MS = 8, 100, 1_000
ARRIVED_WITHIN, OPENED_WITHIN, ENDED_WITHIN, PINGED_EVERY = 75, 40, 10, 25.0
_CLIENT_ID = re.compile(rb'"client_id":"([^"]+)"')

Figures = dict[str, float | int | str]


def run(arguments: Sequence[str]) -> Figures:
    """Measure both. ``arguments`` may name how many sockets and conversations there are at the
    most, to look at words alone sooner.
    """
    sockets, conversations = (*(int(one) for one in arguments), SOCKETS, CONVERSATIONS)[:2]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return uvloop.run(_measured(sockets, min(sockets, conversations)))


async def _measured(sockets: int, conversations: int) -> Figures:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-", dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # noqa: ASYNC240  # before anything is measured
        agents = max(AGENTS, math.ceil(conversations / EACH))
        async with house(folder, SITES, agents) as where:
            bench = Bench(where, conversations)
            pinging = asyncio.create_task(bench.ping())
            try:
                return {**await bench.hold(sockets), **await bench.talk()}
            finally:
                pinging.cancel()


@dataclass
class Step:
    """One steady rate, as it went."""

    rate: int
    due: dict[bytes, float] = field(default_factory=dict)
    """When each message was to be sent, by its key."""
    said: list[float] = field(default_factory=list)
    """Milliseconds until the visitor was told that it is committed."""
    shown: list[float] = field(default_factory=list)
    """Milliseconds until the agent's socket had it."""
    answered: set[bytes] = field(default_factory=set)
    """What a visitor was told is committed."""
    reached: set[bytes] = field(default_factory=set)
    said_twice: int = 0
    twice: int = 0
    afresh: int = 0
    """Snapshots an agent's socket got in the middle, as it had fallen behind."""
    spent: dict[str, float] = field(default_factory=dict)

    refused: int = 0

    def hear_answered(self, key: bytes, said: bool) -> None:  # as it is called
        """A visitor learns that its words are committed, or that they are not taken."""
        if (due := self.due.get(key)) is None:
            return
        if said:
            self.said_twice += key in self.answered
            self.answered.add(key)
            self.said.append((time.perf_counter() - due) * 1000)
        else:
            self.refused += 1

    def hear_agent(self, frame: bytes) -> None:
        """An agent's browser is told something."""
        now = time.perf_counter()
        for key in _CLIENT_ID.findall(frame):
            if (due := self.due.get(key)) is not None:
                self.twice += key in self.reached
                self.reached.add(key)
                self.shown.append((now - due) * 1000)

    def hear_afresh(self, frame: bytes) -> None:
        """An agent's browser fell behind, and is told how all stands instead of each step."""
        now = time.perf_counter()
        self.afresh += 1
        for key in set(_CLIENT_ID.findall(frame)) - self.reached:
            if (due := self.due.get(key)) is not None:
                self.reached.add(key)
                self.shown.append((now - due) * 1000)

    @property
    def complete(self) -> bool:
        """Everything was told to everyone."""
        all_told = len(self.answered) + self.refused >= len(self.due)
        return all_told and self.answered <= self.reached

    def percentile(self, waits: list[float], percent: int) -> float:
        """Of these waits, in milliseconds."""
        return round(statistics.quantiles(waits, n=100)[percent - 1], 1) if waits else 0.0

    @property
    def kept(self) -> bool:
        """Nothing refused, lost or doubled, and the aim for the wait met."""
        return self.bearable and self.percentile(self.shown, 99) <= MOST_MS

    @property
    def bearable(self) -> bool:
        """Nothing refused, lost or doubled, and the line did not grow all the time."""
        twice = self.twice or self.said_twice
        whole = self.complete and not twice and not self.refused
        return whole and self.percentile(self.shown, 99) <= GROWING_MS


class Bench:
    """The peers, and what they measure."""

    def __init__(self, where: House, conversations: int) -> None:
        self._house = where
        self._conversations = conversations
        self._visitors: list[Visitor] = []
        self._speaking: list[Visitor] = []
        self._desks: list[Socket] = []
        self._step = Step(0)
        self._number = 0
        self._answers: dict[bytes, asyncio.Future[None]] = {}

    async def hold(self, sockets: int) -> Figures:
        """Open the sockets, then some conversations, and weigh them."""
        await self._arrive(50)  # what is loaded and made once is no socket's
        await settled(1)
        before, begun = self._house.web_memory(), time.perf_counter()
        spent = self._house.cpu()
        await self._arrive(sockets)
        seconds = time.perf_counter() - begun
        cpu = self._house.cpu()["web"] - spent["web"]
        await settled(2)
        held, open_now = self._house.web_memory(), sum(one.here for one in self._visitors)
        more = open_now - 50
        figures: Figures = {
            "sockets_held": open_now,
            "sockets_opened_per_s": round(more / seconds),
            "socket_cpu_us_web_to_open": round(cpu / more * 1e6),
            "socket_kib_each": round((held - before) / more / 1024, 1),
        }
        figures |= await self._open_conversations()
        await settled(2)
        grown = (self._house.web_memory() - before) / more / 1024
        return {**figures, "socket_kib_each_with_conversations": round(grown, 1)}

    async def ping(self) -> None:
        """All pages and desks say in turn that they are still here, until cancelled: a socket
        that is silent for more than a minute is closed.
        """
        while True:
            begun, here = time.perf_counter(), list(self._visitors)
            for desk in self._desks:
                desk.send(b'{"op":"ping"}')
            for number, visitor in enumerate(here):
                await _until(begun + number * PINGED_EVERY / len(here))
                visitor.ping()
            await _until(begun + PINGED_EVERY)

    async def _arrive(self, sockets: int) -> None:
        """Visitors come, one after the other at a bounded pace, until there are ``sockets`` or
        time is up.
        """
        begun, first = time.perf_counter(), len(self._visitors)
        at_once = asyncio.Semaphore(64)

        async def arrive(number: int) -> None:
            visitor = Visitor(self._hear_answered)
            address = f"198.18.{number // 250}.{number % 250 + 1}"
            async with at_once:
                if time.perf_counter() > begun + ARRIVED_WITHIN:
                    return
                site = self._house.sites[number % SITES]
                await visitor.arrive(self._house.port, site, address)
            self._visitors.append(visitor)

        async with asyncio.TaskGroup() as tasks:
            for number in range(first, sockets):
                await _until(begun + (number - first) / ARRIVALS)
                tasks.create_task(arrive(number))

    def _hear_answered(self, key: bytes, said: bool) -> None:  # as it is called
        self._step.hear_answered(key, said)
        if (waiting := self._answers.pop(key, None)) is not None:
            waiting.set_result(None)

    def _hear_agent(self, frame: bytes) -> None:
        self._step.hear_agent(frame)

    async def _open_conversations(self) -> Figures:
        """The first words of so many visitors, some at a time; of fewer, when time is up."""
        self._step = step = Step(0)
        begun, before = time.perf_counter(), self._house.cpu()["web"]
        left = iter(range(min(self._conversations, len(self._visitors))))

        async def open_some() -> None:
            while time.perf_counter() < begun + OPENED_WITHIN:
                if (number := next(left, None)) is None:
                    return
                await self._first_words(step, number)

        async with asyncio.timeout(OPENED_WITHIN + 30), asyncio.TaskGroup() as tasks:
            for _ in range(OPENING):
                tasks.create_task(open_some())
        spent = self._house.cpu()["web"] - before
        self._speaking = [one for one in self._visitors if one.interaction is not None]
        self._conversations = len(self._speaking)
        return {
            "conversations": self._conversations,
            "openings_refused": step.refused,
            "openings_per_s": round(self._conversations / (time.perf_counter() - begun)),
            "opening_ms_p99": step.percentile(step.said, 99),
            "opening_cpu_us_web": round(spent / self._conversations * 1e6),
        }

    async def _first_words(self, step: Step, number: int) -> None:
        key = f"first{number:08d}"
        answered = asyncio.get_running_loop().create_future()
        self._answers[key.encode()] = answered
        step.due[key.encode()] = time.perf_counter()
        self._visitors[number].say(key, "Bonjour !")
        await answered

    async def _speak(self, step: Step, count: int) -> None:
        """The visitors speak in turn, ``step.rate`` a second."""
        begun = time.perf_counter() + 0.01
        for turn in range(count):
            due = begun + turn / step.rate
            await _until(due)
            self._number += 1
            key = f"bench{self._number:08d}"
            step.due[key.encode()] = due
            words = f"Avez-vous encore de la vanille Bourbon en gousses ? {self._number}"
            self._speaking[self._number % self._conversations].say(key, words)

    async def talk(self) -> Figures:
        """Step by step faster, until the aim is missed."""
        found = [UUID(one.interaction) for one in self._speaking if one.interaction]
        shares = await self._house.hand_out(found)
        steps: list[Step] = []
        async with contextlib.AsyncExitStack() as stack:
            for number, share in enumerate(shares):
                await stack.enter_async_context(self._desk(number, share))
            for rate in [one for one in RATES if one <= self._conversations]:
                steps.append(await self._stepped(rate))
                if not steps[-1].bearable:
                    break
        kept = [step for step in steps if step.kept]
        borne = [step for step in steps if step.bearable] or steps[:1]
        figures: Figures = {"messages_per_s": kept[-1].rate if kept else 0}
        figures |= _cpu_of(borne[-1])
        for step in steps:
            figures |= _told(step)
        return figures

    @contextlib.asynccontextmanager
    async def _desk(self, number: int, share: Sequence[UUID]) -> AsyncIterator[Socket]:
        """An agent's browser with the list and all of the agent's conversations open."""
        ready, wanted = asyncio.Event(), len(share) + 1
        snapshots = 0

        def hear(frame: bytes) -> None:
            nonlocal snapshots
            if frame.startswith(b'{"op":"snapshot"'):
                snapshots += 1
                if snapshots == wanted:
                    ready.set()
                elif snapshots > wanted:
                    self._step.hear_afresh(frame)
            else:
                self._hear_agent(frame)

        headers = {
            "Origin": f"http://127.0.0.1:{self._house.port}",
            "Cookie": self._house.agents[number].cookie,
        }
        path = f"/live?tenant={self._house.tenant}"
        socket = await connect(self._house.port, path, headers, hear)
        socket.send(b'{"op":"open","ref":0,"topic":"desk.inbox","params":{}}')
        for ref, one in enumerate(share, 1):
            params = f'{{"interaction_id":"{one}"}}'
            frame = f'{{"op":"open","ref":{ref},"topic":"desk.conversation","params":{params}}}'
            socket.send(frame.encode())
        async with asyncio.timeout(30):
            while not ready.is_set():
                socket.refuse_closed()
                await asyncio.sleep(0.05)
        self._desks.append(socket)
        yield socket
        self._desks.remove(socket)
        socket.leave()

    async def _stepped(self, rate: int) -> Step:
        self._step = step = Step(rate)
        before = self._house.cpu()
        await self._speak(step, rate * SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDED_WITHIN):
                while not step.complete:  # heard by many, waited for by one
                    for desk in self._desks:
                        desk.refuse_closed()
                    await asyncio.sleep(0.02)
        after = self._house.cpu()
        step.spent = {name: (after[name] - before[name]) / len(step.due) * 1e6 for name in after}
        await settled(0.5)  # what comes twice comes late
        return step


async def _until(instant: float) -> None:
    wait = instant - time.perf_counter()
    if wait > 0:
        await asyncio.sleep(wait)


def _told(step: Step) -> Figures:
    """What is said of every step."""
    name = f"at_{step.rate}"
    return {
        f"{name}_committed_ms_p50": step.percentile(step.said, 50),
        f"{name}_committed_ms_p99": step.percentile(step.said, 99),
        f"{name}_shown_ms_p50": step.percentile(step.shown, 50),
        f"{name}_shown_ms_p99": step.percentile(step.shown, 99),
        f"{name}_refused": step.refused,
        f"{name}_told_afresh": step.afresh,
        f"{name}_lost": len(step.answered - step.reached),
        f"{name}_unanswered": len(step.due) - len(step.answered) - step.refused,
        f"{name}_doubled": step.twice,
        f"{name}_answered_twice": step.said_twice,
    }


def _cpu_of(step: Step) -> Figures:
    """What a message cost at the fastest step whose line did not grow."""
    spent = {f"cpu_us_per_message_{name}": round(value) for name, value in step.spent.items()}
    web = round(1e6 / step.spent["web"])
    return {"cpu_measured_at_per_s": step.rate, **spent, "messages_per_s_per_web_core": web}
