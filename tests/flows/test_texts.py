"""Texts (SMS) in a real browser: written with the price in view, sent, taken back, followed until
they arrive; and who said stop.
"""

import re

import pytest
from playwright.async_api import Page, expect

from scripts.screens import ADMIN, AGENT, Look, settled
from tests.flows.asking import posted
from tests.flows.conftest import OpenPage
from tests.flows.test_telephones import axe, faults

__all__ = ["axe"]

pytestmark = pytest.mark.browser

TEXTS = "/t/maison-vanille/texts"
DEAR = "Bonjour, c’est prêt : venez… " * 4
WITHIN = 30_000


async def _write(page: Page, to: str, text: str) -> None:
    await page.goto(f"{TEXTS}/new")
    await settled(page)
    box = page.get_by_role("textbox", name="À", exact=True)
    await box.fill(to)
    await box.press("Enter")
    await page.get_by_role("textbox", name="Texte").fill(text)


async def test_a_text_is_counted_made_cheaper_sent_by_the_keyboard_and_taken_back(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await _write(page, "0692 55 00 01", DEAR)
    counter = page.locator("#text-counter")
    await expect(counter).to_contain_text("2 SMS")
    assert await faults(page, axe) == []
    await page.get_by_role("button", name="Tout remplacer").click()
    await expect(counter).to_contain_text("1 SMS")
    await page.get_by_role("button", name="Revenir en arrière").click()
    await expect(page.get_by_role("textbox", name="Texte")).to_have_value(DEAR)
    await page.get_by_role("button", name="Tout remplacer").click()
    send = page.get_by_role("button", name=re.compile("^Envoyer"))
    await expect(send).to_be_enabled(timeout=WITHIN)
    await page.get_by_role("textbox", name="Texte").press("Control+Enter")
    await page.wait_for_url(re.compile(r"/texts/[0-9a-f-]{36}"), timeout=WITHIN)
    await expect(page.get_by_text("Pris en charge")).to_be_visible()
    await page.get_by_role("button", name="Annuler", exact=True).click()
    await expect(page.get_by_text("rien n’est parti")).to_be_visible(timeout=WITHIN)
    await expect(page.get_by_role("textbox", name="Texte")).to_have_value(re.compile("pret"))


async def test_a_text_is_followed_until_it_arrives_and_found_by_its_words(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await page.goto(TEXTS)
    await settled(page)
    body = {
        "text": "Votre panier de vanille vous attend.",
        "purpose": "service",
        "sender": "VANILLE",
        "recipients": [{"to": "0692 55 00 02"}],
    }
    await posted(page, "/messages", body)
    row = page.get_by_role("link", name="Votre panier de vanille")
    await expect(row.first).to_be_visible(timeout=WITHIN)
    await row.first.click()
    await expect(page.get_by_text("Arrivé sur le téléphone")).to_be_visible(timeout=WITHIN)
    assert await faults(page, axe) == []
    await page.goto(TEXTS)
    search = page.get_by_role("textbox", name="Numéro, ou mots du texte")
    await search.fill("PANIER DE VANILLE")
    await expect(page).to_have_url(re.compile("text=PANIER"), timeout=WITHIN)
    await expect(row.first).to_be_visible(timeout=WITHIN)
    await search.fill("xylophone")
    await expect(page.get_by_text("Rien ne correspond")).to_be_visible(timeout=WITHIN)


async def test_who_said_stop_is_written_down_looked_up_and_told_before_sending(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await page.goto(f"{TEXTS}/stops")
    await settled(page)
    await page.get_by_role("button", name="Ajouter des numéros").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Numéros").fill("0692 55 00 03")
    assert await faults(page, axe) == []
    await dialog.get_by_role("button", name="Ajouter 1 numéro").click()
    await expect(dialog).to_be_hidden(timeout=WITHIN)
    await page.get_by_role("textbox", name="Numéro de téléphone").fill("0692550003")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("ne veut pas de publicité")).to_be_visible(timeout=WITHIN)
    await page.get_by_role("button", name="Demander à l’opérateur").click()
    await expect(page.get_by_text("Joignable en ce moment")).to_be_visible(timeout=WITHIN)
    assert await faults(page, axe) == []
    await _write(page, "0692 55 00 03", "Soldes ! STOP au 36180")
    await page.get_by_role("radio", name="Publicité").check()
    await page.get_by_role("radio", name="Elles ont accepté").check()
    await expect(page.get_by_text("vous a dit stop")).to_be_visible(timeout=WITHIN)
    await page.get_by_role("textbox", name="Texte").fill("Soldes !")
    await expect(page.locator("#text-counter")).to_contain_text("est ajouté", timeout=WITHIN)
    await expect(page.locator("#text-counter")).to_contain_text("19 caractères")
    assert await faults(page, axe) == []


async def test_who_may_only_read_is_offered_no_sending(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("fr"))
    await page.goto(TEXTS)
    await settled(page)
    await expect(page.get_by_role("link", name="SMS", exact=True).first).to_be_visible()
    await expect(page.get_by_role("link", name="Écrire un SMS")).to_have_count(0)
    await expect(page.get_by_role("link", name="Solde")).to_have_count(0)
