"""What every answer carries, and what never gets in."""

from dataclasses import replace

import httpx
import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from guichet.kit.ground import Ground
from guichet.kit.http.edge import Edge
from guichet.kit.http.headers import headers_for
from guichet.kit.http.origin import is_forged, own_origins
from guichet.kit.settings import Settings
from tests.kit.http.callers import StaticCallers

OWN = frozenset({"https://guichet.example"})


async def test_every_answer_names_its_request_and_is_protected(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.get("/things")
    async def things() -> list[str]:
        return []

    answer = await client.get("/things")

    assert len(answer.headers["x-request-id"]) == 32
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(
    ("given", "kept"),
    [("order-4711.retry_2", True), ("short", False), ("x" * 65, False), ("a b c d e f g", False)],
)
async def test_a_sane_request_id_is_kept(given: str, kept: bool, client: httpx.AsyncClient) -> None:
    answer = await client.get("/nothing", headers={"X-Request-Id": given})

    assert (answer.headers["x-request-id"] == given) is kept
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_a_fault_of_ours_is_answered_without_its_details(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret of the house")

    answer = await client.get("/broken")

    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "headers", "forged"),
    [
        ("POST", {"origin": "https://guichet.example"}, False),
        ("POST", {"origin": "https://evil.example"}, True),
        ("POST", {"origin": "null"}, True),
        ("POST", {"sec-fetch-site": "same-origin"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, True),
        ("POST", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, True),
        ("POST", {"sec-fetch-site": "none"}, False),
        ("DELETE", {"origin": "https://evil.example"}, True),
        ("GET", {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}, False),
        ("POST", {}, False),
        ("POST", {"origin": "https://evil.example", "authorization": "Bearer gk_1"}, False),
        ("POST", {"origin": "https://evil.example", "authorization": "Basic gk_1"}, True),
    ],
)
def test_requests_of_other_sites_are_told_apart(
    method: str, headers: dict[str, str], forged: bool
) -> None:
    assert is_forged(method, headers, OWN) is forged


def test_our_own_origins_are_the_configured_and_the_one_called() -> None:
    assert own_origins("10.0.0.5:8470", "https://guichet.example", "http") == {
        "https://guichet.example",
        "http://10.0.0.5:8470",
    }
    assert own_origins(None, "https://guichet.example", "http") == OWN


async def test_a_forged_request_is_refused_before_anything_is_done(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/things")
    async def make_thing() -> None:
        raise AssertionError("never reached")

    answer = await client.post("/things", headers={"Origin": "https://evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


@pytest.mark.parametrize(
    ("path", "scripts"),
    [("/api/v1/session", False), ("/demo/shop", True), ("/demo", True), ("/demonstration", False)],
)
def test_only_pages_may_run_scripts(path: str, scripts: bool) -> None:
    policy = headers_for(path, encrypted=False)["Content-Security-Policy"]
    assert ("script-src" in policy) is scripts


class Note(BaseModel):
    text: str = ""
    inner: dict[str, str] = {}


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (rb'{"text": "a\u0000b"}', "text", "nul_character"),
        (rb'{"inner": {"x": "\ud83d"}}', "inner/x", "half_character"),
        (rb'{"inner": {"a\u0000": "x"}}', "inner/a", "nul_character"),
    ],
)
async def test_text_that_cannot_be_stored_is_named(
    body: bytes, pointer: str, code: str, client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/notes")
    async def make_note(note: Note) -> None: ...

    answer = await client.post("/notes", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert [(f["pointer"], f["code"]) for f in answer.json()["faults"]] == [(pointer, code)]


async def test_whole_characters_and_spelled_out_escapes_pass(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/notes")
    async def make_note(note: Note) -> str:
        return note.text

    answer = await client.post(
        "/notes",
        content=rb'{"text": "\ud83d\ude00 \\u0000"}',
        headers={"Content-Type": "application/json"},
    )

    assert answer.json() == "\U0001f600 \\u0000"


async def test_nul_in_an_address_is_refused(client: httpx.AsyncClient, router: APIRouter) -> None:
    @router.get("/things/{name}")
    async def thing(name: str, search: str = "") -> None: ...

    in_path = await client.get("/things/a%00b")
    in_query = await client.get("/things/a?search=a%00b")

    assert in_path.status_code == 404
    assert in_query.status_code == 422
    assert in_query.json()["faults"][0]["pointer"] == "search"


async def test_transport_security_is_told_where_the_address_is_encrypted(
    ground: Ground, callers: StaticCallers
) -> None:
    settings = Settings(public_url="https://guichet.example", secret_key="s" * 32)

    async def nothing(scope: object, receive: object, send: object) -> None:
        raise RuntimeError

    edge = Edge(nothing, replace(ground, settings=settings))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(edge)) as client:
        answer = await client.get("https://guichet.example/")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"
