"""Campaigns in a real browser: the first one of a company that has just begun, counted in clicks;
taken back; and what is said before it is sent.
"""

import csv
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from scripts.screens import ADMIN, AGENT, NARROW, OPERATOR, WIDE, Look, settled
from tests.flows.asking import posted
from tests.flows.conftest import OpenPage, People
from tests.flows.test_telephones import axe, faults
from tests.waiting import eventually

__all__ = ["axe"]

pytestmark = pytest.mark.browser

WITHIN: Final = 30_000
CAMPAIGNS: Final = "/t/maison-vanille/campaigns"
MOST_CLICKS: Final = 8
THREE_MINUTES: Final = 180.0
FIRST: Final = "une premiere bonne phrase"
WORDS_OF_THE_TRADE: Final = re.compile(
    r"\b(segments?|gsm|ucs|unicode|encodages?|imports?|importer|csv|api|templates?|mod[eè]les?|"
    r"variables?|param[eè]tres?|json|utf|identifiants?|opt-?in|opt-?out|audiences?|webhooks?|"
    r"batch|e\.?164|payload|id)\b",
    re.IGNORECASE,
)
"""What a shopkeeper would not say."""

_TOMORROW: Final = "new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)"
_HALF_WAY: Final[Mapping[str, object]] = {
    "version": 1_000_000,  # nothing that is pushed is newer
    "state": "listing",
    "listed": 30_000,
    "agreed": {"recipients": 40_000, "excluded": 20_000},
}
"""Of a campaign to more people than a test can wait for."""

_COUNTS: Final = """
addEventListener('click', (event) => { if (event.isTrusted && event.detail > 0) clicked(); }, true);
"""


@dataclass
class Newcomer:
    """Somebody who comes to an empty company for the first time, and what it costs them."""

    page: Page
    slug: str
    clicks: int = 0
    strange: set[str] = field(default_factory=set)

    async def click(self, what: Locator) -> None:
        """One click, by the mouse; what stands there is read first."""
        await self.read()
        await what.click()

    async def read(self) -> None:
        """Every word of the screen as it is."""
        for place in await self.page.locator("main:visible, [role=dialog]:visible").all():
            words = WORDS_OF_THE_TRADE.findall(await place.inner_text())
            self.strange.update(word.lower() for word in words)


def _fifty(folder: Path) -> Path:
    """A list as a till writes it."""
    path = folder / "clients.csv"
    rows = [["Nom", "Prénom", "Portable"]]
    rows += [["Hoarau", f"Marie {n}", f"0692 77 {n // 100:02} {n % 100:02}"] for n in range(50)]
    with path.open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


async def _company(people: People, house: str, mail: str) -> str:
    """A new company whose administrator accepted the invitation; gives its slug."""
    operator = (await people.page(OPERATOR, Look("fr"))).context.request
    slug = f"chaussures-{uuid4().hex[:8]}"
    new = {
        "name": "Chaussures Payet",
        "slug": slug,
        "zone": "Indian/Reunion",
        "territory": "RE",
        "currency": "EUR",
        "languages": ["fr"],
        "administrator": {"email": mail, "language": "fr"},
    }
    made = await operator.post("/api/v1/platform/tenants", data=new, headers={"Origin": house})
    assert made.ok, await made.text()

    async def token() -> str:
        box = await (await operator.get("/api/v1/demo/outbox")).json()
        texts = (one["text"] for one in box["items"] if one["to"] == mail)
        found = (re.search(r"/invitation\?token=(\S+)", text) for text in texts)
        return next((one.group(1) for one in found if one), "")

    known = {
        "token": await eventually(token, what="the invitation"),
        "name": "Rose Payet",
        "password": FIRST,
    }
    accepted = await operator.post(
        "/api/v1/invitations/accept", data=known, headers={"Origin": house}
    )
    assert accepted.ok, await accepted.text()
    return slug


async def _newcomer(browser: Browser, house: str, slug: str, size: tuple[int, int]) -> Newcomer:
    width, height = size
    context = await browser.new_context(
        base_url=house, locale="fr-FR", viewport={"width": width, "height": height}
    )
    who = Newcomer(await context.new_page(), slug)

    def clicked() -> None:
        who.clicks += 1

    await context.expose_function("clicked", clicked)
    await context.add_init_script(_COUNTS)
    return who


