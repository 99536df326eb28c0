"""An agent is ready, is offered a visitor, and does everything one does with a request."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from scripts.screens import ADMIN, open_context
from tests.flows.asking import headers_in_the_shop
from tests.flows.people import WITHIN, Visitor, a_visitor, an_agent, is_offered
from tests.servers.restartable import GuichetProcess, running_guichet
from tests.waiting import eventually

pytestmark = pytest.mark.browser

QUESTION = "Bonjour, avez-vous du curcuma frais ?"
HOSTILE = (
    "<img src=https://evil.invalid/x onerror='window.harmed=1'>",
    "<script>window.harmed=1;alert(1)</script>",
    "javascript:window.harmed=1",
    '"><svg onload=window.harmed=1>{{constructor}}',
)
NOTE = "Cliente fidèle, à soigner"


@pytest.fixture(scope="module")
def own_house(console_folder: Path) -> Iterator[GuichetProcess]:
    """A Guichet of these tests alone: what they leave waiting keeps its agents busy."""
    with running_guichet() as running:
        yield running


async def test_an_offer_is_accepted_worked_on_and_handed_on(
    browser: Browser, own_house: GuichetProcess
) -> None:
    agent = await an_agent(browser, own_house.url, "agent1@guichet.example")
    told = await hears_on_the_desktop(agent)
    visitor = await a_visitor(browser, own_house.url)
    await visitor.visit("fr/curcuma")
    await visitor.page.evaluate("guichet.identify({ name: 'Zoé Grondin', attributes: {} })")
    await visitor.open_chat()
    await visitor.say(QUESTION)
    await eventually(lambda: [one for one in told if QUESTION in one], what="told on the desktop")
    await agent.evaluate("delete document.hidden")
    await is_offered(agent, QUESTION)
    card = agent.get_by_role("complementary")
    await expect(card.get_by_text("Se dit (non vérifié)")).to_be_visible(timeout=WITHIN)
    await expect(card.get_by_title("Zoé Grondin")).to_be_visible()
    field = agent.get_by_role("textbox", name=re.compile("^Votre réponse"))
    await expect(field).to_be_focused(timeout=WITHIN)

    await writes_a_note(agent, visitor)
    await sends_a_file(agent, visitor)
    await is_whispered_to(browser, own_house, agent, visitor)
    await holds_and_goes_on(agent)

    await agent.get_by_role("button", name="Passer la main").click()
    dialog = agent.get_by_role("dialog", name="Passer cette demande")
    await dialog.get_by_role("option").first.click()
    await dialog.get_by_label("Note pour qui la prendra").fill("Elle attend un prix.")
    await dialog.get_by_role("button", name="Passer", exact=True).click()
    await expect(dialog).to_be_hidden(timeout=WITHIN)
    await expect(agent.get_by_text("Elle attend un prix.").first).to_be_visible(timeout=WITHIN)
    await agent.context.close()
    await visitor.page.context.close()


async def hears_on_the_desktop(agent: Page) -> list[str]:
    """What is shown on the desktop of an agent who agreed to it, in the browser's own way."""
    told: list[str] = []
    await agent.context.grant_permissions(["notifications"])

    def hears(said: str) -> None:
        told.append(said)

    await agent.expose_function("tells", hears)
    await agent.evaluate(
        """() => {
      Object.defineProperty(document, "hidden", { configurable: true, value: true });
      const Real = Notification;
      window.Notification = class extends Real {
        constructor(title, how) { super(title, how); window.tells(`${title}: ${how.body}`); }
      };
    }"""
    )
    return told


async def writes_a_note(agent: Page, visitor: Visitor) -> None:
    """Colleagues see it, the person never does."""
    await agent.get_by_text("Note", exact=True).click()
    field = agent.get_by_role("textbox", name="Note entre collègues")
    await field.fill(NOTE)
    await field.press("Enter")
    await expect(agent.get_by_text(NOTE).first).to_be_visible(timeout=WITHIN)
    await agent.get_by_text("Réponse", exact=True).click()
    await agent.get_by_role("textbox", name=re.compile("^Votre réponse")).fill("Oui, ce matin !")
    await agent.keyboard.press("Enter")
    await visitor.sees("Oui, ce matin !")
    await expect(visitor.log).not_to_contain_text(NOTE)


