"""Every screen in both languages: axe finds nothing, light and dark, wide and narrow; nothing
sticks out at 360 pixels; and the browser has no complaint, of the content policy or of scripts.
"""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import ConsoleMessage, Page

from scripts.demo_house import ROOT
from scripts.screens import (
    LANGUAGES,
    NARROW,
    SCREENS,
    WIDE,
    Language,
    Look,
    Scheme,
    Screen,
    open_there,
    settled,
    visit,
)
from tests.flows.conftest import People

pytestmark = pytest.mark.browser

AXE: Final = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES: Final = (
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "RGAAv4",
    "best-practice",
)

LIGHTS: Final[dict[Language, tuple[Scheme, Scheme]]] = {
    "fr": ("light", "dark"),
    "en": ("dark", "light"),
}
"""Of the wide and of the narrow screen: every pair of language, width and scheme is looked at."""

_RUN: Final = """async (tags) => {
  const wanted = {
    runOnly: { type: 'tag', values: tags },
    resultTypes: ['violations'],
    preload: { assets: ['media'] },
  };
  const found = await axe.run(document, wanted);
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} | ${node.failureSummary}`));
}"""

EXPECTED_REFUSALS: Final = ("status of 401", "status of 404", "status of 410", "status of 422")
"""What the browser logs of refusals that belong to a screen: nobody signed in, no such link."""


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's program."""
    if not AXE.is_file():
        pytest.skip("web packages are not installed: ./dev up installs them")
    return Path(AXE).read_text("utf-8")


def _troubles(page: Page) -> list[str]:
    """What the browser complains of while the page lives: broken policy, failed scripts."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        expected = any(words in message.text for words in EXPECTED_REFUSALS)
        if message.type in ("error", "warning") and not expected:
            heard.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


async def _violations(page: Page, scheme: Scheme) -> list[str]:
    await page.emulate_media(color_scheme=scheme)
    found: list[str] = await page.evaluate(_RUN, list(RULES))
    return found


async def _sticking_out(page: Page) -> int:
    """Pixels beyond the edge at 360 pixels."""
    width, height = NARROW
    await page.set_viewport_size({"width": width, "height": height})
    widest: int = await page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('main')?.scrollWidth ?? 0)"
    )
    return widest - width


_GO: Final = """(path) => {
  document.title = '';
  history.pushState({}, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}"""


async def _walk(page: Page, screen: Screen) -> None:
    """Go on to ``screen`` within the console, without loading it; its title says it is there."""
    await page.evaluate(_GO, screen.path)
    await page.wait_for_function("() => document.title !== ''")
    await settled(page)
    await open_there(page, screen)


async def _arrive(page: Page, screen: Screen, language: Language) -> None:
    """In English what is loaded already is walked on in, but to where it is."""
    walks = language == "en" and page.url.startswith("http")
    if walks and urlsplit(page.url).path != screen.path:
        await _walk(page, screen)
    else:
        await visit(page, screen)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_everybody_can_use_the_screen(
    screen: Screen, language: Language, axe: str, people: People
) -> None:
    """In French each screen is loaded, in English people walk from one to the next: both have to
    work, and walking takes a fifth of the time. Everybody stays in one window.
    """
    look = Look(language, "auto")
    page = await people.come_back(screen.who, look) or await people.page(screen.who, look)
    await page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    troubles = _troubles(page)
    await _arrive(page, screen, language)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    wide, narrow = LIGHTS[language]
    assert await _violations(page, wide) == []
    assert await page.evaluate("document.documentElement.lang") == language
    assert await _sticking_out(page) <= 0
    assert await _violations(page, narrow) == []
    assert troubles == []
    if screen.who is not None:
        people.wait(screen.who, look, page)
    else:
        await page.close()
