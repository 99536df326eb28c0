"""The built console: files, compression, caching, and one page for every screen."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it publishes no types
import httpx
import pytest

from guichet.api.app import create_app
from guichet.kit.ground import Ground
from tests.kit.http.callers import StaticCallers

SCRIPT = "console.log('bonjour');\n" * 500


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built console."""
    folder = tmp_path / "console"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<style nonce="__GUICHET_NONCE__"></style>')
    (folder / "assets" / "main-4f2a.js").write_text(SCRIPT)
    (folder / "sw.js").write_text("self.skipWaiting()")
    (folder / "manifest.webmanifest").write_text("{}")
    (tmp_path / "secret.txt").write_text("not yours")
    return folder


@pytest.fixture
async def browser(ground: Ground, built: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Asks the application that serves the built console."""
    app = create_app(ground, StaticCallers(), console=built)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/sign-in", "/t/maison-vanille/desk/0199", "/index.html"])
async def test_every_screen_is_the_page_with_a_fresh_nonce(
    path: str, browser: httpx.AsyncClient
) -> None:
    pages = [await browser.get(path) for _ in range(2)]
    nonces = [re.findall(r'nonce="([\w-]{16,})"', page.text)[0] for page in pages]

    assert nonces[0] != nonces[1]
    policy = pages[0].headers["content-security-policy"]
    assert f"'nonce-{nonces[0]}'" in policy
    assert "connect-src 'self' ws://guichet.test" in policy
    assert "unsafe" not in policy
    assert pages[0].headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
async def test_files_are_compressed_as_the_browser_likes(
    coding: str, browser: httpx.AsyncClient
) -> None:
    async with browser.stream(
        "GET", "/assets/main-4f2a.js", headers={"Accept-Encoding": coding}
    ) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])

    undo = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding]
    assert undo(raw).decode() == SCRIPT
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(
    browser: httpx.AsyncClient,
) -> None:
    hashed = await browser.get("/assets/main-4f2a.js")
    worker = await browser.get("/sw.js")
    unchanged = await browser.get("/sw.js", headers={"If-None-Match": worker.headers["etag"]})

    assert "immutable" in hashed.headers["cache-control"]
    assert worker.headers["cache-control"] == "no-cache"
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_a_new_build_shows_at_once(browser: httpx.AsyncClient, built: Path) -> None:
    before = await browser.get("/sw.js")
    (built / "sw.js").write_text("self.skipWaiting() // newer")
    after = await browser.get("/sw.js")

    assert before.text != after.text
    assert before.headers["etag"] != after.headers["etag"]


@pytest.mark.parametrize(
    "path",
    ["/assets/gone-1234.js", "/favicon.png", "/../secret.txt", "/%2e%2e/secret.txt", "/a%00.js"],
)
async def test_what_is_not_there_is_a_problem(path: str, browser: httpx.AsyncClient) -> None:
    answer = await browser.get(path)

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


async def test_pages_take_no_posts(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/sign-in")).status_code == 405


async def test_without_a_build_the_page_says_what_to_do(ground: Ground, tmp_path: Path) -> None:
    app = create_app(ground, StaticCallers(), console=tmp_path / "nothing")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://guichet.test") as client:
        answer = await client.get("/")

    assert answer.status_code == 503
    assert "./dev up" in answer.text
