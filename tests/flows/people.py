"""A visitor of the demo shop and an agent of the demo company, before their browsers."""

from dataclasses import dataclass, field

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

# The widget's shadow root is closed to the page; a test must look inside.
_OPEN_ROOTS = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  return attach.call(this, { ...how, mode: "open" });
};
"""
WITHIN = 15_000
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
        """Press the button."""
        await self.button.click()
        await expect(self.panel).to_be_visible(timeout=WITHIN)

    async def say(self, text: str) -> None:
        """Write and send."""
        await self.panel.locator("textarea").fill(text)
        await self.page.keyboard.press("Enter")
        await self.sees(text)

    async def sees(self, text: str) -> None:
        """Wait until it stands in the conversation, confirmed."""
        bubble = self.log.locator(".bubble:not(.faint)", has_text=text)
        await expect(bubble).to_be_visible(timeout=WITHIN)


async def a_visitor(browser: Browser, url: str, language: str = "fr-FR") -> Visitor:
    """A visitor nobody has seen before."""
    context = await browser.new_context(locale=language)
    await context.add_init_script(_OPEN_ROOTS)
    return Visitor(await context.new_page(), f"{url}/demo/shop")


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
