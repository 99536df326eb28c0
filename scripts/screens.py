"""The console's screens, and a browser to see them with: for pictures and for tests."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

Language = Literal["en", "fr"]
Scheme = Literal["light", "dark"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
WIDE: Final = (1440, 900)
NARROW: Final = (360, 740)

PASSWORD: Final = "guichet-demo"
ADMIN: Final = "admin@guichet.example"
AGENT: Final = "agent1@guichet.example"
SUPERVISOR: Final = "supervisor@guichet.example"
OPERATOR: Final = "operator@guichet.example"

_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_SPACE: Final = "/t/maison-vanille"


@dataclass(frozen=True)
class Screen:
    """One screen: its address, and who looks at it."""

    name: str
    path: str
    who: str | None
    opens: str | None = None
    """What is clicked there to come to the screen: words of a link or button."""


SCREENS: Final = (
    Screen("sign-in", "/sign-in", None),
    Screen("forgot-password", "/forgot-password", None),
    Screen("reset-password", "/reset-password?token=none", None),
    Screen("invitation", "/invitation?token=none", None),
    Screen("desk", f"{_SPACE}/desk", AGENT),
    Screen("conversation", f"{_SPACE}/desk", AGENT, "Élodie Bègue"),
    Screen("waiting", f"{_SPACE}/desk", AGENT, "Hannah Schmidt"),
    Screen("supervision", f"{_SPACE}/supervision", SUPERVISOR),
    Screen("contacts", f"{_SPACE}/contacts", AGENT),
    Screen("contact", f"{_SPACE}/contacts", AGENT, "Élodie Bègue"),
    Screen("segments", f"{_SPACE}/segments", ADMIN),
    Screen("segment-new", f"{_SPACE}/segments/new", ADMIN),
    Screen("lists", f"{_SPACE}/lists", ADMIN),
    Screen("signups", f"{_SPACE}/signups", ADMIN),
    Screen("signup", f"{_SPACE}/signups", ADMIN, "Club Vanille"),
    Screen("imports", f"{_SPACE}/imports", ADMIN),
    Screen("companies", f"{_SPACE}/companies", AGENT),
    Screen("company", f"{_SPACE}/companies", AGENT, "Hôtel Créolia"),
    Screen("duplicates", f"{_SPACE}/duplicates", AGENT),
    Screen("campaigns", f"{_SPACE}/campaigns", ADMIN),
    Screen("campaign-new", f"{_SPACE}/campaigns/new", ADMIN),
    Screen("campaigns-compared", f"{_SPACE}/campaigns/compare", ADMIN),
    Screen("automatic-texts", f"{_SPACE}/campaigns/automatic", ADMIN),
    Screen("automatic-text-new", f"{_SPACE}/campaigns/automatic/new", ADMIN),
    Screen("campaign-codes", f"{_SPACE}/campaigns/codes", ADMIN),
    Screen("campaign-links", f"{_SPACE}/campaigns/links", ADMIN),
    Screen("texts", f"{_SPACE}/texts", ADMIN),
    Screen("text-new", f"{_SPACE}/texts/new", ADMIN),
    Screen("texts-received", f"{_SPACE}/texts/received", ADMIN),
    Screen("text-stops", f"{_SPACE}/texts/stops", ADMIN),
    Screen("text-senders", f"{_SPACE}/texts/senders", ADMIN),
    Screen("text-balance", f"{_SPACE}/texts/balance", ADMIN),
    Screen("contact-fields", f"{_SPACE}/settings/contact-fields", ADMIN),
    Screen("tills", f"{_SPACE}/settings/tills", ADMIN),
    Screen("general", f"{_SPACE}/settings/general", ADMIN),
    Screen("members", f"{_SPACE}/settings/members", ADMIN),
    Screen("roles", f"{_SPACE}/settings/roles", ADMIN),
    Screen("queues", f"{_SPACE}/settings/queues", ADMIN),
    Screen("queue", f"{_SPACE}/settings/queues", ADMIN, "Commandes"),
    Screen("queue-new", f"{_SPACE}/settings/queues/new", ADMIN),
    Screen("agents", f"{_SPACE}/settings/agents", ADMIN),
    Screen("skills", f"{_SPACE}/settings/skills", ADMIN),
    Screen("hours", f"{_SPACE}/settings/hours", ADMIN),
    Screen("calendar", f"{_SPACE}/settings/hours", ADMIN, "Boutique"),
    Screen("reasons", f"{_SPACE}/settings/reasons", ADMIN),
    Screen("canned-replies", f"{_SPACE}/settings/canned", ADMIN),
    Screen("entry-points", f"{_SPACE}/settings/entry-points", ADMIN),
    Screen("routing-rules", f"{_SPACE}/settings/rules", ADMIN),
    Screen("api-keys", f"{_SPACE}/settings/api-keys", ADMIN),
    Screen("hooks", f"{_SPACE}/settings/hooks", ADMIN),
    Screen("smpp-accounts", f"{_SPACE}/settings/smpp", ADMIN),
    Screen("single-sign-on", f"{_SPACE}/settings/sign-in", ADMIN),
    Screen("support-access", f"{_SPACE}/settings/support", ADMIN),
    Screen("audit", f"{_SPACE}/settings/audit", ADMIN),
    Screen("advice", f"{_SPACE}/advice", ADMIN),
    Screen("advice-request", f"{_SPACE}/advice", ADMIN, "Répondre plus vite le samedi"),
    Screen("profile", "/account/profile", ADMIN),
    Screen("security", "/account/security", ADMIN),
    Screen("tenants", "/platform/tenants", OPERATOR),
    Screen("tenant", "/platform/tenants", OPERATOR, "Maison Vanille"),
    Screen("carriers", "/platform/carriers", OPERATOR),
    Screen("carrier-route", "/platform/carriers", OPERATOR, "Opérateur de démonstration (SMPP)"),
    Screen("carrier-route-new", "/platform/carriers/new", OPERATOR),
    Screen("carrier-rules", "/platform/carriers/rules", OPERATOR),
    Screen("carrier-watch", "/platform/carriers/watch", OPERATOR),
    Screen("price-lists", "/platform/prices", OPERATOR),
    Screen("price-list", "/platform/prices", OPERATOR, "Tarif de démonstration"),
    Screen("health", "/platform/health", OPERATOR),
    Screen("users", "/platform/users", OPERATOR),
    Screen("reviews", "/platform/reviews", OPERATOR),
    Screen("missing", f"{_SPACE}/nowhere", ADMIN),
)


_EMPTY: Final = "/t/atelier-corail"
CROWDED: Final = (
    Screen("full-desk", f"{_SPACE}/desk", AGENT),
    Screen("full-conversation", f"{_SPACE}/desk", AGENT, "Wolfeschlegelstein"),
    Screen("full-supervision", f"{_SPACE}/supervision", SUPERVISOR),
    Screen("full-contacts", f"{_SPACE}/contacts", AGENT),
    Screen("empty-desk", f"{_EMPTY}/desk", SUPERVISOR),
    Screen("empty-supervision", f"{_EMPTY}/supervision", SUPERVISOR),
    Screen("empty-contacts", f"{_EMPTY}/contacts", SUPERVISOR),
    Screen("empty-canned-replies", f"{_EMPTY}/settings/canned", SUPERVISOR),
)
"""Screens in a house of ten thousand requests, and those of a company that begins."""


def chromium_path() -> str | None:
    """Where this machine's Chromium is; none when it has none."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@asynccontextmanager
