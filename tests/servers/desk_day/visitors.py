"""A visitor of the day: a page that behaves as ours does, and a person with a mind of their own."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.servers.desk_day.scene import ORDERS, SITE, Place, Scene

Frame = dict[str, Any]
ANSWER_WITHIN = 12.0
"""A page whose wish is not answered for so long takes the line for dead."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
PATIENCE = 150.0
"""Seconds after which what does not happen never will."""


@dataclass
class Told:
    """What visitors lived through, for the account."""

    counts: Counter[str] = field(default_factory=Counter)
    acknowledged: list[float] = field(default_factory=list)
    """Seconds from a visitor's wish to say something to its acknowledgement, outages included."""
    wrong: list[str] = field(default_factory=list)


class Page:
    """The visitor's side of the socket: comes back by itself, says again what was not answered."""

    def __init__(self, house: Place, scene: Scene, number: int, told: Told, seed: int) -> None:
        self._house, self._scene, self._told = house, scene, told
        self.chance = random.Random(f"{seed} visitor {number}")
        self.number = number
        self.token: str | None = None
        self.held: dict[str, Frame] = {}
        """Messages by their id."""
        self.said: dict[str, tuple[str, float]] = {}
        """Everything the person wished to say: text and when, by key."""
        self.acknowledged: dict[str, str] = {}
        """Messages by key."""
        self.pending: dict[str, Frame] = {}
        self.is_open = False
        self.ended: list[str] = []
        self.waits: list[int] = []
        """At most so many seconds to wait, as told."""
        self._socket: ClientConnection | None = None
        self._away = asyncio.Event()
        self._away.set()
        self._news = asyncio.Event()
        self._left_before: set[str] = set()
        """What was said and not acknowledged when the person left: no wait of ours."""

    @property
    def _address(self) -> str:
        """Of the network the visitor comes from, as a proxy tells it."""
        return f"10.0.{self.number // 200}.{self.number % 200 + 1}"

    async def stay(self) -> None:
        """Connected whenever not away, until cancelled."""
        failures = 0
        while True:
            await self._away.wait()
            try:
                await self._visit()
                failures = 0
            except (OSError, websockets.WebSocketException, TimeoutError) as problem:
                self._told.counts[f"visitor cut: {type(problem).__name__}"] += 1
                failures += 1
            finally:
                self._socket = None
            pause = min(FIRST_PAUSE * 2 ** min(failures, 5), LONGEST_PAUSE)
            await asyncio.sleep(pause * self.chance.uniform(0.5, 1.0))

    async def look_again(self) -> None:
        """Come back once more, and leave when everything was told."""
        headers = {"Origin": SITE, "X-Forwarded-For": self._address}
        url = f"ws://{self._house.webs[0]}/visitor/{self._scene.site_key}"
        async with connect(url, additional_headers=headers, compression=None) as socket:
            await socket.send(json.dumps(self._hello()))
            async with asyncio.timeout(30):
                self._take(json.loads(await socket.recv()))

    def leave(self) -> None:
        """Close the page."""
        self._away.clear()
        self._left_before |= self.pending.keys()
        if self._socket is not None:
            self._socket.transport.abort()

    def come_back(self) -> None:
        """Open the page again."""
        self._away.set()

    async def say(self, text: str, **more: object) -> None:
        """Say it, as often as it takes."""
        key = f"v{self.number:04d}-{len(self.said):03d}-key"
        self.said[key] = (text, time.monotonic())
        page = {"url": f"{SITE}/vanille", "title": "Vanille"}
        await self._ask({"op": "say", "id": key, "text": text, "page": page, **more})

    async def rate(self, interaction: str, stars: int) -> None:
        """Judge a conversation."""
        key = f"r{self.number:04d}-{len(self.said):03d}-{len(self.ended):02d}"
        await self._ask({"op": "rate", "id": key, "interaction": interaction, "stars": stars})

    async def end(self) -> None:
        """End the conversation, until it is over."""
        begun = time.monotonic()
        while self.is_open:
            await self._send({"op": "end", "id": f"e{self.number:04d}-{len(self.ended):03d}"})
            await self.until(lambda: not self.is_open, 3.0)
            if time.monotonic() - begun > PATIENCE:
                self._told.wrong.append(f"visitor {self.number} could not end the conversation")
                return

    async def type(self, *, on: bool) -> None:
        await self._send({"op": "typing", "on": on})

    async def walk(self) -> None:
        """Go to another page."""
        await self._send({"op": "where", "page": {"url": f"{SITE}/panier", "title": "Panier"}})

    async def send_file(self) -> str | None:
        """Send a small file; gives its id, or none when it could not be taken now."""
        headers = {
            "Origin": SITE,
            "Authorization": f"Bearer {self.token}",
            "X-Forwarded-For": self._address,
            "Content-Type": "text/plain",
        }
        host = self.chance.choice(self._house.webs)
        url = f"http://{host}/visitor/{self._scene.site_key}/files?name=facture.txt"
        try:
            async with httpx.AsyncClient(timeout=10) as http:
                answer = await http.post(url, headers=headers, content=b"une facture de vanille\n")
        except httpx.TransportError:
            return None
        if answer.status_code != 201 and answer.status_code < 500:
            self._told.wrong.append(f"a file was refused: {answer.status_code} {answer.text}")
        return str(answer.json()["id"]) if answer.status_code == 201 else None

    async def until(self, condition: Callable[[], bool], within: float) -> bool:
        """Whether it comes true in that time."""
        end = time.monotonic() + within
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                return False
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, 1.0))
        return True

    def answers(self) -> int:
        """How many answers of agents are on the page."""
        return sum(1 for one in self.held.values() if one["from"] == "agent")

    async def _ask(self, frame: Frame) -> None:
        self.pending[str(frame["id"])] = frame
        await self._send(frame)

    async def _send(self, frame: Frame) -> None:
        if self._socket is not None:
            with suppress(websockets.ConnectionClosed):
                await self._socket.send(json.dumps(frame))

    async def _visit(self) -> None:
        host = self.chance.choice(self._house.webs)
        url = f"ws://{host}/visitor/{self._scene.site_key}"
        headers = {"Origin": SITE, "X-Forwarded-For": self._address}
        async with connect(
            url, additional_headers=headers, open_timeout=8, close_timeout=1, compression=None
        ) as socket:
            await socket.send(json.dumps(self._hello()))
            async with asyncio.timeout(ANSWER_WITHIN):
                self._take(json.loads(await socket.recv()))
            self._socket = socket
            if not self._away.is_set():
                return
            for frame in list(self.pending.values()):
                await self._send(frame)
            await self._listen(socket)

    def _hello(self) -> Frame:
        last = max(self.held.values(), key=place, default=None)
        since = {"interaction": last["interaction"], "seq": last["seq"]} if last else None
        pages = [{"url": f"{SITE}/", "title": "Accueil", "at": "2026-03-02T08:00:00Z"}]
        visit = {"pages": pages, "data": {"cart": [1, 2]}, "zone": "Indian/Reunion"}
        return {
            "op": "hello",
            "token": self.token,
            "since": since,
            "language": "fr",
            "visit": visit,
        }

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            waits = bool(self.pending)
            try:
                async with asyncio.timeout(ANSWER_WITHIN if waits else 25):
                    frame = json.loads(await socket.recv())
            except TimeoutError:
                if waits:
                    self._told.counts["visitor's line taken for dead"] += 1
                    socket.transport.abort()
                    raise
                await self._send({"op": "ping"})
                continue
            self._take(frame)
            got = frame.get("message", {}).get("receipt") if frame["op"] == "message" else None
            if got:
                await self._send({"op": self.chance.choice(("got", "seen")), "ids": [got]})

    def _take(self, frame: Frame) -> None:
        handlers: dict[str, Callable[[Frame], object]] = {
            "welcome": self._welcome,
            "said": self._said,
            "message": lambda told: self._hold(told["message"]),
            "ended": self._ended,
            "refused": self._refused,
            "place": self._place,
            "done": lambda told: self.pending.pop(str(told["id"]), None),
        }
        handler = handlers.get(frame["op"])
        if handler is not None:
            handler(frame)
        self._news.set()

    def _welcome(self, frame: Frame) -> None:
        self.token = frame["token"]
        self.is_open = frame["open"]
        self._told.counts["visits"] += 1
        if frame["more"]:
            self._told.counts["welcomes that did not hold all"] += 1
        for message in frame["messages"]:
            self._hold(message)

    def _said(self, frame: Frame) -> None:
        key, message = frame["id"], frame["message"]
        if key not in self.acknowledged and key not in self._left_before:
            self._told.acknowledged.append(time.monotonic() - self.said[key][1])
        if self.acknowledged.get(key, message["id"]) != message["id"]:
            self._told.wrong.append(f"{key} was acknowledged as two messages")
        self.acknowledged[key] = message["id"]
        self.pending.pop(key, None)
        self.is_open = True
        self._hold(message)

    def _hold(self, message: Frame) -> None:
        if message["id"] in self.held:
            self._told.counts["frames of a message already held"] += 1
        self.held.setdefault(message["id"], message)
        notice = message["notice"] or {}
        is_newest = place(message) == max(map(place, self.held.values()))
        if is_newest and notice.get("code") in ("closed", "ended_by_person"):
            self.is_open = False

    def _ended(self, frame: Frame) -> None:
        self.is_open = False
        if frame["interaction"] not in self.ended:
            self.ended.append(frame["interaction"])

    def _place(self, frame: Frame) -> None:
        self._told.counts["places told"] += 1
        if frame["known"]:
            self.waits.append(frame["high"])

    def _refused(self, frame: Frame) -> None:
        if not frame["again"]:
            self._told.wrong.append(f"visitor {self.number} was refused: {frame}")
            self.pending.pop(frame["id"], None)
            return
        self._told.counts[f"visitor asked to say it again: {frame['code']}"] += 1
        again = self.pending.get(frame["id"])
        if again is not None:
            asyncio.get_running_loop().call_later(1.0, self._say_again, again)

    def _say_again(self, frame: Frame) -> None:
        if self._socket is not None and frame["id"] in self.pending:
            task = asyncio.ensure_future(self._send(frame))
            task.add_done_callback(lambda done: done.exception())


