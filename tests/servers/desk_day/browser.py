"""An agent's browser: HTTP, and the live socket that comes back by itself."""

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from tests.servers.desk_day.house import House
from tests.servers.desk_day.scene import PASSWORD, Scene

Frame = dict[str, Any]
INBOX = 1
BUSY = frozenset({"idempotency_key_busy"})


@dataclass
class Told:
    """What agents lived through, for the account."""

    counts: Counter[str] = field(default_factory=Counter)
    answers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Interaction and text of each answer that was acknowledged, by its key."""
    refused_answers: int = 0
    seen: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Messages that stood on the screens of agents who had their request, by agent."""
    blind: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Requests an agent had or was offered when their browser died, by agent."""
    answered: list[float] = field(default_factory=list)
    """Seconds from an agent's pressing of a button to its acknowledgement, outages included."""
    wrong: list[str] = field(default_factory=list)


@dataclass
class Topic:
    """One thing the browser watches."""

    name: str
    params: Frame
    position: int | None = None
    epoch: str = ""
    items: dict[tuple[str, str], Frame] = field(default_factory=dict)


class Browser:
    """The agent's browser: HTTP, and the live socket that comes back by itself."""

    def __init__(self, house: House, scene: Scene, email: str, told: Told, seed: int) -> None:
        self._house, self._scene, self.told = house, scene, told
        self.email = email
        self.chance = random.Random(f"{seed} {email}")
        self.topics: dict[int, Topic] = {INBOX: Topic("desk.inbox", {})}
        self.user_id = ""
        self.news = asyncio.Event()
        self._epoch = ""
        self._refs = INBOX
        self._keys = 0
        self._cookie = ""
        self._socket: ClientConnection | None = None
        self._here = asyncio.Event()
        self._here.set()

    # -- HTTP --------------------------------------------------------------------------------

    async def sign_in(self) -> None:
        """Begin a session."""
        body = {"email": self.email, "password": PASSWORD}
        host = self._house.webs[0]
        async with httpx.AsyncClient(base_url=f"http://{host}/api/v1", timeout=30) as http:
            answer = await http.post("/session", json=body, headers=self._from())
            answer.raise_for_status()
            self._cookie = answer.headers["set-cookie"].partition(";")[0]
            me = await http.get("/session", headers=self._headers())
        self.user_id = str(me.json()["user"]["id"])

    def _from(self) -> dict[str, str]:
        number = int(self.email.partition("@")[0].removeprefix("agent"))
        return {"X-Forwarded-For": f"10.9.0.{number}", "User-Agent": "Chrome/156.0"}

    def _headers(self) -> dict[str, str]:
        return {
            **self._from(),
            "Cookie": self._cookie,
            "Guichet-Tenant": str(self._scene.tenant_id),
        }

    async def call(self, method: str, path: str, body: Frame | None = None) -> httpx.Response:
        """Ask until there is an answer, with the same key; a refusal is an answer."""
        self._keys += 1
        key = {"Idempotency-Key": f"{self.email}-{self._keys}"} if method == "POST" else {}
        begun = time.monotonic()
        while True:
            answer = await self._once(method, path, body, key)
            if answer is not None:
                self.told.answered.append(time.monotonic() - begun)
                return answer
            if time.monotonic() - begun > 150:
                raise AssertionError(f"{method} {path} was not answered in 150 s")
            await asyncio.sleep(self.chance.uniform(0.3, 0.8))

    async def _once(
        self, method: str, path: str, body: Frame | None, key: dict[str, str]
    ) -> httpx.Response | None:
        url = f"http://{self.chance.choice(self._house.webs)}/api/v1{path}"
        headers = self._headers() | key
        try:
            async with httpx.AsyncClient(timeout=12) as http:
                answer = await http.request(method, url, json=body, headers=headers)
        except httpx.TransportError as problem:
            self.told.counts[f"agent asks again: {type(problem).__name__}"] += 1
            return None
        if answer.status_code >= 500 or answer.status_code == 429:
            self.told.counts[f"agent asks again: {answer.status_code}"] += 1
            if answer.status_code == 500:
                self.told.wrong.append(f"{method} {path}: {answer.text}")
            return None
        if answer.status_code == 409 and answer.json()["code"] in BUSY:
            return None
        if _is_too_late(answer):
            self.told.counts["an instant named before an outage was past after it"] += 1
        elif answer.status_code in (401, 403, 422):
            self.told.wrong.append(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    # -- the live socket ---------------------------------------------------------------------

    async def stay(self) -> None:
        """Connected whenever alive, until cancelled."""
        while True:
            await self._here.wait()
            try:
                await self._watch()
            except (OSError, websockets.WebSocketException, TimeoutError) as problem:
                self.told.counts[f"agent cut: {type(problem).__name__}"] += 1
            finally:
                self._socket = None
            await asyncio.sleep(self.chance.uniform(0.1, 0.6))

    def die(self) -> None:
        """The browser is gone, without a word; what it held is forgotten."""
        self._here.clear()
        self.told.blind[self.user_id] |= self.inbox().keys()
        if self._socket is not None:
            self._socket.transport.abort()
        self.topics = {INBOX: Topic("desk.inbox", {})}

    def live_again(self) -> None:
        """Another browser of the same agent."""
        self._here.set()

    @property
    def alive(self) -> bool:
        return self._here.is_set()

    def watch(self, interaction_id: str) -> int:
        """Open a conversation."""
        self._refs += 1
        topic = Topic("desk.conversation", {"interaction_id": interaction_id})
        self.topics[self._refs] = topic
        self._send(self._open(self._refs, topic))
        return self._refs

    def leave(self, ref: int) -> None:
        """Close a conversation."""
        if self.topics.pop(ref, None) is not None:
            self._send({"op": "close", "ref": ref})

    def inbox(self) -> dict[str, Frame]:
        """Requests on the screen."""
        items = self.topics[INBOX].items
        return {key[1]: one["value"] for key, one in items.items() if key[0] == "interaction"}

    async def _watch(self) -> None:
        host = self.chance.choice(self._house.webs)
        url = f"ws://{host}/live?tenant={self._scene.tenant_id}"
        async with connect(
            url,
            origin=Origin(f"http://{host}"),
            additional_headers=self._headers(),
            open_timeout=8,
            close_timeout=1,
            compression=None,
        ) as socket:
            async with asyncio.timeout(12):
                self._epoch = json.loads(await socket.recv())["epoch"]
            self._socket = socket
            for ref, topic in self.topics.items():
                self._send(self._open(ref, topic))
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        while True:
            try:
                async with asyncio.timeout(25):
                    frame = json.loads(await socket.recv())
            except TimeoutError:
                self._send({"op": "ping"})
                async with asyncio.timeout(10):
                    frame = json.loads(await socket.recv())
            self._take(frame)
            self.news.set()

    def _open(self, ref: int, topic: Topic) -> Frame:
        frame: Frame = {"op": "open", "ref": ref, "topic": topic.name, "params": topic.params}
        if topic.position is not None and topic.epoch == self._epoch:
            frame |= {"since": topic.position, "epoch": topic.epoch}
        return frame

    def _send(self, frame: Frame) -> None:
        socket = self._socket
        if socket is not None:
            task = asyncio.ensure_future(socket.send(json.dumps(frame)))
            task.add_done_callback(lambda done: done.exception())

    def _take(self, frame: Frame) -> None:
        topic = self.topics.get(frame.get("ref", 0))
        if topic is None:
            return
        if frame["op"] == "snapshot":
            topic.items = {(one["kind"], one["id"]): one for one in frame["items"]}
        elif frame["op"] == "patch":
            self._patch(topic, frame)
        elif frame["op"] == "behind":
            topic.position = None
            self._send(self._open(frame["ref"], topic))
            return
        elif frame["op"] == "refused":
            self.told.wrong.append(f"{topic.name} was refused: {frame['problem']}")
        if "position" in frame:
            topic.position, topic.epoch = frame["position"], self._epoch
        if topic.name == "desk.conversation":
            shown = {key[1] for key in topic.items if key[0] == "message"}
            self.told.seen[self.user_id] |= shown

    def _patch(self, topic: Topic, frame: Frame) -> None:
        for one in frame["puts"]:
            known = topic.items.get((one["kind"], one["id"]))
            if known is None or known["version"] < one["version"]:
                topic.items[one["kind"], one["id"]] = one
        for one in frame["gone"]:
            known = topic.items.get((one["kind"], one["id"]))
            if known is not None and known["version"] <= one["version"]:
                del topic.items[one["kind"], one["id"]]


def _is_too_late(answer: httpx.Response) -> bool:
    """Snoozing until an instant that passed while nobody answered is refused, and rightly so."""
    if answer.status_code != 422:
        return False
    return [fault["code"] for fault in answer.json()["faults"]] == ["in_the_past"]
