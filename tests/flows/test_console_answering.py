"""People say whether they are ready, and set up who answers what, by mouse and by keyboard."""

import re

import pytest
from playwright.async_api import expect

from scripts.screens import ADMIN, AGENT, Look, settled
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

SETTINGS = "/t/maison-vanille/settings"
WITHIN = 30_000


def presence(word: str) -> re.Pattern[str]:
    return re.compile(f"Your presence:.*{word}")


async def test_an_agent_is_ready_by_two_keys_and_at_lunch_by_the_menu(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("en"))
    await page.goto("/t/maison-vanille/contacts")
    await settled(page)
    await expect(page.get_by_role("button", name="Your presence")).to_be_visible(timeout=WITHIN)
    await page.keyboard.press("p")
    await page.keyboard.press("r")
    ready = page.get_by_role("button", name=presence("Ready"))
    await expect(ready).to_be_visible(timeout=WITHIN)
    await ready.click()
    await page.get_by_role("menuitem", name="Lunch").click()
    await expect(page.get_by_role("button", name=presence("Lunch"))).to_be_visible()
    await page.reload()
    lunch = page.get_by_role("button", name=presence("Lunch"))
    await expect(lunch).to_be_visible(timeout=WITHIN)
    await page.keyboard.press("p")
    await page.keyboard.press("o")
    await expect(page.get_by_role("button", name=presence("Offline"))).to_be_visible()


async def test_a_queue_is_added_with_a_step_and_its_removal_taken_back(
    open_page: OpenPage,
) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SETTINGS}/queues")
    await settled(page)
    await page.get_by_role("link", name="Add a queue").click()
    await page.get_by_label("Name", exact=True).fill("Gifts")
    await page.get_by_role("button", name="Add a step").click()
    await page.get_by_role("button", name="Add a result").click()
    await page.get_by_label("Result 1").fill("Sold")
    await page.get_by_role("button", name="Add the queue").click()
    row = page.get_by_role("listitem").filter(has_text="Gifts")
    await expect(row).to_be_visible(timeout=WITHIN)
    await row.get_by_role("button", name="Actions for Gifts").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await expect(row).not_to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(row).to_be_visible()


async def test_one_click_lets_somebody_answer_a_queue_and_another_takes_it_back(
    open_page: OpenPage,
) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SETTINGS}/agents")
    await settled(page)
    cell = page.get_by_role("button", name="Amélie Payet answers English")
    await expect(cell).to_have_attribute("aria-pressed", "false", timeout=WITHIN)
    await cell.click()
    await expect(cell).to_have_attribute("aria-pressed", "true")
    await page.reload()
    await expect(cell).to_have_attribute("aria-pressed", "true", timeout=WITHIN)
    await cell.click()
    await expect(cell).to_have_attribute("aria-pressed", "false")


async def test_hours_are_typed_and_a_holiday_is_opened(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SETTINGS}/hours/new")
    await settled(page)
    await page.get_by_label("Name", exact=True).fill("Christmas shop")
    await page.get_by_role("button", name="Open Sunday").click()
    await page.get_by_label("Sunday: opens at").fill("10:00")
    await page.get_by_role("button", name=re.compile("Open all the same Christmas")).click()
    await page.get_by_role("button", name="Add these hours").click()
    row = page.get_by_role("listitem").filter(has_text="Christmas shop")
    await expect(row).to_contain_text("10:00", timeout=WITHIN)
