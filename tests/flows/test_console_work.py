"""What people do with the console's frame, by mouse and by keyboard."""

import re

import pytest
from playwright.async_api import Page, expect

from scripts.screens import ADMIN, AGENT, PASSWORD, Look, settled
from tests.flows.conftest import OpenPage
from tests.flows.people import WITHIN

pytestmark = pytest.mark.browser

MEMBERS = "/t/maison-vanille/settings/members"
KEYS = "/t/maison-vanille/settings/api-keys"


async def _sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def test_a_wrong_password_is_said_and_loses_nothing(fresh_page: OpenPage) -> None:
    page = await fresh_page()
    await page.goto("/sign-in")
    await _sign_in(page, AGENT, "not it, surely")
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_label("E-mail")).to_have_value(AGENT)


async def test_somebody_sent_to_sign_in_arrives_where_they_were_going(
    fresh_page: OpenPage,
) -> None:
    page = await fresh_page()
    await page.goto(MEMBERS)
    await page.wait_for_url("**/sign-in**")
    await _sign_in(page, ADMIN, PASSWORD)
    await expect(page).to_have_url(re.compile(MEMBERS))
    await settled(page)


async def test_one_click_enters_the_demo_and_another_leaves(fresh_page: OpenPage) -> None:
    page = await fresh_page()
    await page.goto("/sign-in")
    await page.locator(f'button[title="{AGENT}"]').click()
    await page.wait_for_url("**/t/maison-vanille/desk")
    await page.get_by_role("button", name="Amélie Payet").click()
    await page.get_by_role("menuitem").last.click()
    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_the_palette_goes_to_a_screen_by_its_name(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(KEYS)
    await settled(page)
    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("A screen, a space, something to do…").fill("members")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(MEMBERS))


async def test_keys_go_to_screens_and_rest_while_one_types(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(KEYS)
    await settled(page)
    await page.keyboard.press("g")
    await page.keyboard.press("m")
    await expect(page).to_have_url(re.compile(MEMBERS))
    await settled(page)
    await page.get_by_role("button", name="Invite somebody").click()
    await page.get_by_label("E-mail address").press_sequentially("gs@example.com")
    await expect(page.get_by_label("E-mail address")).to_have_value("gs@example.com")


async def test_a_key_is_shown_once_and_its_removal_can_be_taken_back(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(KEYS)
    await settled(page)
    await page.get_by_role("button", name="New key").first.click()
    await page.get_by_role("textbox", name="Name").fill("Shop robot")
    await page.get_by_role("dialog").get_by_role("checkbox").first.check()
    await page.get_by_role("button", name="Make the key").click()
    secret = await page.get_by_role("group", name="API key", exact=True).inner_text()
    assert secret.startswith("gk_")
    await page.get_by_role("button", name="I have copied it").click()
    row = page.get_by_role("listitem").filter(has_text="Shop robot")
    await expect(row).to_be_visible()
    assert secret not in await page.locator("main").inner_text()
    await row.get_by_role("button", name="Revoke").click()
    await expect(row).to_be_hidden()
    await page.get_by_role("button", name="Undo").click()
    await expect(row).to_be_visible()


async def test_advice_is_asked_for_without_a_mouse(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto("/t/maison-vanille/advice")
    await settled(page)
    await _tab_to(page, "Ask for advice")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("In one line")).to_be_focused(timeout=WITHIN)
    await page.keyboard.type("Shorter greetings at night")
    await page.keyboard.press("Tab")
    await page.keyboard.type("How do others do it?")
    await _tab_to(page, "Send")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/advice/[0-9a-f-]{36}"), timeout=WITHIN)
    await expect(page.get_by_role("heading", name="Shorter greetings at night")).to_be_visible()
    await expect(page.get_by_text("Received").first).to_be_visible()
    await page.reload()
    said = page.get_by_text("How do others do it?").first
    await expect(said).to_be_visible(timeout=WITHIN)


async def _tab_to(page: Page, name: str) -> None:
    """Go on by the tabulator until the button of that name has the focus."""
    wanted = page.get_by_role("button", name=name, exact=True)
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


_UNASKED = """
window.asked = 0;
let permission = "default";
Object.defineProperty(Notification, "permission", { get: () => permission });
Notification.requestPermission = async () => {
  window.asked += 1;
  return (permission = "granted");
};
"""
"""A browser without a window refuses notices before anybody is asked."""


async def test_the_browser_asks_about_notices_only_after_a_click(fresh_page: OpenPage) -> None:
    page = await fresh_page(AGENT, Look("en"))
    await page.add_init_script(_UNASKED)
    await page.goto("/t/maison-vanille/desk")
    await settled(page)
    await page.get_by_role("button", name="Your presence").click()
    await page.get_by_role("menuitem", name="Ready").click()
    yes = page.get_by_role("button", name="Yes, tell me")
    await expect(yes).to_be_visible(timeout=WITHIN)
    assert await page.evaluate("window.asked") == 0
    box = await yes.bounding_box()
    assert box is not None
    assert box["y"] < 450, "offers come at the bottom, and must be answered"
    await yes.click()
    await expect(yes).to_be_hidden()
    assert await page.evaluate("window.asked") == 1
    await page.get_by_role("button", name="Your presence").click()
    await page.get_by_role("menuitem", name="Offline").click()