async def open_browser(path: str) -> AsyncIterator[Browser]:
    """A browser without a window, closed at the end."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(frozen=True)
class Look:
    """How somebody looks at the console."""

    language: Language = "en"
    scheme: Scheme | Literal["auto"] = "light"
    size: tuple[int, int] = WIDE


async def open_context(
    browser: Browser, address: str, who: str | None = None, look: Look | None = None
) -> BrowserContext:
    """A browser of ``who``, signed in with their language and colours; of nobody for ``None``."""
    look = look or Look()
    width, height = look.size
    context = await browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        locale="fr-FR" if look.language == "fr" else "en-GB",
        color_scheme=None if look.scheme == "auto" else look.scheme,
        reduced_motion="reduce",
    )
    if who is not None:
        await _sign_in(context, address, who, look)
    return context


async def _sign_in(context: BrowserContext, address: str, who: str, look: Look) -> None:
    credentials = {"email": who, "password": PASSWORD}
    answer = await context.request.post(
        "/api/v1/session", data=credentials, headers={"Origin": address}
    )
    if not answer.ok:
        raise RuntimeError(f"{who} cannot sign in: {answer.status} {await answer.text()}")
    await choose_look(context, address, look)


async def choose_look(context: BrowserContext, address: str, look: Look) -> None:
    """Let the signed-in person of ``context`` choose language and colours, as in their profile."""
    wish = {"language": look.language, "color_scheme": look.scheme}
    answer = await context.request.patch("/api/v1/me", data=wish, headers={"Origin": address})
    if not answer.ok:
        raise RuntimeError(f"cannot choose a language: {answer.status}")


async def visit(page: Page, screen: Screen) -> None:
    """Go to ``screen`` and wait until it shows what it has."""
    await page.goto(screen.path)
    await settled(page)
    await open_there(page, screen)


async def open_there(page: Page, screen: Screen) -> None:
    """What is clicked on ``screen`` itself, if anything, and wait again."""
    if screen.opens is not None:
        await page.locator("main").get_by_text(screen.opens).first.click()
        await page.locator("h1", has_text=screen.opens).wait_for()
        await settled(page)


async def settled(page: Page) -> None:
    """Wait until the screen shows what it has: its heading is there, and nothing is loading."""
    await page.locator("h1:visible, h2:visible").first.wait_for()
    await page.wait_for_function(
        "() => !document.querySelector('main [role=status][aria-label], .mantine-Skeleton-root')"
    )
    await page.evaluate("() => document.fonts.ready.then(() => undefined)")
