"""A segment built on screen in less than a minute of somebody's time, read as a sentence, taken
back, kept, frozen into a list.
"""

import re

import pytest
from playwright.async_api import Page, expect

from scripts.screens import ADMIN, Look, settled
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

NEW = "/t/maison-vanille/segments/new"
SAID = (
    "Women under 30 in the north of the island who bought an article of the same category within"
    " the last 30 days"
)


async def _add(page: Page, words: str) -> None:
    await page.get_by_role("button", name=re.compile("^Add")).last.click()
    await page.get_by_label("Search: age").fill(words)
    await page.keyboard.press("Enter")


async def test_the_example_is_built_read_counted_kept_and_frozen(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(NEW)
    await settled(page)
    menu = page.get_by_role("navigation", name="Main navigation")
    await expect(menu.get_by_role("link", name="Contacts")).to_have_attribute("data-here", "true")
    for words in ("women", "age", "live", "same category"):
        await _add(page, words)
    where = page.get_by_role("textbox", name="Place").first
    await where.fill("north")
    await page.get_by_role("option", name=re.compile("the north of the island")).click()
    sentence = page.get_by_test_id("sentence")
    await expect(sentence).to_have_text(SAID)
    await expect(page.get_by_text("Give an example below to count.")).to_be_visible()
    await page.get_by_role("combobox", name="Example: category").fill("épices")
    await expect(page.get_by_test_id("count")).to_have_text(re.compile(r"^\d+$"))
    await page.get_by_label("Name").fill("Young women of the North")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator("h1")).to_have_text("Young women of the North")
    await page.get_by_role("combobox", name="Example: category").fill("épices")
    await page.get_by_role("button", name="Freeze into a list").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name of the list").fill("Young women, today")
    await dialog.get_by_role("button", name="Freeze into a list").click()
    await expect(page.locator("h1")).to_have_text("Young women, today")


async def test_what_is_done_is_taken_back_and_a_verb_says_the_contrary(
    open_page: OpenPage,
) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(NEW)
    await settled(page)
    sentence = page.get_by_test_id("sentence")
    await expect(sentence).to_have_text("Everybody")
    await _add(page, "bought something")
    await expect(sentence).to_have_text("People who bought something within the last 30 days")
    await page.get_by_role("button", name=re.compile("^bought")).click()
    await expect(sentence).to_have_text("People who bought nothing within the last 30 days")
    await page.locator("h1").click()
    await page.keyboard.press("Control+z")
    await expect(sentence).to_have_text("People who bought something within the last 30 days")
    await page.keyboard.press("Control+Shift+z")
    await expect(sentence).to_have_text("People who bought nothing within the last 30 days")
    await page.get_by_role("button", name="Remove this condition").click()
    await expect(sentence).to_have_text("Everybody")


async def test_a_zone_is_drawn_by_keys(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(NEW)
    await settled(page)
    await _add(page, "live")
    await page.get_by_role("button", name="Draw a zone").click()
    board = page.get_by_role("application")
    await board.focus()
    for keys in ("Enter", "ArrowUp Enter", "ArrowRight Enter"):
        for key in keys.split():
            for _ in range(1 if key == "Enter" else 12):
                await board.press(key)
    await expect(page.get_by_text("inside:")).to_be_visible()
    await page.get_by_role("button", name="Keep this zone").click()
    await expect(page.get_by_test_id("sentence")).to_have_text("People in the drawn zone")
    await page.get_by_role("button", name="Remove this condition").click()
