"""The person before an agent's browser, who mostly does their work."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from tests.servers.desk_day.browser import INBOX, Browser, Frame
from tests.servers.desk_day.scene import Scene
from tests.servers.desk_day.story import HELD


class Agent:
    """The person before the browser."""

    def __init__(self, browser: Browser, colleagues: list[str], scene: Scene) -> None:
        self.browser = browser
        self._colleagues, self._scene = colleagues, scene
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._answering: set[str] = set()
        self.closing = False

    async def work(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.browser.stay())
            group.create_task(self._stay_ready())
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.browser.news.wait(), 1.0)
                self.browser.news.clear()
                if self.browser.alive:
                    self._look(group)

    async def _stay_ready(self) -> None:
        """Say so again whenever the router says otherwise, after a breath."""
        while True:
            if self.browser.alive:
                mine = await self.browser.call("GET", "/me/presence")
                if mine.json()["status"] != "ready":
                    await self.browser.call("PUT", "/me/presence", {"status": "ready"})
            await asyncio.sleep(self.browser.chance.uniform(2.0, 5.0))

    def _look(self, group: asyncio.TaskGroup) -> None:
        me = self.browser.user_id
        for key, one in self.browser.inbox().items():
            offer, agent = one["offer"], one["agent"]
            mine = agent is not None and agent["id"] == me and one["state"] in HELD
            asked = offer is not None and offer["agent"]["id"] == me
            if mine and key not in self._busy:
                self._busy[key] = group.create_task(self._serve(key))
                self._busy[key].add_done_callback(partial(self._forget, key))
            elif asked and f"{key} {offer['at']}" not in self._answering:
                self._answering.add(f"{key} {offer['at']}")
                group.create_task(self._consider(key))

    def _forget(self, key: str, _: "asyncio.Task[None]") -> None:
        self._busy.pop(key, None)

    async def _consider(self, key: str) -> None:
        """An offer: accepted mostly, declined or left at times, or the browser dies."""
        browser, chance = self.browser, self.browser.chance
        await asyncio.sleep(chance.uniform(0.1, 1.2))
        if not browser.alive:
            return
        what = 1.0 if self.closing else chance.random()
        if what < 0.06:
            browser.told.counts["offers left unanswered"] += 1
        elif what < 0.13:
            answer = await browser.call("POST", _path(key, "decline"), {"reason": "busy"})
            browser.told.counts[f"decline {answer.status_code}"] += 1
        elif what < 0.16:
            await self._die("during an offer", chance.uniform(1.0, 16.0))
        else:
            answer = await browser.call("POST", _path(key, "accept"))
            browser.told.counts[f"accept {answer.status_code}"] += 1

    async def _die(self, when: str, rest: float) -> None:
        self.browser.told.counts[f"browsers that died {when}"] += 1
        self.browser.die()
        await asyncio.sleep(rest)
        self.browser.live_again()

    async def _serve(self, key: str) -> None:
        """One request, from having it to its end."""
        browser, chance = self.browser, self.browser.chance
        if not self.closing and chance.random() < 0.03 and browser.alive:
            await self._die("after accepting", chance.choice((3.0, 15.0, 15.0, 145.0)))
        ref = browser.watch(key)
        try:
            said = 0
            while self._has(key):
                if browser.alive and ref not in browser.topics:
                    ref = browser.watch(key)
                if self._state(key) == "wrap_up":
                    await self._write_up(key)
                elif self._waits_for_answer(ref):
                    await self._answer(key, said)
                    said += 1
                elif self.closing or (said >= 2 and chance.random() < 0.15):
                    await self._move_on(key)
                await asyncio.sleep(chance.uniform(0.3, 1.0))
            await asyncio.sleep(2.0)  # what was said at the last moment is still shown
        finally:
            browser.leave(ref)

    def _state(self, key: str) -> str:
        return str(self.browser.inbox().get(key, {}).get("state"))

    def _has(self, key: str) -> bool:
        one = self.browser.inbox().get(key)
        if one is None:
            return not self.browser.alive or self.browser.topics[INBOX].position is None
        return one["state"] in HELD and one["agent"]["id"] == self.browser.user_id

    def _waits_for_answer(self, ref: int) -> bool:
        topic = self.browser.topics.get(ref)
        if topic is None:
            return False
        messages = [one["value"] for key, one in topic.items.items() if key[0] == "message"]
        said = [one for one in messages if one["kind"] in ("text", "file") and not one["internal"]]
        last = max(said, key=lambda one: one["seq"], default=None)
        return last is not None and last["from"]["kind"] == "contact"

    async def _answer(self, key: str, said: int) -> None:
        browser, chance = self.browser, self.browser.chance
        await browser.call("POST", _path(key, "typing"), {"on": True})
        await asyncio.sleep(chance.uniform(0.3, 1.5))
        if not self.closing and chance.random() < 0.01 and browser.alive:
            return await self._die("while typing", chance.uniform(2.0, 15.0))
        if self._state(key) == "held":
            await browser.call("POST", _path(key, "resume"))
        number = len(browser.told.answers) + browser.told.refused_answers
        name = browser.email.partition("@")[0]
        client_id, text = f"{name}-{number}", f"{name} répond {said} ({number})"
        browser.told.answers[client_id] = ("", text)
        body = {"text": text, "client_id": client_id}
        answer = await browser.call("POST", _path(key, "messages"), body)
        if answer.status_code == 201:
            browser.told.answers[client_id] = (key, text)
        else:
            del browser.told.answers[client_id]
            browser.told.refused_answers += 1
        return None

    async def _move_on(self, key: str) -> None:
        """What agents do besides answering."""
        browser, chance = self.browser, self.browser.chance
        other = chance.choice(self._colleagues)
        later = (datetime.now(UTC) + timedelta(seconds=chance.uniform(3, 12))).isoformat()
        handed = {"agent_id": other} if chance.random() < 0.5 else {}
        queue = str(chance.choice(self._scene.queues))
        steps: list[tuple[float, str, Frame | None]] = [
            (0.10, "hold", None),
            (0.10, "consulted", {"agent_id": other, "note": "Tu sais ?"}),
            (0.07, "transfer", {"queue_id": queue, "note": "Pour vous", **handed}),
            (0.06, "snooze", {"until": later}),
            (0.04, "release", None),
            (0.08, "notes", {"text": "Fidèle"}),
            (0.35, "finish", None),
            (0.20, "close", None),
        ]
        if self.closing:
            steps = steps[-1:]
        _, step, body = chance.choices(steps, [one[0] for one in steps])[0]
        if step == "consulted" and other == browser.user_id:
            return
        if "transfer" in step and other == browser.user_id:
            body = {"queue_id": queue}
        answer = await browser.call("POST", _path(key, step), body)
        browser.told.counts[f"{step} {answer.status_code}"] += 1

    async def _write_up(self, key: str) -> None:
        """At times the agent says it is over, at times the clock does."""
        if self.closing or self.browser.chance.random() < 0.2:
            answer = await self.browser.call("POST", _path(key, "close"))
            self.browser.told.counts[f"written up {answer.status_code}"] += 1


def _path(key: str, step: str) -> str:
    return f"/interactions/{key}/{step}"
