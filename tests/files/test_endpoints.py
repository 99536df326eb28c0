"""Files over HTTP: taken in by what they are, given out so that they cannot act."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from guichet.accounts.rights import Role
from guichet.files import service
from guichet.files.deps import uploads_on
from guichet.files.jobs import forget_unused, scan_again
from guichet.files.types import Upload
from guichet.files.visitors import accept
from guichet.gateway.types import Inbound
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.ground import Ground
from guichet.kit.jobs import JobRun
from guichet.kit.settings import Settings
from guichet.protocols.clamd import instream
from tests.conftest import MakeTenant, MakeWork
from tests.desk.scene import AMELIE, Callers, application, arrives, client_of, principal
from tests.gateway.scene import Shop, open_shop, says, visitor


def chunk(kind: bytes, data: bytes) -> bytes:
    checked = kind + data
    return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int = 2, height: int = 2) -> bytes:
    """A picture that any program reads."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0\0\0" * min(width, 4) for _ in range(min(height, 4))))
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
async def shop(make_tenant: MakeTenant, make_work: MakeWork) -> Shop:
    return await open_shop(make_tenant, make_work)


@dataclass
class Desk:
    app: FastAPI
    http: httpx.AsyncClient
    callers: Callers


@pytest.fixture
async def desk(ground: Ground, shop: Shop) -> AsyncIterator[Desk]:
    callers = Callers(principal(AMELIE, shop.tenant_id, Role.AGENT))
    app = application(ground, callers)
    async with client_of(app) as http:
        yield Desk(app, http, callers)


async def send(desk: Desk, name: str, content: bytes, kind: str = "image/png") -> httpx.Response:
    headers = {"Content-Type": kind}
    return await desk.http.post("/files", params={"name": name}, content=content, headers=headers)


async def test_a_picture_is_taken_and_given_back_as_something_that_cannot_act(desk: Desk) -> None:
    sent = await send(desk, "../../étiquette<b>.png", png())
    assert sent.status_code == 201, sent.text
    file = sent.json()
    assert "/" not in file["name"]
    got = await desk.http.get(f"/files/{file['id']}/content")
    assert got.content == png()
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    shown = await desk.http.get(f"/files/{file['id']}")
    assert shown.json()["size"] == len(png())


async def test_a_page_that_calls_itself_a_picture_is_refused_by_what_it_is(desk: Desk) -> None:
    refused = await send(desk, "chat.png", b"<!doctype html><script>alert(1)</script>")
    assert refused.status_code == 422
    assert refused.json()["code"] == "file_type_refused"


async def test_empty_and_enormous_ones_are_refused(desk: Desk, shop: Shop) -> None:
    assert (await send(desk, "rien.txt", b"")).status_code == 422
    wide = await send(desk, "bombe.png", png(width=60_000, height=60_000))
    assert wide.status_code == 422
    desk.callers.who = principal(AMELIE, shop.tenant_id, Role.ADMINISTRATOR)
    rules = {"most_mb": 1, "families": ["pictures", "text"]}
    assert (await desk.http.put("/file-rules", json=rules)).status_code == 200
    assert (await desk.http.get("/file-rules")).json()["most_mb"] == 1
    large = await send(desk, "long.txt", b"mot " * 400_000, "text/plain")
    assert large.status_code == 413


async def test_another_companys_files_are_not_there(
    desk: Desk, make_tenant: MakeTenant, make_work: MakeWork
) -> None:
    file = (await send(desk, "a.png", png())).json()
    desk.callers.who = principal(AMELIE, await make_tenant(), Role.AGENT)
    assert (await desk.http.get(f"/files/{file['id']}")).status_code == 404
    assert (await desk.http.get(f"/files/{file['id']}/content")).status_code == 404