async def sends_a_file(agent: Page, visitor: Visitor) -> None:
    """What cannot be taken is said in plain words and taken back; the rest goes out."""
    kept: list[str] = []
    agent.on("requestfinished", lambda sent: kept.append(sent.post_data or ""))
    chooser = agent.locator("input[type=file]")
    page = FilePayload(name="page.html", mimeType="text/html", buffer=b"<html><script>1</script>")
    bill = FilePayload(name="devis.txt", mimeType="text/plain", buffer=b"Curcuma frais : 12 EUR")
    await chooser.set_input_files([page, bill])
    files = agent.get_by_role("list", name="Fichiers à envoyer")
    await expect(files.get_by_role("alert")).to_contain_text("pas acceptés", timeout=WITHIN)
    await files.get_by_role("button", name="Retirer page.html").click()
    await expect(files.get_by_role("progressbar")).to_have_count(0, timeout=WITHIN)
    await eventually(lambda: [one for one in kept if '"files":["' in one], what="files kept")
    await agent.reload()
    await expect(files.get_by_text("devis.txt")).to_be_visible(timeout=WITHIN)
    await agent.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(files).to_be_hidden()
    shown = visitor.log.locator("a.file", has_text="devis.txt")
    await expect(shown).to_be_visible(timeout=WITHIN)
    address = await shown.get_attribute("href")
    got = await visitor.page.request.get(address or "")
    assert await got.text() == "Curcuma frais : 12 EUR"


async def is_whispered_to(
    browser: Browser, house: GuichetProcess, agent: Page, visitor: Visitor
) -> None:
    """A supervisor listens in from the live board and whispers; the visitor sees nothing of it."""
    supervisor = await an_agent(browser, house.url, "supervisor@guichet.example")
    await supervisor.get_by_role("link", name="Pilotage").click()
    who = (await agent.get_by_role("main").locator("h1").first.inner_text()).strip()
    row = supervisor.get_by_role("list", name="Conseillers").get_by_role("listitem")
    await row.filter(has_text="Amélie Payet").get_by_role("button", name=who).first.click()
    await supervisor.get_by_role("menuitem", name="Chuchoter à Amélie Payet").click()
    field = supervisor.get_by_role("textbox", name="Chuchoter à Amélie Payet")
    await expect(field).to_be_focused(timeout=WITHIN)
    await field.fill("Proposez le port offert.")
    await field.press("Enter")
    await expect(agent.get_by_text("Proposez le port offert.").first).to_be_visible(timeout=WITHIN)
    await expect(visitor.log).not_to_contain_text("port offert")
    await supervisor.context.close()


async def holds_and_goes_on(agent: Page) -> None:
    """The state follows, by the socket alone."""
    head = agent.get_by_role("main").locator("header").first
    await agent.get_by_role("button", name="Suspendre").click()
    await expect(head).to_contain_text("En suspens", timeout=WITHIN)
    await agent.get_by_role("button", name="Reprendre").click()
    await expect(head).to_contain_text("En cours", timeout=WITHIN)


async def test_a_supervisor_sees_who_waits_and_how_a_figure_is_counted(
    browser: Browser, own_house: GuichetProcess
) -> None:
    supervisor = await an_agent(browser, own_house.url, "supervisor@guichet.example")
    await supervisor.get_by_role("link", name="Pilotage").click()
    await expect(supervisor.get_by_role("heading", name="Pilotage")).to_be_visible(timeout=WITHIN)
    visitor = await a_visitor(browser, own_house.url)
    await visitor.visit("fr")
    await visitor.open_chat()
    await visitor.say("Bonjour, vous êtes ouverts le samedi ?")
    waiting = supervisor.get_by_role("list", name="Qui attend").get_by_role("listitem")
    await expect(waiting.last).to_contain_text("Visiteur", timeout=WITHIN)
    await expect(waiting.last).to_contain_text(re.compile("annoncé : |aucune attente annoncée"))
    table = supervisor.get_by_role("region", name="Files").get_by_role("table")
    kept = table.get_by_role("columnheader", name=re.compile("^Attentes tenues"))
    await expect(kept).to_be_visible()
    place = await kept.evaluate("one => one.cellIndex")
    cell = table.get_by_role("row").nth(1).locator("th, td").nth(place)
    await expect(cell).to_contain_text(re.compile(r"^(–|\d+ %) / \d+$"))
    how = supervisor.get_by_role("button", name="Comment Niveau de service est compté")
    await how.click()
    await expect(supervisor.get_by_text("Répondues dans l’objectif de la file")).to_be_visible()


