"""A developer makes a web hook, tries it and looks at what it was told, in a browser."""

from typing import Final
from uuid import uuid4

import pytest
from playwright.async_api import expect

from scripts.screens import ADMIN, Look, settled
from tests.flows.conftest import OpenPage
from tests.flows.people import WITHIN
from tests.hooks.receiver import answering, receiving

pytestmark = pytest.mark.browser

HOOKS: Final = "/t/maison-vanille/settings/hooks"


async def test_a_web_hook_is_made_tried_and_followed(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    name = f"Till {uuid4().hex[:6]}"
    async with receiving(answering("200 OK", b"thank you")) as receiver:
        await page.goto(HOOKS)
        await settled(page)
        await page.get_by_role("button", name="New web hook").first.click()
        await page.get_by_label("Address").fill(receiver.address)
        await page.keyboard.press("Tab")
        await page.keyboard.type(name)
        await page.get_by_role("button", name="Make the web hook").click()
        await expect(page.get_by_text("Choose at least one event.")).to_be_visible()
        contacts = page.get_by_role("group", name="Contacts")
        await contacts.get_by_label("All of these, and what is added later").check()
        await page.get_by_role("button", name="Make the web hook").click()
        secret = page.get_by_role("group", name="Signing secret")
        await expect(secret).to_contain_text("whsec_", timeout=WITHIN)
        await page.get_by_role("button", name="I have copied it").click()

        await page.get_by_role("link", name=name).click()
        await page.get_by_role("button", name="Send a test").click()
        await expect(page.get_by_text("It works: answered in")).to_be_visible(timeout=WITHIN)
        await page.keyboard.press("Escape")
        await page.evaluate(_NEW_CONTACT)
        call = page.get_by_role("listitem").filter(has_text="A new contact").first
        await expect(call).to_contain_text("Delivered", timeout=WITHIN)
        await call.get_by_role("button", name="See “A new contact”").click()
        await expect(page.get_by_text("Zoé Hoarau-Till")).to_be_visible(timeout=WITHIN)
        await expect(page.get_by_text("thank you")).to_be_visible()
    assert b"Zo\xc3\xa9 Hoarau-Till" in receiver.received[-1].body


_NEW_CONTACT: Final = """
async () => {
  const session = await (await fetch("/api/v1/session")).json();
  const tenant = session.tenants.find((one) => one.slug === "maison-vanille").id;
  await fetch("/api/v1/contacts", {
    method: "POST",
    headers: {"Content-Type": "application/json", "Guichet-Tenant": tenant},
    body: JSON.stringify({name: "Zoé Hoarau-Till"}),
  });
}
"""