async def test_what_a_visitor_sent_becomes_part_of_the_conversation_once(
    ground: Ground, desk: Desk, make_work: MakeWork, shop: Shop
) -> None:
    file = await visitors_file(ground, shop)
    arrived = await arrives(make_work, shop, with_file(says("Voici"), file))
    assert [one.name for one in arrived.files] == ["colis.png"]
    again = says("Encore", who=visitor(2))
    with pytest.raises(Invalid) as refused:
        await arrives(make_work, shop, with_file(again, file))
    assert refused.value.faults[0].code == "unknown_file"
    listed = await desk.http.get(f"/interactions/{arrived.interaction_id}/messages")
    assert [one["name"] for one in listed.json()["items"][0]["files"]] == ["colis.png"]


async def test_what_became_part_of_nothing_is_forgotten_and_the_rest_stays(
    ground: Ground, make_work: MakeWork, shop: Shop
) -> None:
    kept, unused = await visitors_file(ground, shop), await visitors_file(ground, shop)
    await arrives(make_work, shop, with_file(says("Voici"), kept))
    run = JobRun(ground, shop.tenant_id, 1)
    for file in (kept, unused, unused):
        await forget_unused.run(run, file)
    async with make_work(shop.tenant_id) as work:
        assert (await service.get(work, kept)).interaction_id is not None
        with pytest.raises(NotFound):
            await service.get(work, unused)


class FakeClamd:
    """Speaks INSTREAM on loopback, as a ClamAV daemon does; finds what holds ``EICAR``."""

    def __init__(self) -> None:
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(len(instream.BEGIN)) == instream.BEGIN
        content = b""
        while (size := struct.unpack(">I", await reader.readexactly(4))[0]) > 0:
            content += await reader.readexactly(size)
        found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
        writer.write(found)
        await writer.drain()
        writer.close()


@pytest.fixture
async def clamd() -> AsyncIterator[FakeClamd]:
    fake = FakeClamd()
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        fake.url = f"tcp://127.0.0.1:{port}"
        yield fake


def scanned_by(ground: Ground, url: str, shop: Shop) -> Desk:
    settings = Settings.model_validate({**ground.settings.model_dump(), "clamd_url": url})
    callers = Callers(principal(AMELIE, shop.tenant_id, Role.AGENT))
    app = application(replace(ground, settings=settings), callers)
    return Desk(app, client_of(app), callers)


async def test_an_infected_file_is_refused_and_its_content_thrown_away(
    ground: Ground, shop: Shop, clamd: FakeClamd
) -> None:
    desk = scanned_by(ground, clamd.url, shop)
    assert (await send(desk, "bon.txt", b"bonjour", "text/plain")).status_code == 201
    refused = await send(desk, "virus.txt", b"un EICAR ici", "text/plain")
    assert refused.status_code == 422
    assert refused.json()["code"] == "file_infected"
    await desk.http.aclose()


async def test_while_the_scanner_is_away_a_file_waits_and_is_given_to_nobody(
    ground: Ground, shop: Shop, clamd: FakeClamd, make_work: MakeWork
) -> None:
    desk = scanned_by(ground, "tcp://127.0.0.1:9", shop)
    waits = (await send(desk, "plus-tard.txt", b"bonjour", "text/plain")).json()
    assert waits["state"] == "pending"
    assert (await desk.http.get(f"/files/{waits['id']}/content")).status_code != 200
    there = replace(ground, settings=scanned_by(ground, clamd.url, shop).app.state.ground.settings)
    await scan_again.run(JobRun(there, shop.tenant_id, 1), UUID(waits["id"]))
    assert (await desk.http.get(f"/files/{waits['id']}/content")).content == b"bonjour"
    await desk.http.aclose()


async def visitors_file(ground: Ground, shop: Shop) -> UUID:
    """Sent by the first visitor, part of nothing yet."""

    async def content() -> AsyncIterator[bytes]:
        yield png()

    place, upload = (shop.tenant_id, shop.door.id), Upload("colis.png", "image/png", None)
    ref = await accept(uploads_on(ground), place, visitor(1).value, upload, content())
    return ref.id


def with_file(inbound: Inbound, file: UUID) -> Inbound:
    return replace(inbound, files=(file,))