async def test_what_a_hostile_visitor_writes_is_text_on_the_agents_screen(
    browser: Browser, own_house: GuichetProcess
) -> None:
    agent = await an_agent(browser, own_house.url, "agent2@guichet.example")
    strange: list[str] = []
    agent.on("request", lambda sent: strange.append(sent.url) if "evil" in sent.url else None)
    agent.on("dialog", lambda dialog: strange.append(dialog.message))
    visitor = await a_visitor(browser, own_house.url)
    await visitor.visit("fr/curcuma")
    await visitor.open_chat()
    for text in HOSTILE:
        await visitor.say(text)
    await agent.get_by_text(HOSTILE[-1]).first.click(timeout=WITHIN)
    shown = agent.get_by_role("main")
    for text in HOSTILE:
        await expect(shown.get_by_text(text).first).to_be_visible(timeout=WITHIN)
    assert await agent.evaluate("window.harmed") is None
    assert await agent.locator('a[href^="javascript:"], img[src*="evil"]').count() == 0
    assert strange == []
    await agent.context.close()
    await visitor.page.context.close()


SECRET = "a secret of the shop's server, long enough"


async def test_who_the_company_vouches_for_is_shown_so_and_answers_by_one_click(
    browser: Browser, own_house: GuichetProcess
) -> None:
    await the_shop_signs(browser, own_house.url)
    agent = await an_agent(browser, own_house.url, "agent1@guichet.example")
    visitor = await a_visitor(browser, own_house.url)
    await visitor.visit("fr/curcuma")
    signed = hmac.new(SECRET.encode(), b"4711", hashlib.sha256).hexdigest()
    who = {"external_id": "4711", "name": "Ida Payet", "hash": signed, "attributes": {}}
    await visitor.page.evaluate("who => guichet.identify(who)", who)
    await visitor.open_chat()
    await visitor.say("Où en est ma commande ?")
    await is_offered(agent, "Où en est ma commande ?")
    said = agent.get_by_role("complementary").locator("section")
    vouched = said.filter(has_text="Confirmé par l’entreprise")
    await expect(vouched).to_contain_text("4711", timeout=WITHIN)
    await expect(vouched).not_to_contain_text("Ida Payet")  # the signature is of the number alone
    await expect(said.filter(has_text="Se dit (non vérifié)")).to_contain_text("Ida Payet")
    await asks_with_quick_replies(agent)
    await visitor.panel.get_by_role("button", name="La livraison").click()
    await visitor.sees("La livraison")
    shown = agent.get_by_role("main").get_by_text("La livraison", exact=True)
    await expect(shown.last).to_be_visible(timeout=WITHIN)
    await agent.context.close()
    await visitor.page.context.close()


async def the_shop_signs(browser: Browser, url: str) -> None:
    """The entry point knows the secret of the shop's server."""
    context = await open_context(browser, url, ADMIN)
    headers = await headers_in_the_shop(context.request, url)
    doors = await (await context.request.get("/api/v1/entry-points", headers=headers)).json()
    door = next(one for one in doors["items"] if one["kind"] == "webchat")
    settings = {**door["settings"], "identity_secret": SECRET}
    path = f"/api/v1/entry-points/{door['id']}"
    changed = await context.request.patch(path, data={"settings": settings}, headers=headers)
    assert changed.ok, await changed.text()
    await context.close()


async def asks_with_quick_replies(agent: Page) -> None:
    """By keyboard: words, and the answers the person may touch."""
    await agent.get_by_role("button", name="Proposer des réponses").press("Enter")
    answers = agent.get_by_role("combobox", name="Réponses à toucher")
    await expect(answers).to_be_focused()
    await answers.press_sequentially("La livraison,Le prix,")
    words = agent.get_by_role("textbox", name="Votre réponse à")
    await words.fill("C’est à quel sujet ?")
    await words.press("Enter")
    await expect(answers).to_be_hidden()
