"""A person's card from the list, two cards made one and apart again, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from scripts.screens import AGENT, Look, settled
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

CONTACTS = "/t/maison-vanille/contacts"


async def _card(page: Page, name: str) -> None:
    await page.goto(f"{CONTACTS}?search={name}")
    await settled(page)
    await page.get_by_role("link", name=name).first.click()
    await page.locator("h1", has_text=name).wait_for()
    await settled(page)


async def test_a_card_shows_what_is_known_and_what_happened(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("fr"))
    await _card(page, "Lucie Fontaine")
    main = page.locator("main")
    await expect(main.get_by_role("combobox", name="Entreprise")).to_have_value("Hôtel Créolia")
    for words in ("pro", "lucie@hotel-creolia.example", "Enquêtes · e-mail"):
        await expect(main.get_by_text(words).first).to_be_visible()
    await expect(main.get_by_text("prévoir 4 kg de gousses").first).to_be_visible()


async def test_two_cards_of_one_person_are_merged_and_taken_apart(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("en"))
    await page.goto("/t/maison-vanille/duplicates")
    await settled(page)
    await page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("marie.hoarau+boutique@mail.example")).to_be_visible()
    await dialog.get_by_role("button", name="Merge", exact=True).click()
    await expect(page.get_by_text("Cards merged")).to_be_visible()
    await page.get_by_role("button", name="Undo", exact=True).first.click()
    await expect(page.get_by_role("button", name="Compare")).to_be_visible()
    await _card(page, "Marie Hoarau")
    await expect(page.get_by_text("may be the same person:")).to_be_visible()