def place(message: Frame) -> tuple[str, int]:
    """Where a message stands among all of one visitor."""
    return message["interaction"], message["seq"]


class Visitor:
    """The person before the page."""

    def __init__(self, page: Page, patience: float) -> None:
        self.page = page
        self._patience = patience

    async def live(self, arrives_in: float, closing: asyncio.Event) -> None:
        """Come, talk, go; ``closing``: the shop closes, whoever is here says goodbye."""
        page, chance = self.page, self.page.chance
        with suppress(TimeoutError):
            await asyncio.wait_for(closing.wait(), arrives_in)
        staying = asyncio.create_task(page.stay())
        try:
            for _ in range(1 if chance.random() < 0.75 else 2):
                if not closing.is_set():
                    await self._talk(closing)
            await page.until(lambda: not page.pending, PATIENCE)
        finally:
            staying.cancel()
            with suppress(asyncio.CancelledError):
                await staying

    async def _talk(self, closing: asyncio.Event) -> None:
        page, chance = self.page, self.page.chance
        subject = {"subject": ORDERS} if chance.random() < 0.4 else {}
        await page.until(lambda: page.token is not None, 60)
        await page.say(f"Bonjour, question {page.number}.{len(page.said)}", **subject)
        gives_up = chance.random() < 0.08
        for _ in range(chance.randint(1, 5)):
            before = page.answers()
            await self._disturb()
            patience = chance.uniform(0.5, 4.0) if gives_up else self._patience
            if not await page.until(partial(self._answered, before, closing), patience):
                break
            if closing.is_set() or not (page.is_open or page.pending):
                break
            await page.type(on=True)
            await asyncio.sleep(chance.uniform(0.3, 1.5))
            await page.say(f"Réponse {page.number}.{len(page.said)}", **await self._file())
        await self._say_goodbye(closing)

    def _answered(self, before: int, closing: asyncio.Event) -> bool:
        page = self.page
        return closing.is_set() or page.answers() > before or not (page.is_open or page.pending)

    async def _file(self) -> dict[str, object]:
        if self.page.chance.random() >= 0.08:
            return {}
        file = await self.page.send_file()
        return {"files": [file]} if file else {}

    async def _disturb(self) -> None:
        """What happens meanwhile: another page, the network, a walk."""
        page, chance = self.page, self.page.chance
        what = chance.random()
        if what < 0.15:
            page.leave()
            await asyncio.sleep(chance.uniform(0.5, 6.0))
            page.come_back()
        elif what < 0.3:
            await page.walk()

    async def _say_goodbye(self, closing: asyncio.Event) -> None:
        page, chance = self.page, self.page.chance
        await page.until(lambda: not page.pending, PATIENCE)
        if (
            chance.random() < 0.5
            or closing.is_set()
            or not await page.until(lambda: not page.is_open or closing.is_set(), self._patience)
        ):
            await page.end()
        if page.is_open:
            await page.end()
        if page.ended and chance.random() < 0.5:
            await page.rate(page.ended[-1], chance.randint(1, 5))
