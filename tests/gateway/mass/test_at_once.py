"""Texts over real connections: answered without the framework where that is possible, in the order
they were asked for, and as the framework would.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from guichet.accounts.rights import Role
from guichet.accounts.tenants.types import Tenant
from guichet.gateway.mass.accepting import Acceptor, Asking, Tell
from guichet.gateway.mass.short_way import ShortWay
from guichet.kit.ground import Ground
from guichet.processes import listener
from tests.accounts.conftest import Browser, World

NEWS: Mapping[str, Any] = {
    "text": "Votre commande est prête.",
    "purpose": "service",
    "sender": "VANILLE",
    "recipients": [{"to": "+262692123456", "reference": "C-17"}],
}
VOLATILE = {"date", "x-request-id", "content-length", "ratelimit"}


@dataclass(frozen=True)
class Answer:
    """One, as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What it says."""
        return json.loads(self.body)


@dataclass
class Program:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    token: str

    def request(
        self, method: str, path: str, body: object = None, headers: Sequence[str] = ()
    ) -> bytes:
        """The octets of a request."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [
            f"{method} /api/v1{path} HTTP/1.1",
            "Host: guichet.test",
            f"Authorization: Bearer {self.token}",
            *headers,
        ]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + content

    async def answer(self) -> Answer:
        """The next."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split(" ")[1]), headers, body)

    async def ask(
        self, method: str, path: str, body: object = None, headers: Sequence[str] = ()
    ) -> Answer:
        """Send one request, and its answer."""
        self.writer.write(self.request(method, path, body, headers))
        return await self.answer()


@pytest.fixture
async def boss(world: World, browser: Browser) -> httpx.AsyncClient:
    tenant: Tenant = await world.tenant()
    await world.member(tenant, "ada@example.com", Role.ADMINISTRATOR)
    return await browser("ada@example.com", tenant)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Asking]:
    """What was answered at once."""
    found: list[Asking] = []
    ask_soon = Acceptor.ask_soon

    def noted(self: Acceptor, asked: Asking, tell: Tell) -> None:
        found.append(asked)
        ask_soon(self, asked, tell)

    monkeypatch.setattr(Acceptor, "ask_soon", noted)
    return found


@asynccontextmanager
async def served(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, **more: int
) -> AsyncIterator[Program]:
    """A server, and a program with a key (``more``: of it) that is connected to it."""
    wanted = {"name": "Till", "rights": ["messages.send", "messages.read"], **more}
    token = (await boss.post("/api-keys", json=wanted)).json()["token"]
    front = ShortWay(app, ground, app.state.callers)
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        async with listener.listening(front, port, ground.settings, front):
            reader, writer = await asyncio.open_connection(*port.getsockname())
            try:
                yield Program(reader, writer, token)
            finally:
                writer.close()
                await writer.wait_closed()


async def test_the_answer_is_the_frameworks_and_what_was_asked_is_there(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, taken: list[Asking]
) -> None:
    async with served(app, ground, boss) as program:
        slow = await program.ask("POST", "/messages", NEWS)  # its key is not known yet
        assert taken == []
        quick = await program.ask("POST", "/messages", NEWS)
        assert len(taken) == 1
        assert (slow.status, quick.status) == (202, 202)
        assert {k: v for k, v in slow.headers.items() if k not in VOLATILE} == {
            k: v for k, v in quick.headers.items() if k not in VOLATILE
        }
        assert quick.headers["x-request-id"] != slow.headers["x-request-id"]
        shown = await program.ask("GET", f"/messages/{quick.json['messages'][0]['id']}")
        assert (shown.json["text"], shown.json["reference"]) == (NEWS["text"], "C-17")
        with capture_logs() as logs:
            named = await program.ask("POST", "/messages", NEWS, ["X-Request-Id: till-0000017"])
        assert named.headers["x-request-id"] == "till-0000017"
        assert len(taken) == 2
        lines = [one for one in logs if one["event"] == "http.answered"]
        assert [(one["request_id"], one["status"]) for one in lines] == [("till-0000017", 202)]


async def test_what_is_sent_behind_each_other_is_answered_in_that_order(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, taken: list[Asking]
) -> None:
    async with served(app, ground, boss) as program:
        await program.ask("POST", "/messages", NEWS)
        wrong = {**NEWS, "recipients": [{"to": "douze"}]}
        program.writer.write(
            program.request("POST", "/messages", NEWS)
            + program.request("GET", "/messages")
            + program.request("POST", "/messages", wrong)
            + program.request("POST", "/messages", NEWS)
        )
        answers = [await program.answer() for _ in range(4)]
        assert [one.status for one in answers] == [202, 200, 422, 202]
        assert len(answers[1].json["items"]) == 2
        assert len(taken) == 1  # what stands behind another waits in the ordinary line
        after = await program.ask("POST", "/messages", NEWS)
        assert (after.status, len(taken)) == (202, 2)
        for octets in program.request("POST", "/messages", NEWS):
            program.writer.write(bytes((octets,)))
        assert ((await program.answer()).status, len(taken)) == (202, 3)


async def test_repeats_are_harmless_and_a_closed_key_opens_nothing(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, taken: list[Asking]
) -> None:
    async with served(app, ground, boss) as program:
        await program.ask("POST", "/messages", NEWS)
        key = ["Idempotency-Key: order-17"]
        first = await program.ask("POST", "/messages", NEWS, key)
        again = await program.ask("POST", "/messages", NEWS, key)
        other = await program.ask("POST", "/messages", {**NEWS, "text": "Autre"}, key)
        assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
        assert (other.status, other.json["code"]) == (409, "idempotency_key_reused")
        assert (len(taken), other.headers["content-type"]) == (3, "application/problem+json")
        (made,) = (await boss.get("/api-keys")).json()["items"]
        await boss.delete(f"/api-keys/{made['id']}")
        closed = await program.ask("POST", "/messages", NEWS)
        assert (closed.status, closed.json["code"], len(taken)) == (401, "api_key_revoked", 4)
        assert (await program.ask("GET", "/messages")).status == 401  # the line goes on


async def test_what_is_not_plain_goes_the_ordinary_way(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, taken: list[Asking]
) -> None:
    async with served(app, ground, boss) as program:
        await program.ask("POST", "/messages", NEWS)
        wrong: object
        for wrong in ({**NEWS, "colour": "blue"}, [], {**NEWS, "purpose": "marketing"}):
            assert (await program.ask("POST", "/messages", wrong)).status == 422
        strange = await program.ask("POST", "/messages?colour=blue", NEWS)
        assert strange.status in {202, 422}
        head = program.request("POST", "/messages").replace(b"\r\n\r\n", b"\r\n")
        body = json.dumps(NEWS).encode()
        kind = b"Content-Type: application/json\r\n"
        chunked = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
        program.writer.write(head + kind + chunked)
        assert (await program.answer()).status == 202
        expects = b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % len(body)
        program.writer.write(head + kind + expects)
        assert await program.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        program.writer.write(body)
        assert (await program.answer()).status == 202
        assert len(taken) == 1  # the offer without consent was refused where it was written
        last = await program.ask("POST", "/messages", NEWS, ["Connection: close"])
        assert (last.status, last.headers["connection"]) == (202, "close")
        assert await program.reader.read() == b""


async def test_a_group_that_cannot_be_written_is_asked_for_one_by_one(
    app: FastAPI,
    ground: Ground,
    boss: httpx.AsyncClient,
    taken: list[Asking],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with served(app, ground, boss) as program:
        await program.ask("POST", "/messages", NEWS)
        write = Acceptor._write
        failed: list[int] = []

        async def once(self: Acceptor, key: bool, asked: Sequence[Asking]) -> Any:
            if not failed:
                failed.append(len(asked))
                raise RuntimeError("nothing was written")
            return await write(self, key, asked)

        monkeypatch.setattr(Acceptor, "_write", once)
        answer = await program.ask("POST", "/messages", NEWS)
        assert (answer.status, failed, len(taken)) == (202, [1], 1)
        assert len((await boss.get("/messages")).json()["items"]) == 2


async def test_what_may_have_been_committed_is_not_tried_again(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served(app, ground, boss) as program:
        await program.ask("POST", "/messages", NEWS)

        async def lost(_self: Acceptor, _key: bool, _asked: Sequence[Asking]) -> Any:
            raise DBAPIError(None, None, OSError("gone"), connection_invalidated=True)

        monkeypatch.setattr(Acceptor, "_write", lost)
        answer = await program.ask("POST", "/messages", NEWS)
        assert answer.status == 503
        assert len((await boss.get("/messages")).json()["items"]) == 1


async def test_a_key_has_its_requests_a_minute_and_no_more(
    app: FastAPI, ground: Ground, boss: httpx.AsyncClient, taken: list[Asking]
) -> None:
    async with served(app, ground, boss, per_minute=60) as program:
        answers = [await program.ask("POST", "/messages", NEWS) for _ in range(61)]
        assert [one.status for one in answers] == [202] * 60 + [429]
        assert answers[59].headers["ratelimit"].startswith('"key";r=0;')
        assert len(taken) == 40  # of every three, one takes a share of the limit first
