"""The telephones of the demo: what they show, and what is typed into them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
from starlette.applications import Starlette

from guichet.kit.ground import Ground
from guichet.kit.i18n import Language
from guichet.processes.demo_carrier.running import DemoCarrier
from guichet.processes.demo_carrier.scenes import Scene
from guichet.processes.demo_carrier.setting_up import ACCOUNT, PASSWORD, last_port
from guichet.processes.demo_telephones.board import BEHIND, TELEPHONES, Board, Change
from guichet.processes.demo_telephones.people import NUMBERS, telephone_of
from guichet.processes.demo_telephones.routes import routes
from guichet.protocols.gsm7.segments import Concatenation, segment
from guichet.protocols.smpp import pdus
from guichet.protocols.smpp.texts import bodies
from tests.processes.demo_carrier.there import shop, there
from tests.processes.simulated_carrier.client import Client, connected
from tests.waiting import eventually

MARIE = NUMBERS[0]
LONG = "Votre commande est partie ce matin de Saint-Denis. " * 5


@asynccontextmanager
async def board_of(ground: Ground) -> AsyncIterator[tuple[Board, DemoCarrier, Client]]:
    """A board that watches, and a client bound to its carrier."""
    await shop(ground)
    demo, ending = DemoCarrier(ground), asyncio.Event()
    board = Board(demo, ground.clock, ending)
    async with there(demo), asyncio.TaskGroup() as group:
        running = group.create_task(board.run())
        async with connected(await last_port(ground)) as client:
            client.send(
                pdus.BindTransceiver(1, system_id=ACCOUNT.encode(), password=PASSWORD.encode())
            )
            await client.until(pdus.BindTransceiverResp)
            yield board, demo, client
        ending.set()
        await running


def texts(client: Client, to: str, text: str, sender: str = "VANILLE") -> None:
    """Send a text in as many parts as it takes."""
    for body in bodies(segment(text, reference=7), Concatenation.UDH):
        client.send(
            pdus.SubmitSm(
                2,
                source_addr=sender.encode(),
                destination_addr=to.encode(),
                esm_class=body.esm_class,
                short_message=body.short_message,
            )
        )


class Looking:
    """A page that looks at the board."""

    def __init__(self) -> None:
        self.seen: list[Change] = []

    async def look(self, board: Board) -> None:
        async for change in board.changes():
            self.seen.append(change)

    def of(self, kind: str) -> list[Change]:
        return [one for one in self.seen if one["kind"] == kind]


@asynccontextmanager
async def looking(board: Board) -> AsyncIterator[Looking]:
    page = Looking()
    task = asyncio.create_task(page.look(board))
    try:
        await eventually(lambda: page.seen)
        yield page
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def worded(change: Change) -> tuple[object, ...]:
    text = change["text"]
    assert isinstance(text, dict)
    return tuple(text[name] for name in ("telephone", "way", "other", "text", "parts"))


async def test_a_text_arrives_whole_and_the_answer_goes_to_who_can_be_answered(
    ground: Ground,
) -> None:
    async with board_of(ground) as (board, _, client), looking(board) as page:
        texts(client, MARIE, LONG)
        texts(client, MARIE, "Bonjour", sender="38100")
        await eventually(lambda: len(page.of("text")) == 2)
        assert [worded(one) for one in page.of("text")] == [
            (MARIE, "in", "VANILLE", LONG, 2),
            (MARIE, "in", "38100", "Bonjour", 1),
        ]
        assert board.say(MARIE, "STOP")
        (heard,) = await client.until(pdus.DeliverSm)
        assert (heard.source_addr, heard.destination_addr) == (MARIE.encode(), b"38100")
        assert heard.short_message == b"STOP"
        await eventually(lambda: len(page.of("text")) == 3)
        assert worded(page.of("text")[2]) == (MARIE, "out", "38100", "STOP", 1)


async def test_the_demos_people_stay_and_others_make_room(ground: Ground) -> None:
    async with board_of(ground) as (board, _, client):
        strangers = [f"26269200000{place}" for place in range(TELEPHONES)]
        for number in strangers:
            texts(client, number, "Bonjour")
        async with looking(board) as page:
            await eventually(lambda: len(page.of("text")) == len(strangers))
        async with looking(board) as page:
            told = page.of("all")[0]["telephones"]
        assert isinstance(told, list)
        numbers = [one["number"] for one in told]
        assert numbers == [*NUMBERS, *reversed(strangers[-(TELEPHONES - len(NUMBERS)) :])]


async def test_a_page_that_does_not_keep_up_is_sent_away(ground: Ground) -> None:
    async with board_of(ground) as (board, _, _client):
        changes = board.changes()
        assert (await anext(changes))["kind"] == "all"
        for _ in range(BEHIND + 1):
            board.play(Scene.SLOW)
        kinds = [one["kind"] async for one in changes]
        assert kinds == ["carrier"]


async def test_the_scene_that_is_picked_is_played(ground: Ground) -> None:
    async with board_of(ground) as (board, demo, client), looking(board) as page:
        board.play(Scene.THROTTLING)
        await eventually(lambda: page.of("carrier")[-1:][0]["scene"] == "throttling")
        assert demo.until_there < 1
        texts(client, MARIE, "Bonjour")
        texts(client, MARIE, "Bonsoir")
        answers = await client.until(pdus.SubmitSmResp, 2)
        assert [one.status for one in answers] == [0, 0x58]


async def refuse(_number: str, _language: Language) -> bool:
    return False


@asynccontextmanager
async def browsing(ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    board = Board(DemoCarrier(ground), ground.clock, asyncio.Event())
    transport = httpx.ASGITransport(Starlette(routes=routes(board, refuse)))
    async with httpx.AsyncClient(transport=transport, base_url="http://demo.test") as client:
        yield client


@pytest.mark.parametrize(("language", "words"), [("fr", "Les téléphones"), ("en", "Telephones")])
async def test_the_page_is_there_in_both_languages(
    ground: Ground, language: str, words: str
) -> None:
    async with browsing(ground) as http:
        front = await http.get("/demo/telephones", headers={"Accept-Language": language})
        assert front.headers["location"] == f"/demo/telephones/{language}"
        page = await http.get(front.headers["location"])
        assert page.status_code == 200
        assert f"<h1>{words}" in page.text
        for file in ("telephones.css", "telephones.js"):
            assert f"/demo/telephones/{file}" in page.text
            assert (await http.get(f"/demo/telephones/{file}")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/de", None, 404),
        ("PUT", "/scene", {"scene": "earthquake"}, 422),
        ("PUT", "/scene", {"scene": "slow"}, 204),
        ("POST", f"/of/{MARIE}", {"text": ""}, 422),
        ("POST", f"/of/{MARIE}", {"text": "x" * 1_001}, 422),
        ("POST", f"/of/{MARIE}", {"text": "STOP"}, 404),
        ("POST", "/of/nobody", {"text": "STOP"}, 404),
        ("POST", "/of/262600000000/try", {}, 404),
    ],
)
async def test_what_cannot_be_is_refused(
    ground: Ground, method: str, path: str, body: object, status: int
) -> None:
    async with browsing(ground) as http:
        answer = await http.request(method, f"/demo/telephones{path}", json=body)
        assert answer.status_code == status


def test_numbers_are_read_as_people_write_them() -> None:
    assert telephone_of(MARIE).shown == "+262 692 11 22 33"
    assert telephone_of("no number").shown == "no number"
