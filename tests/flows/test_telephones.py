"""The telephones of the demo in a browser: texts arrive, answers go back, axe finds nothing."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from scripts.demo_house import ROOT
from scripts.screens import NARROW, WIDE, Look
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """async () => {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} | ${node.failureSummary}`));
}"""
BEYOND = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility checker's program."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in web/")
    return Path(AXE).read_text("utf-8")


async def faults(page: Page, axe: str) -> list[str]:
    """What axe finds, and how far anything sticks out."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    found: list[str] = await page.evaluate(FOUND)
    beyond: int = await page.evaluate(BEYOND)
    return [*found, *([f"sticks out by {beyond}"] if beyond > 0 else [])]


@pytest.mark.parametrize(
    ("look", "place"),
    [(Look("fr", "light", WIDE), 1), (Look("en", "dark", NARROW), 2)],
    ids=["fr-wide", "en-narrow"],
)
async def test_a_text_arrives_and_an_answer_goes_back(
    open_page: OpenPage, house: str, axe: str, look: Look, place: int
) -> None:
    page: Page = await open_page(None, look)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(f"{house}/demo/telephones/{look.language}")
    telephone = page.locator(f".telephones li:nth-child({place})")
    await page.wait_for_selector("body.linked")
    assert await faults(page, axe) == []
    await telephone.locator(".try").click()
    await telephone.locator(".bubble.in").first.wait_for()
    await telephone.locator("input").fill("Merci !")
    await telephone.locator("input").press("Enter")
    answer = telephone.locator(".bubble.out p").first
    await answer.wait_for()
    assert await answer.text_content() == "Merci !"
    await page.wait_for_function("document.querySelector('[data-figure=inbound]').textContent > 0")
    assert await faults(page, axe) == []
    assert complaints == []


async def test_the_operator_plays_what_is_picked(open_page: OpenPage, house: str) -> None:
    page: Page = await open_page(None, Look("fr", "dark", WIDE))
    await page.goto(f"{house}/demo/telephones/fr")
    await page.wait_for_selector("body.linked")
    for scene, words in (("lost_receipts", "personne ne le dit"), ("normal", "dans la seconde")):
        await page.locator(f"[name=scene][value={scene}]").check()
        await page.wait_for_function(
            "(words) => document.getElementById('scene-text').textContent.includes(words)",
            arg=words,
        )