@pytest.mark.parametrize(
    ("size", "why", "then"),
    [
        (WIDE, "Ce que la personne attend", "^Envoyée$"),
        # Offers wait for the allowed hours, if it is night where the test runs.
        (NARROW, "Ce sont des clients", "^(Envoyée|En route)$"),
    ],
    ids=["wide", "narrow"],
)
async def test_a_first_campaign_takes_eight_clicks_and_no_word_of_the_trade(
    size: tuple[int, int],
    why: str,
    then: str,
    *,
    browser: Browser,
    people: People,
    house: str,
    tmp_path: Path,
    axe: str,
) -> None:
    mail = f"rose-{uuid4().hex[:8]}@example.com"
    who = await _newcomer(browser, house, await _company(people, house, mail), size)
    page, began = who.page, time.monotonic()
    await page.goto("/sign-in")
    await expect(page.get_by_label("Adresse électronique")).to_be_focused(timeout=WITHIN)
    await page.keyboard.type(mail)
    await page.keyboard.press("Tab")
    await page.keyboard.type(FIRST)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/t/{who.slug}/**", timeout=WITHIN)
    await settled(page)
    await who.click(page.get_by_role("link", name="Campagnes", exact=True))
    await who.click(page.get_by_role("link", name="Écrire à vos clients"))
    await who.click(page.get_by_role("radio", name=why))
    await who.click(page.get_by_role("textbox", name="Votre texte"))
    await page.keyboard.type("Bonjour, vos sandales sont arrivees. Payet Chaussures")
    async with page.expect_file_chooser() as choosing:
        await who.click(page.get_by_role("button", name="Choisir un fichier"))
    await (await choosing.value).set_files(_fifty(tmp_path))
    await expect(page.get_by_text("50 personnes sont ajoutées")).to_be_visible(timeout=WITHIN)
    send = page.get_by_role("button", name=re.compile("^Envoyer à 50 personnes"))
    await expect(send).to_be_enabled(timeout=WITHIN)
    assert await faults(page, axe) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= size[0]
    await who.click(send)
    leaving = page.get_by_text(re.compile("part vers 50 personnes"))
    await expect(leaving).to_be_in_viewport(timeout=WITHIN)
    state = page.locator("main .mantine-Badge-root").first
    await expect(state).to_have_text(re.compile(then), timeout=60_000)
    await who.read()
    assert time.monotonic() - began < THREE_MINUTES
    assert who.strange == set()
    assert 0 < who.clicks <= MOST_CLICKS
    await page.context.close()


async def _write(page: Page, text: str, numbers: str) -> None:
    await page.goto(f"{CAMPAIGNS}/new")
    await settled(page)
    await page.get_by_role("radio", name="Ce que la personne attend").check()
    await page.get_by_role("textbox", name="Votre texte").fill(text)
    await page.get_by_role("textbox", name="Votre liste").fill(numbers)
    await page.get_by_role("button", name=re.compile("^Ajouter")).click()


async def test_what_was_sent_is_taken_back_and_written_on(open_page: OpenPage, axe: str) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await _write(page, "Votre commande est prete.", "0692 55 01 01\n0692 55 01 02")
    send = page.get_by_role("button", name=re.compile("^Envoyer à 2 personnes"))
    await expect(send).to_be_enabled(timeout=WITHIN)
    await send.click()
    back = page.get_by_role("button", name="La reprendre")
    await expect(back).to_be_visible(timeout=WITHIN)
    assert await faults(page, axe) == []
    await back.click()
    await expect(page.get_by_role("textbox", name="Votre texte")).to_have_value(
        "Votre commande est prete.", timeout=WITHIN
    )


async def test_what_is_written_is_there_after_a_reload(open_page: OpenPage) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await _write(page, "Nous fermons samedi.", "0692 55 01 03")
    await page.wait_for_url(re.compile("draft="), timeout=WITHIN)
    await expect(page.get_by_text("Gardé", exact=True)).to_be_visible(timeout=WITHIN)
    await page.reload()
    await expect(page.get_by_role("textbox", name="Votre texte")).to_have_value(
        "Nous fermons samedi.", timeout=WITHIN
    )
    await expect(page.get_by_text("1 numéro", exact=True)).to_be_visible()


async def test_a_name_nobody_knows_is_said_before_and_taken_out_by_a_click(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await _write(page, "Bonjour {xylophone|cher client}, a samedi.", "0692 55 01 04")
    out = page.get_by_role("button", name="Retirer « xylophone »")
    await expect(out).to_be_visible(timeout=WITHIN)
    await expect(page.get_by_role("button", name=re.compile("^Envoyer"))).to_be_disabled()
    assert await faults(page, axe) == []
    await out.click()
    await expect(page.get_by_role("textbox", name="Votre texte")).to_have_value(
        "Bonjour cher client, a samedi."
    )
    await expect(page.get_by_role("button", name=re.compile("^Envoyer à 1"))).to_be_enabled(
        timeout=WITHIN
    )


async def test_what_it_brought_stands_beside_who_was_held_back(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await page.goto(f"{CAMPAIGNS}/new")
    await settled(page)
    await page.get_by_role("radio", name="Ce que la personne attend").check()
    await page.get_by_role("textbox", name="Votre texte").fill("Nous ouvrons mardi.")
    await page.get_by_role("checkbox", name="Tous vos contacts").check()
    await page.get_by_text("Voir ce que cela rapporte").click()
    await page.get_by_role("combobox", name="Mettre des personnes de côté").select_option("20")
    await page.get_by_text("Plus tard", exact=True).click()
    await page.get_by_label("Jour et heure").fill(await page.evaluate(_TOMORROW))
    plan = page.get_by_role("button", name=re.compile(r"^Programmer pour \d+ personnes"))
    await expect(plan).to_be_enabled(timeout=WITHIN)
    people = "".join(re.findall(r"\d+", (await plan.inner_text()).split("·")[0]))
    await plan.click()
    await expect(page.get_by_role("heading", name="Ce qu’elle a rapporté")).to_be_visible(
        timeout=WITHIN
    )
    groups = page.get_by_role("table", name="Ce qu’elle a rapporté")
    await expect(groups.get_by_role("row", name="Ont reçu la campagne")).to_contain_text(people)
    await expect(groups.get_by_role("row", name="Mises de côté")).to_be_visible()
    await expect(page.get_by_text("Pas encore assez pour le dire")).to_be_visible()
    assert await faults(page, axe) == []
    await page.get_by_role("button", name="La changer").click()
    await expect(page.get_by_role("textbox", name="Votre texte")).to_be_visible(timeout=WITHIN)


async def test_a_long_list_says_how_far_it_is_while_it_is_made(
    open_page: OpenPage, axe: str
) -> None:
    page = await open_page(ADMIN, Look("fr"))
    await page.goto(CAMPAIGNS)
    await settled(page)
    made = await posted(page, "/campaigns", {"name": "Longue liste"})
    one = (await made.json())["id"]

    async def half_way(route: Route) -> None:
        held = await (answer := await route.fetch()).json()
        await route.fulfill(response=answer, json={**held, **_HALF_WAY})

    await page.route(f"**/api/v1/campaigns/{one}", half_way)
    await page.goto(f"{CAMPAIGNS}/{one}")
    bar = page.get_by_role("progressbar", name="Avancement de la liste")
    await expect(bar).to_have_attribute("aria-valuenow", "50", timeout=WITHIN)
    await expect(page.get_by_text(re.compile(r"^30\s000 contacts regardés"))).to_be_visible()
    await expect(page.get_by_role("button", name="La reprendre")).to_be_visible()
    assert await faults(page, axe) == []


async def test_who_may_only_read_is_offered_no_writing(open_page: OpenPage) -> None:
    page = await open_page(AGENT, Look("fr"))
    await page.goto(CAMPAIGNS)
    await settled(page)
    await expect(page.get_by_role("link", name="Écrire à vos clients")).to_have_count(0)
