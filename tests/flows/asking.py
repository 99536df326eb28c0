"""Asking by the API as somebody whose browser is signed in."""

import re
from collections.abc import Mapping
from typing import Final

from playwright.async_api import APIRequestContext, APIResponse, Page

SHOP: Final = "maison-vanille"
"""The demo's company."""


async def headers_in_the_shop(asks: APIRequestContext, url: str) -> dict[str, str]:
    """What a change made in the demo's company says besides its cookie, at ``url``."""
    # A connection that rested since the last test may be closed just as it is used again.
    session = await (await asks.get(f"{url}/api/v1/session", max_retries=2)).json()
    shop = next(one["id"] for one in session["tenants"] if one["slug"] == SHOP)
    return {"Guichet-Tenant": shop, "Origin": url}


async def posted(page: Page, path: str, body: Mapping[str, object]) -> APIResponse:
    """The answer to the person of ``page`` writing to ``path`` of the API; it is a success."""
    url = re.sub(r"(https?://[^/]+).*", r"\1", page.url)
    headers = await headers_in_the_shop(page.request, url)
    answer = await page.request.post(f"{url}/api/v1{path}", data=body, headers=headers)
    assert answer.ok, await answer.text()
    return answer
