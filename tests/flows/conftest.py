"""A real Guichet with demo data, and a real browser in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from scripts.demo_house import ROOT
from scripts.screens import Look, choose_look, chromium_path, open_browser, open_context
from tests.servers.restartable import GuichetProcess, running_guichet

CONSOLE: Final = ROOT / "src" / "guichet" / "static" / "console"
WITHIN: Final = 30_000
"""Milliseconds that something may take to show on a busy machine, where a test says nothing else:
the five seconds of the library are no promise of ours."""
expect.set_options(timeout=WITHIN)


@pytest.fixture(scope="session")
def console_folder() -> Path:
    """The built console."""
    if not (CONSOLE / "index.html").is_file():
        pytest.skip("the console is not built: ./dev up builds it")
    return CONSOLE


@pytest.fixture(scope="session")
def house(console_folder: Path) -> Iterator[str]:
    """The address of a Guichet with demo data, for the whole run."""
    with running_guichet() as running:
        yield running.url


@pytest.fixture(scope="session")
def guichet(console_folder: Path) -> Iterator[GuichetProcess]:
    """A Guichet with demo data that a test may end and start again."""
    with running_guichet() as running:
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium without a window, for the whole run."""
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    async with open_browser(path) as opened:
        yield opened


@dataclass
class People:
    """The demo's people, each in a browser of their own that is signed in once for the run."""

    browser: Browser
    address: str
    _contexts: dict[tuple[str | None, Look], BrowserContext] = field(default_factory=dict)
    _looks: dict[str | None, Look] = field(default_factory=dict)
    _waiting: dict[str | None, tuple[Look, Page]] = field(default_factory=dict)

    async def page(self, who: str | None, look: Look | None = None) -> Page:
        """A new page of somebody; nobody signed in for ``None``."""
        look = look or Look()
        context = self._contexts.get((who, look))
        if context is None:
            context = await open_context(self.browser, self.address, who, look)
            self._contexts[(who, look)] = context
        elif who is not None and self._looks.get(who) != look:
            await choose_look(context, self.address, look)
        self._looks[who] = look
        return await context.new_page()

    async def come_back(self, who: str | None, look: Look) -> Page | None:
        """The page ``wait`` was told of, if they still look at it so; it is the caller's now."""
        known, page = self._waiting.pop(who, (None, None))
        if page is not None and not known == look == self._looks.get(who):
            await page.close()
            return None
        return page

    def wait(self, who: str, look: Look, page: Page) -> None:
        """Keep the page of somebody who goes on from there, as people do."""
        self._waiting[who] = (look, page)

    async def close(self) -> None:
        """Close every browser."""
        for context in self._contexts.values():
            await context.close()


@pytest.fixture(scope="session")
async def people(browser: Browser, house: str) -> AsyncIterator[People]:
    """Whoever looks at the console."""
    made = People(browser, house)
    yield made
    await made.close()


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def open_page(people: People) -> AsyncIterator[OpenPage]:
    """Opens pages for one test: ``await open_page(who, look)``; closed afterwards."""
    pages: list[Page] = []

    async def _open(who: str | None = None, look: Look | None = None) -> Page:
        page = await people.page(who, look)
        pages.append(page)
        return page

    yield _open
    for page in pages:
        await page.close()


@pytest.fixture
async def fresh_page(browser: Browser, house: str) -> AsyncIterator[OpenPage]:
    """Opens pages in a browser that remembers nothing, for tests that sign in or out."""
    contexts: list[BrowserContext] = []

    async def _open(who: str | None = None, look: Look | None = None) -> Page:
        contexts.append(await open_context(browser, house, who, look))
        return await contexts[-1].new_page()

    yield _open
    for context in contexts:
        await context.close()
