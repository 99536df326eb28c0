"""A visitor writes on a site, an agent answers: both keep it over a reload and a restart."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.flows.people import WITHIN, a_visitor, an_agent, is_offered
from tests.servers.restartable import GuichetProcess

pytestmark = pytest.mark.browser

QUESTION = "Bonjour, livrez-vous la vanille à Cilaos ?"
ANSWER = "Bonjour ! Oui, chaque mardi."
THANKS = "Parfait, merci beaucoup."
FAREWELL = "Avec plaisir, à bientôt !"


async def test_a_first_conversation_survives_a_reload_and_a_restart(
    browser: Browser, guichet: GuichetProcess
) -> None:
    agent = await an_agent(browser, guichet.url, "agent1@guichet.example")
    visitor = await a_visitor(browser, guichet.url)
    await visitor.visit("fr/vanille-bourbon")
    await visitor.open_chat()
    await visitor.say(QUESTION)

    # The agent is offered it without reloading, accepts and answers.
    await is_offered(agent, QUESTION)
    await answer(agent, ANSWER)
    await visitor.sees(ANSWER)
    await expect(visitor.panel).to_contain_text("Amélie Payet")

    # Both reload.
    await visitor.page.reload()
    await visitor.sees(ANSWER)
    await agent.reload()
    await expect(agent.get_by_role("main").get_by_text(ANSWER).last).to_be_visible(timeout=WITHIN)

    # Guichet ends and comes back; nobody does anything.
    await asyncio.to_thread(guichet.stop)
    await expect(visitor.panel.locator(".banner")).to_be_visible(timeout=WITHIN)
    await asyncio.to_thread(guichet.start)
    await expect(visitor.panel.locator(".banner")).to_be_hidden(timeout=60_000)
    await visitor.say(THANKS)
    await expect(agent.get_by_role("main").get_by_text(THANKS).last).to_be_visible(timeout=60_000)
    await answer(agent, FAREWELL)
    await visitor.sees(FAREWELL)
    for words in (QUESTION, ANSWER, THANKS):
        await visitor.sees(words)


async def answer(agent: Page, text: str) -> None:
    """Write to the person of the open request."""
    field = agent.get_by_role("textbox", name="Votre réponse")
    await expect(field).to_be_enabled(timeout=WITHIN)
    await field.fill(text)
    await field.press("Enter")
