"""The visitor's side: what a page notices of Guichet, and how the panel behaves."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Route, expect

from scripts.generated import ROOT
from scripts.screens import ADMIN, Look, open_context, settled
from tests.flows.people import WITHIN, Visitor, a_visitor
from tests.servers.restartable import GuichetProcess
from tests.waiting import eventually

pytestmark = pytest.mark.browser

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mM4UWGDFTEMLQkAQfNf"
    "ASkqKa0AAAAASUVORK5CYII="
)
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SOMEBODY_THERE = re.compile("^(open|busy)$")
"""Busy once another test's visitor waits in the same house."""
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
    await visitor.choose()
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
    await expect(visitor.panel.locator(".choice").first).to_be_focused(timeout=WITHIN)
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


async def test_pages_side_by_side_show_one_conversation(visitor: Visitor) -> None:
    await visitor.visit()
    beside = Visitor(await visitor.page.context.new_page(), visitor.shop)
    await beside.visit("en/curcuma")
    await beside.open_chat()
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    await beside.sees("Avez-vous du miel ?")
    await beside.say("Et du café ?")
    await visitor.sees("Et du café ?")
    await visitor.page.reload()
    for words in ("Avez-vous du miel ?", "Et du café ?"):
        await visitor.sees(words)
        assert await visitor.log.locator(".bubble", has_text=words).count() == 1


async def test_a_lost_network_is_told_and_what_was_written_leaves_once_it_is_back(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    await visitor.page.context.set_offline(True)
    await expect(visitor.panel.locator(".banner")).to_be_visible(timeout=WITHIN)
    await visitor.panel.locator("textarea").fill("Je suis dans un tunnel")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.log.locator(".bubble.faint")).to_have_text("Je suis dans un tunnel")
    await visitor.page.context.set_offline(False)
    await visitor.sees("Je suis dans un tunnel")
    await expect(visitor.panel.locator(".banner")).to_be_hidden(timeout=WITHIN)
    assert await visitor.log.locator(".bubble", has_text="tunnel").count() == 1


async def test_elements_of_the_page_tell_whether_somebody_is_there_also_those_that_come_later(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    first = visitor.page.locator("[data-guichet='chat']").first
    await expect(first).to_have_attribute("data-guichet-state", SOMEBODY_THERE, timeout=WITHIN)
    await visitor.page.evaluate(
        """() => {
          const late = document.createElement("div");
          late.dataset.guichet = "chat";
          late.dataset.guichetSubject = "orders";
          late.textContent = "Tard venu";
          document.querySelector("main").append(late);
        }"""
    )
    late = visitor.page.get_by_role("button", name="Tard venu")
    await expect(late).to_have_attribute("data-guichet-state", SOMEBODY_THERE, timeout=WITHIN)
    await late.focus()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.panel.locator("textarea")).to_be_focused(timeout=WITHIN)
    await expect(visitor.panel.locator(".chosen")).to_contain_text("Ma commande")
    await visitor.page.keyboard.press("Escape")
    await expect(late).to_be_focused()


async def test_the_page_speaks_to_the_chat(visitor: Visitor) -> None:
    await visitor.visit()
    await visitor.page.evaluate("guichet.language('en')")
    await expect(visitor.button).to_have_attribute("aria-label", "Chat with us")
    await visitor.page.evaluate("guichet.open({ subject: 'products' })")
    await expect(visitor.panel.locator(".chosen")).to_contain_text("A product", timeout=WITHIN)
    await visitor.page.evaluate("guichet.language('fr')")
    await expect(visitor.panel.locator(".chosen")).to_contain_text("Un produit", timeout=WITHIN)


async def test_a_conversation_is_ended_judged_and_begun_anew(visitor: Visitor) -> None:
    await visitor.visit()
    await visitor.open_chat()
    await visitor.say("Avez-vous du miel ?")
    await visitor.panel.get_by_label("Autres possibilités").click()
    await visitor.panel.get_by_role("button", name="Terminer la conversation").click()
    await visitor.panel.get_by_role("button", name="Terminer ?").click()
    await expect(visitor.panel.get_by_text("Comment était-ce ?")).to_be_visible(timeout=WITHIN)
    await visitor.panel.locator(".stars label").nth(4).click()
    await visitor.panel.get_by_label("Un mot de plus ?").fill("Parfait")
    await visitor.panel.get_by_role("button", name="Envoyer").click()
    await expect(visitor.panel.get_by_text("Merci de votre avis.")).to_be_visible(timeout=WITHIN)
    await visitor.page.reload()
    await expect(visitor.panel.get_by_text("Merci de votre avis.")).to_be_visible(timeout=WITHIN)
    await visitor.panel.get_by_role("button", name="Nouvelle conversation").click()
    await visitor.choose()
    await visitor.say("Encore une question")


