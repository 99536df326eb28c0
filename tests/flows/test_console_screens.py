"""Every screen, in both languages and both schemes, for everybody's eyes, ears and hands."""

from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import ConsoleMessage, Page

from scripts.demo_house import ROOT
from scripts.screens import LANGUAGES, NARROW, SCHEMES, SCREENS, Look, Screen, settled
from tests.flows.conftest import OpenPage

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

_RUN: Final = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} | ${node.failureSummary}`));
}"""

LOOKS: Final = tuple(Look(language, scheme) for language in LANGUAGES for scheme in SCHEMES)
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


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.language}-{look.scheme}")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
async def test_axe_finds_nothing_and_the_browser_has_no_complaint(
    screen: Screen, look: Look, axe: str, open_page: OpenPage
) -> None:
    page = await open_page(screen.who, look)
    troubles = _troubles(page)
    await page.goto(screen.path)
    await settled(page)
    await page.evaluate(axe)
    assert await page.evaluate(_RUN, list(RULES)) == []
    assert troubles == []
    assert await page.evaluate("document.documentElement.lang") == look.language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
async def test_nothing_sticks_out_at_360_pixels(
    screen: Screen, language: str, open_page: OpenPage
) -> None:
    page = await open_page(screen.who, Look("fr" if language == "fr" else "en", "light", NARROW))
    await page.goto(screen.path)
    await settled(page)
    widest = await page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " document.querySelector('main')?.scrollWidth ?? 0)"
    )
    assert widest <= NARROW[0]
