"""A visitor of the demo shop and an agent of the demo company, before their browsers."""

import re
from dataclasses import dataclass, field

from playwright.async_api import APIRequestContext, Browser, ConsoleMessage, Locator, Page, expect

from tests.flows.asking import headers_in_the_shop
from tests.waiting import eventually

# The widget's shadow root is closed to the page; a test must look inside.
_OPEN_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  return attach.call(this, { ...how, mode: "open" });
};
"""
WITHIN = 30_000
"""Milliseconds for something to appear, on a busy machine."""


@dataclass
class Visitor:
    """Somebody on the demo shop's pages."""

    page: Page
    shop: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    @property
    def button(self) -> Locator:
        return self.page.locator("guichet-chat .launch")

    @property
    def panel(self) -> Locator:
        return self.page.locator("guichet-chat .panel")

    @property
    def log(self) -> Locator:
        return self.page.locator("guichet-chat .log")

    async def visit(self, path: str = "fr") -> None:
        """Open a page of the shop."""
        await self.page.goto(f"{self.shop}/{path}")
        await expect(self.button).to_be_visible(timeout=WITHIN)

    async def open_chat(self) -> None:
        """Press the button, and say what it is about if that is asked."""
        await self.button.click()
        await expect(self.panel).to_be_visible(timeout=WITHIN)
        await self.choose()

    async def choose(self) -> None:
        """Say what it is about, if that is asked."""
        asked = self.panel.locator(".choice")
        await expect(asked.first.or_(self.panel.locator("textarea"))).to_be_visible(timeout=WITHIN)
        if await asked.count():
            await asked.first.click()
            await expect(self.panel.locator("textarea")).to_be_visible(timeout=WITHIN)

    async def say(self, text: str) -> None:
        """Write and send; the questions beforehand may come a moment after the field."""
        await self.choose()
        await self.panel.locator("textarea").fill(text)
        await self.page.keyboard.press("Enter")
        await self.sees(text)

    async def sees(self, text: str) -> None:
        """Wait until it stands in the conversation, confirmed."""
        bubble = self.log.locator(".bubble:not(.faint)", has_text=text)
        await expect(bubble).to_be_visible(timeout=WITHIN)


_AT_WORK: dict[str, Page] = {}
"""An agent's desk for each Guichet of the run: who is not heard of is not there."""


async def somebody_is_ready(browser: Browser, url: str) -> None:
    """An agent of the shop is at their desk and says so, and the page's tag with them."""
    if url not in _AT_WORK:
        _AT_WORK[url] = await an_agent(browser, url, "agent1@guichet.example")
    asks = _AT_WORK[url].request
    headers = await headers_in_the_shop(asks, url)
    await nobody_waits(asks, f"{url}/api/v1", headers)
    said = await asks.put(f"{url}/api/v1/me/presence", data={"status": "ready"}, headers=headers)
    assert said.ok, await said.text()

    async def is_told() -> bool:
        tag = await (await asks.get(f"{url}/tag/maison-vanille.js")).text()
        return re.search(r'"availability":\{"state":"(open|busy)"', tag) is not None

    await eventually(is_told, what="the shop is open")


async def nobody_waits(asks: APIRequestContext, api: str, headers: dict[str, str]) -> None:
    """What earlier tests and the demo left waiting is over: it would keep the agent busy."""
    for state in ("waiting", "offered"):
        found = await asks.get(f"{api}/interactions?state={state}", headers=headers)
        for one in (await found.json())["items"]:
            path = f"{api}/interactions/{one['id']}"
            deed = "accept" if state == "offered" else "take"
            taken = await asks.post(f"{path}/{deed}", headers=headers)
            if taken.ok:  # the router may have been quicker
                await asks.post(f"{path}/close", headers=headers)


async def a_visitor(browser: Browser, url: str, language: str = "fr-FR") -> Visitor:
    """A visitor nobody has seen before; somebody is there to answer."""
    await somebody_is_ready(browser, url)
    context = await browser.new_context(locale=language)
    await context.add_init_script(_OPEN_ROOTS)
    return Visitor(await context.new_page(), f"{url}/demo/shop")


async def is_offered(agent: Page, text: str) -> None:
    """Answer offers until the one of ``text`` comes, and accept it."""
    card = agent.get_by_role("alertdialog")
    for _ in range(6):
        await expect(card).to_be_visible(timeout=WITHIN)
        if await card.get_by_text(text).count():
            await card.get_by_role("button", name="Accepter").click()
            return
        name = await card.get_attribute("aria-label")
        await card.get_by_role("button", name="Pas maintenant").click()
        await agent.get_by_role("menuitem", name="Je suis occupé").click()
        await expect(agent.get_by_role("alertdialog", name=name or "")).to_be_hidden(timeout=WITHIN)
    raise AssertionError("the visitor was not offered")


async def an_agent(browser: Browser, url: str, mail: str) -> Page:
    """A signed-in agent before the desk."""
    context = await browser.new_context(locale="fr-FR", viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_label("Adresse électronique").fill(mail)
    await page.get_by_label("Mot de passe").first.fill("guichet-demo")
    await page.get_by_role("button", name="Se connecter", exact=True).click()
    await page.wait_for_url("**/desk**", timeout=WITHIN)
    return page
