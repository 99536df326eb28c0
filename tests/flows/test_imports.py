"""A file of contacts on screen: recognised, looked at, taken in, row by row, and taken back."""

import re
from typing import Final

import pytest
from playwright.async_api import Download, FilePayload, Page, expect

from scripts.screens import ADMIN, NARROW, Look, settled
from tests.flows.conftest import OpenPage

pytestmark = pytest.mark.browser

IMPORTS: Final = "/t/maison-vanille/imports"
FILE: Final = "\n".join(
    (
        "Nom;Prénom;Portable;E-mail;Né le",
        "Técher;Anaëlle;0692 77 10 01;anaelle@import.example;12/05/1991",
        "Payet;Loïc;0692 77 10 02;loic@import.example;03/09/1984",
        "Sans;Numéro;douze;;",
    )
)


async def _drop(page: Page, name: str, content: str) -> None:
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose a file").click()
    file = FilePayload(name=name, mimeType="text/csv", buffer=content.encode("cp1252"))
    await (await chooser.value).set_files(file)
    await expect(page.get_by_role("heading", name="What each column holds")).to_be_visible()


async def _figure(page: Page, name: str, value: str) -> None:
    await expect(page.get_by_test_id(f"figure-{name}")).to_have_text(value)


async def test_a_file_is_recognised_taken_in_and_taken_back(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en"))
    await page.goto(IMPORTS)
    await settled(page)
    await _drop(page, "clients.csv", FILE)
    meaning = page.get_by_role("combobox", name="What the column Portable holds")
    await expect(meaning).to_have_value("Phone")
    preview = page.get_by_role("region", name="What the first rows become")
    await expect(preview.get_by_text("+262692771001")).to_be_visible()
    await expect(preview.get_by_text("Refused")).to_be_visible()
    await page.get_by_role("switch", name="These people agreed").check()
    start = page.get_by_role("button", name="Import 3 rows")
    await expect(page.get_by_text("Say where these people agreed.")).to_be_visible()
    await expect(start).to_be_disabled()
    await page.get_by_label("Where did they agree?").fill("A form at the till")
    await page.get_by_label("When?").fill("2026-02-14")
    await page.get_by_role("combobox", name="Put into a list").fill("From the till")
    await start.click()
    await expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    for name, value in (("new", "2"), ("changed", "0"), ("refused", "1")):
        await _figure(page, name, value)
    async with page.expect_download() as downloads:
        await page.get_by_role("button", name="Download the refused rows").click()
    await _holds(await downloads.value, "douze")
    await page.get_by_role("button", name="Undo this import").click()
    await page.get_by_role("button", name="Undo the import").click()
    await expect(page.get_by_text("Undone", exact=True).first).to_be_visible()


async def _holds(download: Download, words: str) -> None:
    path = await download.path()
    assert words in path.read_text("utf-8-sig")


async def test_a_list_is_pasted_on_a_narrow_screen(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("en", size=NARROW))
    await page.goto(IMPORTS)
    await settled(page)
    await page.get_by_role("button", name="Paste a list").click()
    await page.get_by_label("One person a line").fill(
        "Éloïse Payet\t0692 77 20 01\nAli\t0692 77 20 02"
    )
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("button", name=re.compile("^Import 2 rows")).click()
    await _figure(page, "new", "2")
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing sticks out"
