"""A page is made in the console and somebody signs up at it without script; a till is opened and
uses codes by keyboard; axe finds nothing.
"""

import re

import pytest
from playwright.async_api import Page, expect

from scripts.screens import ADMIN, NARROW, Look, settled
from tests.flows.conftest import OpenPage
from tests.flows.test_telephones import axe, faults

__all__ = ["axe"]
pytestmark = pytest.mark.browser


async def test_a_page_is_made_and_somebody_signs_up(
    open_page: OpenPage, house: str, axe: str
) -> None:
    page: Page = await open_page(ADMIN, Look("en"))
    await page.goto("/t/maison-vanille/signups/new")
    await settled(page)
    await page.get_by_label("Name of the page").fill("Counter")
    await page.get_by_role("button", name="Make it public").click()
    await expect(page.get_by_role("img", name="QR code of Counter")).to_be_visible()
    shown = await page.get_by_role("group", name="Address of the page").inner_text()
    path = re.search(r"/s/\w+", shown)
    assert path is not None
    person = await open_page(None, Look("fr", "dark", NARROW))
    await person.goto(f"{house}{path[0]}")
    assert await faults(person, axe) == []
    await person.locator("#phone").fill("12")
    await person.keyboard.press("Enter")
    await expect(person.get_by_role("alert")).to_be_visible()
    assert await faults(person, axe) == []
    await person.locator("#phone").fill("0692 55 66 77")
    await person.locator("#agreed").check()
    told = person.locator("h1", has_text=re.compile("Look at your phone|Regardez"))
    again = person.get_by_role("alert")
    for _ in range(50):  # a form that comes back within a second is a machine's
        await person.locator("button[type=submit]").click()
        await told.or_(again).first.wait_for()
        if await told.is_visible():
            break
    await expect(told).to_be_visible()
    await person.goto(f"{house}{path[0]}/poster?keyword=SOLEIL&number=38100")
    assert await faults(person, axe) == []


async def test_a_till_is_opened_by_its_code(open_page: OpenPage, axe: str) -> None:
    page: Page = await open_page(ADMIN, Look("en"))
    await page.goto("/t/maison-vanille/settings/tills")
    await settled(page)
    await page.get_by_role("button", name="New till").first.click()
    await page.get_by_label("Name").fill("Till 7")
    await page.keyboard.press("Enter")
    link = await page.get_by_role("group", name="Link").inner_text()
    till = await open_page(None, Look("en", "dark", NARROW))
    await till.goto(link.strip())
    assert await faults(till, axe) == []
    await till.locator("#code").press("Enter")
    await expect(till.locator("h1")).to_have_text("Till 7")
    await till.keyboard.type("0k7m 29qxw")
    await till.keyboard.press("Enter")
    await expect(till.get_by_role("heading", name="Unknown code")).to_be_visible()
    assert await faults(till, axe) == []
