"""What leaves by itself, in a real browser: written on one page, set off by what happens; and the
account by which a company's own system comes in.
"""

import re
from typing import Final
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from scripts.screens import ADMIN, NARROW, WIDE, Look
from tests.flows.asking import headers_in_the_shop
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

WITHIN: Final = 30_000
SPACE: Final = "/t/maison-vanille"


async def _tell(page: Page, house: str, type_: str, phone: str) -> None:
    """The company's booking system says that something happened to somebody."""
    headers = await headers_in_the_shop(page.request, house)
    card = {"name": "Zoé Testeuse", "identities": [{"kind": "phone", "value": phone}]}
    made = await page.request.post("/api/v1/contacts", data=card, headers=headers)
    assert made.ok, await made.text()
    event = {
        "id": uuid4().hex,
        "type": type_,
        "who": {"contact_id": (await made.json())["id"]},
        "properties": {"place": "Saint-Denis"},
    }
    told = await page.request.post("/api/v1/events", data={"events": [event]}, headers=headers)
    assert told.ok, await told.text()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_when_something_happens_a_text_leaves_by_itself(
    house: str, open_page: OpenPage, size: tuple[int, int]
) -> None:
    type_ = f"fitting {uuid4().hex[:6]}"
    page = await open_page(ADMIN, Look("en", "light", size))
    await page.goto(f"{SPACE}/campaigns/automatic/new")
    await page.get_by_role("combobox", name="What happens?").fill(type_)
    await page.get_by_label("Your text", exact=True).fill("Thank you for coming by.")
    await expect(page.get_by_text(f"When “{type_}” happens to somebody")).to_be_visible(
        timeout=WITHIN
    )
    switch_on = page.get_by_role("button", name="Switch it on")
    await expect(switch_on).to_be_enabled(timeout=WITHIN)
    await switch_on.click()
    await expect(page.get_by_role("switch")).to_be_checked(timeout=WITHIN)
    await _tell(page, house, type_, f"+2626927{uuid4().int % 100_000:05}")
    runs = page.get_by_role("list", name="What it sent")
    await expect(runs.get_by_text("Sent", exact=True)).to_be_visible(timeout=WITHIN)
    await runs.get_by_role("link", name="What became of it").click()
    await expect(page.get_by_text("Thank you for coming by.").first).to_be_visible(timeout=WITHIN)
    await page.goto(f"{SPACE}/campaigns/automatic")
    row = page.get_by_role("listitem").filter(has_text=type_)
    await row.get_by_role("switch").click(force=True)
    await expect(row.get_by_role("switch")).not_to_be_checked(timeout=WITHIN)


async def test_a_campaign_that_is_to_go_again_and_again_takes_everything_along(
    open_page: OpenPage,
) -> None:
    said = f"New shoes every week {uuid4().hex[:6]}"
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SPACE}/campaigns/new")
    await page.get_by_label("Your text", exact=True).fill(said)
    await page.get_by_text("Again and again", exact=True).click()
    await expect(page).to_have_url(re.compile(r"automatic/new\?.*when=again"), timeout=WITHIN)
    await expect(page.get_by_label("Your text", exact=True)).to_have_value(said)
    await expect(page.get_by_role("radio", name="Again and again")).to_be_checked()
    await page.reload()
    await expect(page.get_by_label("Your text", exact=True)).to_have_value(said, timeout=WITHIN)
    await expect(page.get_by_role("radio", name="Again and again")).to_be_checked()


async def test_a_system_gets_an_account_and_its_password_is_seen_once(open_page: OpenPage) -> None:
    name = f"Till {uuid4().hex[:6]}"
    page = await open_page(ADMIN, Look("en"))
    await page.goto(f"{SPACE}/settings/smpp")
    await page.get_by_role("button", name="New account").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill(name)
    await dialog.get_by_role("button", name="Make the account").click()
    secret = page.get_by_role("dialog", name=f"Account “{name}”")
    await expect(secret.get_by_role("group", name="Password")).to_have_text(
        re.compile(r"^[a-z0-9]{8}$"), timeout=WITHIN
    )
    await page.keyboard.press("Escape")
    row = page.get_by_role("listitem").filter(has_text=name)
    await expect(row.get_by_text("Not connected")).to_be_visible(timeout=WITHIN)
    await row.get_by_role("button", name=f"Actions for {name}").click()
    await page.get_by_role("menuitem", name="Close for good").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(row).to_be_visible()
