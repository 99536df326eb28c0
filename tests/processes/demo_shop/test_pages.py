"""The demo shop's pages."""

from collections.abc import AsyncIterator
from html.parser import HTMLParser

import httpx
import pytest
from starlette.applications import Starlette

from guichet.processes.demo_shop import SITE_KEY, routes
from guichet.processes.demo_shop.pages import TELEPHONES, pages
from guichet.processes.demo_shop.site import BASE, Language, site

EVERY_PAGE = [
    (language, page.path)
    for language in ("fr", "en")
    for page in pages(site("fr" if language == "fr" else "en"))
]


class Links(HTMLParser):
    """What a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found |= {value for key in ("href", "src") if (value := given.get(key))}
        self.ids |= {value for value in (given.get("id"),) if value}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        yield client


def address(language: str, path: str) -> str:
    return f"{BASE}/{language}/{path}".rstrip("/")


@pytest.mark.parametrize(("language", "path"), EVERY_PAGE)
async def test_every_page_carries_the_tag_and_every_link_leads_somewhere(
    http: httpx.AsyncClient, language: str, path: str
) -> None:
    page = await http.get(address(language, path))
    assert page.status_code == 200
    links = Links()
    links.feed(page.text)
    assert f"/tag/{SITE_KEY}.js" in links.found
    assert 'data-guichet="chat"' in page.text
    for link in links.found - {f"/tag/{SITE_KEY}.js", f"{TELEPHONES}/{language}"}:
        place, _, anchor = link.partition("#")
        target = await http.get(place or address(language, path))
        assert target.status_code == 200, link
        if anchor:
            there = Links()
            there.feed(target.text)
            assert anchor in there.ids, link


async def test_the_front_page_speaks_the_visitors_language(http: httpx.AsyncClient) -> None:
    french = await http.get(BASE, headers={"Accept-Language": "fr-RE,fr;q=0.9"})
    english = await http.get(BASE, headers={"Accept-Language": "en"})
    assert (french.headers["location"], english.headers["location"]) == (f"{BASE}/fr", f"{BASE}/en")


@pytest.mark.parametrize("place", ["/fr/nothing", "/de", "/fr/../../etc"])
async def test_what_is_not_there_is_said_so(http: httpx.AsyncClient, place: str) -> None:
    assert (await http.get(BASE + place)).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_have_the_same_pages(language: Language) -> None:
    assert [page.path for page in pages(site(language))] == [
        page.path for page in pages(site("fr"))
    ]
