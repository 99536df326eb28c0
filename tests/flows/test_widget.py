"""The visitor's side: what a page notices of Guichet, and how the panel behaves."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from scripts.generated import ROOT
from tests.flows.people import WITHIN, Visitor, a_visitor
from tests.servers.restartable import GuichetProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
async def visitor(browser: Browser, guichet: GuichetProcess) -> AsyncIterator[Visitor]:
    arrived = await a_visitor(browser, guichet.url)
    yield arrived
    await arrived.page.context.close()


async def test_before_the_first_click_there_is_one_request_and_nothing_is_kept(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    asked = [one for one in visitor.requests if "/tag/" in one or "/visitor/" in one]
    assert len(asked) == 1
    await visitor.open_chat()
    kept = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"
    assert await visitor.page.evaluate(f"{kept} + document.cookie.length") == 0
    await visitor.say("Avez-vous du miel ?")
    assert await visitor.page.evaluate("Object.keys(localStorage)") == ["guichet:maison-vanille"]
    assert await visitor.page.context.cookies() == []


async def test_the_page_with_its_strict_policy_has_nothing_to_complain_about(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    await visitor.page.locator("[data-guichet='chat']").first.click()
    await expect(visitor.panel).to_be_visible(timeout=WITHIN)
    await visitor.say("Bonjour <b>gras</b> https://shop.example/x")
    link = visitor.log.get_by_role("link")
    await expect(link).to_have_attribute("href", "https://shop.example/x")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    assert await visitor.log.locator("b").count() == 0
    assert visitor.complaints == []


async def test_everything_works_without_a_mouse(visitor: Visitor) -> None:
    await visitor.visit()
    await visitor.button.focus()
    await visitor.page.keyboard.press("Enter")
    field = visitor.panel.locator("textarea")
    await expect(field).to_be_focused(timeout=WITHIN)
    await visitor.page.keyboard.type("ligne 1")
    await visitor.page.keyboard.press("Shift+Enter")
    await visitor.page.keyboard.type("ligne 2")
    await visitor.page.keyboard.press("Enter")
    await visitor.sees("ligne 1\nligne 2")
    await expect(field).to_be_focused()
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.panel).to_be_hidden()
    await expect(visitor.button).to_be_focused()
    await expect(visitor.button).to_have_attribute("aria-expanded", "false")


async def test_a_draft_is_still_there_on_the_next_page_once_there_is_a_conversation(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    await visitor.panel.locator("textarea").fill("encore une chose")
    await visitor.visit("fr/curcuma")
    await expect(visitor.panel.locator("textarea")).to_have_value(
        "encore une chose", timeout=WITHIN
    )


async def test_what_is_written_without_a_connection_leaves_when_it_is_back(
    visitor: Visitor, guichet: GuichetProcess
) -> None:
    await visitor.visit()
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    await asyncio.to_thread(guichet.stop)
    try:
        await expect(visitor.panel.locator(".banner")).to_be_visible(timeout=WITHIN)
        await visitor.panel.locator("textarea").fill("Vous êtes là ?")
        await visitor.page.keyboard.press("Enter")
        await expect(visitor.log.locator(".bubble.faint")).to_have_text("Vous êtes là ?")
    finally:
        await asyncio.to_thread(guichet.start)
    await expect(visitor.panel.locator(".banner")).to_be_hidden(timeout=60_000)
    await visitor.sees("Vous êtes là ?")
    assert await visitor.log.locator(".bubble", has_text="Vous êtes là ?").count() == 1


async def test_a_page_does_not_notice_that_guichet_is_down(
    visitor: Visitor, guichet: GuichetProcess
) -> None:
    await visitor.page.route("**/tag/**", lambda route: route.abort())
    await visitor.page.goto(f"{visitor.shop}/fr")
    await expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    assert await visitor.page.locator("guichet-chat").count() == 0
    await visitor.page.locator("[data-guichet='chat']").first.click()
    assert [one for one in visitor.complaints if "ERR_FAILED" not in one] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
async def test_axe_finds_nothing_on_the_shop_with_the_panel_open(
    visitor: Visitor, scheme: str, language: str, width: int
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in web/")
    await visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await visitor.page.set_viewport_size({"width": width, "height": 760})
    await visitor.visit(language)
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    # Not by a script element: the page's policy forbids it, rightly.
    await visitor.page.evaluate(await asyncio.to_thread(Path(AXE).read_text))
    found = await visitor.page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    faults = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
    assert faults == []
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not await visitor.page.evaluate(wide), "the page scrolls sideways"
