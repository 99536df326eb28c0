"""Routing rules written as sentences: tried, rehearsed, published and gone back to."""

import pytest
from playwright.async_api import Locator, Page, expect

from scripts.screens import ADMIN, AGENT, Look, settled
from tests.flows.conftest import OpenPage
from tests.flows.people import WITHIN

pytestmark = pytest.mark.browser

RULES = "/t/maison-vanille/settings/rules"


async def _published(page: Page) -> None:
    await page.get_by_role("button", name="Publish", exact=True).click()
    dialog = page.get_by_role("dialog", name="Publish these rules")
    await dialog.get_by_role("button", name="Publish").click()
    await expect(dialog).to_be_hidden(timeout=WITHIN)
    await expect(page.get_by_text("In force", exact=True)).to_be_visible(timeout=WITHIN)


async def test_a_rule_is_written_tried_rehearsed_published_and_gone_back_from(
    open_page: OpenPage,
) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(RULES)
    await settled(page)
    await expect(page.get_by_role("listitem", name="En anglais")).to_be_visible()

    # A wrong word is said beside it, and nothing of it is in force.
    await page.get_by_role("button", name="Add a rule").click()
    await page.get_by_role("menuitem", name="An empty rule").click()
    card = page.get_by_role("listitem", name="Rule 4")
    await expect(card.get_by_text("nothing follows yet")).to_be_visible(timeout=WITHIN)
    await expect(page.get_by_text("Draft", exact=True)).to_be_visible()

    # The sentence is made by choosing words.
    await card.get_by_role("button", name="+ condition, change").click()
    await page.get_by_placeholder("Search").fill("the lang")
    await page.keyboard.press("Enter")
    await card.get_by_role("button", name="the language choose…, change").click()
    await page.get_by_role("checkbox", name="German").check()
    await page.keyboard.press("Escape")
    await card.get_by_role("button", name="+ then…, change").click()
    await page.get_by_role("button", name="Send to a queue").click()
    await expect(card.get_by_text("nothing follows yet")).to_be_hidden(timeout=WITHIN)

    # It is reached only when it stands where requests still come to it.
    handle = card.get_by_role("button", name="Move Rule 4")
    await handle.focus()
    for _ in range(3):
        await page.keyboard.press("Alt+ArrowUp")
    first = page.get_by_role("listitem").filter(has_text="When").first
    await expect(first).to_contain_text("German")

    # A made-up visitor shows who decides, and why.
    await page.get_by_role("button", name="Try it").click()
    side = page.get_by_role("dialog", name="Try a made-up visitor")
    await side.get_by_role("combobox", name="Language").click()
    await page.get_by_role("option", name="German").click()
    await expect(side.get_by_text("“Rule 4” decides")).to_be_visible(timeout=WITHIN)
    await expect(side.get_by_text("Because the language is German")).to_be_visible()
    await side.get_by_role("button", name="Close").click()

    # Last month's requests show what it would change.
    await page.get_by_role("button", name="Rehearse").click()
    side = page.get_by_role("dialog", name="Rehearse on the last 30 days")
    await side.get_by_role("button", name="Rehearse now").click()
    await _shows_the_effect(side)
    await side.get_by_role("button", name="Close").click()

    await _published(page)
    await page.reload()
    await settled(page)
    await expect(page.get_by_role("listitem", name="Rule 4")).to_contain_text("German")

    # One click goes back, and one more undoes that.
    await page.get_by_role("button", name="History").click()
    side = page.get_by_role("dialog", name="History")
    await side.get_by_role("listitem").filter(has_text="Version 1").get_by_role("button").click()
    await expect(page.get_by_role("listitem", name="Rule 4")).to_be_hidden(timeout=WITHIN)


async def _shows_the_effect(side: Locator) -> None:
    """Each request is in one queue before and in one after; each rule has its counts."""
    queues = side.get_by_role("table", name="Requests by queue")
    await expect(queues).to_be_visible(timeout=WITHIN)
    rows = [row.split("\t") for row in (await queues.locator("tbody").inner_text()).splitlines()]
    assert sum(_number(row[1]) for row in rows) == sum(_number(row[2]) for row in rows) > 0
    assert all(_number(row[2]) - _number(row[1]) == _number(row[3]) for row in rows)
    rules = side.get_by_role("table", name="What each rule does")
    await expect(rules.locator("tbody tr")).to_have_count(4)


def _number(shown: str) -> int:
    return int(shown.replace(",", "").replace("−", "-"))


async def test_who_may_not_change_rules_is_not_shown_them(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("en"))
    await page.goto("/t/maison-vanille/desk")
    await settled(page)
    await expect(page.get_by_role("link", name="Routing rules")).to_have_count(0)
