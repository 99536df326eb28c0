"""Operators of the platform before their carriers: routes, rules, prices."""

import re

import pytest
from playwright.async_api import Page, expect

from scripts.screens import OPERATOR, Look, settled
from tests.flows.conftest import People

pytestmark = pytest.mark.browser

DEMO_ROUTE = "Opérateur de démonstration (SMPP)"
ENGLISH = Look("en")


async def at(people: People, path: str) -> Page:
    page = await people.page(OPERATOR, ENGLISH)
    await page.goto(path)
    await settled(page)
    return page


async def test_a_route_is_made_from_a_preset_tried_isolated_with_one_click_and_removed(
    people: People,
) -> None:
    page = await at(people, "/platform/carriers/new")
    await page.get_by_role("combobox", name="Carrier", exact=True).fill("Nowhere Mobile")
    await page.get_by_role("combobox", name="Begin with").click()
    await page.get_by_role("option", name="Simulated carrier on this machine").click()
    await page.get_by_label("Name", exact=True).fill("Nowhere 1")
    await page.get_by_label("Port", exact=True).fill("9")
    await page.get_by_role("button", name="Add the route").click()
    await expect(page.locator("h1")).to_have_text("Nowhere 1")
    await expect(page.get_by_text("No link", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Test").click()
    told = page.get_by_role("status").filter(has_text="cannot be reached: check")
    await expect(told).to_have_count(1)  # said once, where one looks
    await page.get_by_role("link", name="Routes", exact=True).click()
    card = page.get_by_role("listitem").filter(has_text="Nowhere 1")
    await card.get_by_role("button", name="Isolate Nowhere 1").click()
    await expect(card.get_by_text("Isolated", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(card.get_by_text("No link", exact=True)).to_be_visible()
    await card.get_by_role("button", name="More about Nowhere 1").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await expect(card).to_have_count(0)
    await page.close()


async def test_how_a_route_is_comes_by_itself(people: People) -> None:
    page = await at(people, "/platform/carriers")
    card = page.get_by_role("listitem").filter(has_text=DEMO_ROUTE)
    await expect(card.get_by_text("Carries", exact=True)).to_be_visible()
    await expect(card.get_by_text("1 / 1")).to_be_visible()
    await page.close()


async def test_a_rule_is_a_sentence_and_says_which_route_a_message_would_take(
    people: People,
) -> None:
    page = await at(people, "/platform/carriers/rules")
    answer = page.get_by_role("list", name="Which route would this message take?")
    await expect(answer.get_by_text("takes it")).to_be_visible()
    await page.get_by_role("button", name="Add a rule").click()
    rule = page.get_by_role("listitem", name="Rule 1")
    await expect(rule).to_contain_text("This rule counts")
    await rule.get_by_role("button", name=re.compile("all numbers")).click()
    await page.get_by_role("combobox", name="Numbers it serves").fill("33")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(rule).not_to_contain_text("This rule counts")
    await page.get_by_label("To", exact=True).fill("+33 6 12 34 56 78")
    await expect(rule).to_contain_text("This rule counts")
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_text("They count within a second")).to_be_visible()
    await rule.get_by_role("button", name="More about rule 1").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await page.get_by_role("button", name="Save the rules").click()
    await expect(page.get_by_role("button", name="Save the rules")).to_have_count(0)
    await page.close()


async def test_a_file_of_prices_is_looked_at_first_and_every_faulty_line_told(
    people: People,
) -> None:
    page = await at(people, "/platform/prices")
    await page.get_by_role("button", name="Add a list").click()
    await page.get_by_label("Name", exact=True).fill("Spring")
    await page.get_by_role("button", name="Add the list").click()
    await expect(page.locator("h1")).to_have_text("Spring")
    await page.get_by_role("button", name="Take in a file").first.click()
    lines = page.get_by_label("Or its lines")
    await lines.fill("prefix;price\n262692;0,0456\nabc;1\n33;cheap\n")
    await page.get_by_role("button", name="Look through it").click()
    await expect(page.get_by_text("2 lines are wrong")).to_be_visible()
    await expect(page.get_by_role("cell", name="4", exact=True)).to_be_visible()
    await lines.fill("prefix;price\n262692;0,0456\n33;0.05\n")
    await page.get_by_role("button", name="Look through it").click()
    await page.get_by_role("button", name="Take in 2 prices").click()
    await expect(page.get_by_role("cell", name="+262692")).to_be_visible()
    await page.close()