async def test_a_full_cart_that_waits_is_offered_help_once_and_a_purchase_is_reported(
    browser: Browser, guichet: GuichetProcess
) -> None:
    visitor = await a_visitor(browser, guichet.url)
    await visitor.page.route("**/tag/maison-vanille.js", _nobody_is_set_aside)
    await visitor.page.clock.install()
    await visitor.visit("fr/bourbon-pointu")
    add = visitor.page.locator("[data-add]")
    await add.click()
    await add.click()
    await visitor.visit("fr/cart")
    card = visitor.page.locator("guichet-chat .invite")
    await visitor.page.clock.run_for(10_000)
    assert await card.count() == 0
    await visitor.page.clock.run_for(8_000)
    await expect(card).to_contain_text("Une question avant de commander", timeout=WITHIN)
    assert any("/availability" in one for one in visitor.requests)
    await card.get_by_role("button", name="Discuter").click()
    await visitor.page.clock.run_for(2_000)
    await expect(visitor.panel.locator(".chosen")).to_contain_text("Ma commande", timeout=WITHIN)
    await visitor.page.locator("[data-order]").click()
    await visitor.page.clock.run_for(1_000)
    told = visitor.page.locator("[data-cart]")
    await expect(told).to_contain_text("Merci", timeout=WITHIN)
    await eventually_told(visitor, "/facts", 3)
    await visitor.page.context.close()
    await the_company_sees_what_came_of_it(browser, guichet.url)


async def the_company_sees_what_came_of_it(browser: Browser, url: str) -> None:
    """Beside the rule, in the settings of the site."""
    context = await open_context(browser, url, ADMIN, Look("en"))
    page = await context.new_page()
    await page.goto("/t/maison-vanille/settings/entry-points")
    await settled(page)
    await page.get_by_role("button", name="Actions for").first.click()
    await page.get_by_role("menuitem", name="Edit").click()
    await page.get_by_role("tab", name="Invitations").click()
    figures = page.get_by_role("table", name="The last 30 days")
    row = figures.get_by_role("row").nth(1)
    await expect(row).to_be_visible(timeout=WITHIN)
    cells = await row.get_by_role("cell").all_inner_texts()
    shown, accepted, invited = cells[:3]
    assert int(shown) >= int(accepted) >= 1
    assert re.search(r"of \d+$", invited)
    assert cells[-1] == "Not enough yet"
    await context.close()


async def _nobody_is_set_aside(route: Route) -> None:
    """One visitor in ten is not invited, to compare with: here none is."""
    answer = await route.fetch()
    body = (await answer.text()).replace('"control":10', '"control":0')
    await route.fulfill(response=answer, body=body)


async def eventually_told(visitor: Visitor, path: str, times: int) -> None:
    """Wait until the page has asked for ``path`` so often."""

    async def enough() -> bool:
        return sum(path in one for one in visitor.requests) >= times

    await eventually(enough, what=f"{path} is asked for {times} times")


async def test_a_picture_is_shown_before_it_leaves_and_stands_in_the_conversation(
    visitor: Visitor,
) -> None:
    await visitor.visit()
    await visitor.open_chat()
    await visitor.say("Voici mon colis")
    chosen: FilePayload = {"name": "colis.png", "mimeType": "image/png", "buffer": PICTURE}
    await visitor.panel.locator("input[type=file]").set_input_files(chosen)
    await expect(visitor.panel.locator(".uploads canvas")).to_be_visible(timeout=WITHIN)
    await expect(visitor.panel.get_by_role("progressbar")).to_have_count(0, timeout=WITHIN)
    await visitor.panel.get_by_label("Envoyer").click()
    sent = visitor.log.locator("a.file", has_text="colis.png")
    await expect(sent).to_be_visible(timeout=WITHIN)
    await visitor.page.reload()
    await expect(sent.locator("canvas")).to_be_visible(timeout=WITHIN)
    assert visitor.complaints == []
    address = await sent.get_attribute("href")
    assert address is not None
    given = await visitor.page.request.get(address)
    assert given.headers["access-control-allow-origin"] == "*"  # pages of any site draw it


async def test_a_panel_that_cannot_be_had_leaves_the_page_whole(visitor: Visitor) -> None:
    await visitor.page.route("**/tag/assets/**", lambda route: route.abort())
    await visitor.visit()
    await visitor.button.click()
    await expect(visitor.button).to_have_attribute("title", re.compile("Indisponible"))
    await expect(visitor.panel).to_have_count(0)
    await visitor.page.unroute("**/tag/assets/**")
    await visitor.page.reload()
    await visitor.open_chat()


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
