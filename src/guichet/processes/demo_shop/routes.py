"""Where the demo shop's pages are served."""

from functools import cache

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from guichet.kit.i18n import negotiate
from guichet.processes.demo_shop.customer import vouched
from guichet.processes.demo_shop.pages import Page, html, missing, pages
from guichet.processes.demo_shop.site import BASE, FOLDER, Language, site

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def routes() -> list[BaseRoute]:
    """The shop's routes, for demo mode."""
    return [
        Route(BASE, _front),
        Route(f"{BASE}/shop.css", _style),
        Route(f"{BASE}/shop.js", _script),
        Route(f"{BASE}/customer", _customer, methods=["POST"]),
        Mount(f"{BASE}/art", StaticFiles(directory=FOLDER / "art")),
        Route(f"{BASE}/{{language:str}}", _page),
        Route(f"{BASE}/{{language:str}}/{{path:str}}", _page),
    ]


async def _front(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(site(language).home, 302, {"Vary": "Accept-Language"})


async def _style(_request: Request) -> Response:
    return FileResponse(FOLDER / "shop.css", media_type="text/css")


async def _script(_request: Request) -> Response:
    return FileResponse(FOLDER / "shop.js", media_type="text/javascript")


async def _customer(_request: Request) -> Response:
    return JSONResponse(vouched(), headers={"Cache-Control": "no-store"})


async def _page(request: Request) -> Response:
    language: Language = "en" if request.path_params["language"] == "en" else "fr"
    known = _pages(language) if request.path_params["language"] in {"en", "fr"} else {}
    page = known.get(request.path_params.get("path", ""))
    shown = page or missing(site(language))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return HTMLResponse(html(site(language), shown), 200 if page else 404, headers)


@cache
def _pages(language: Language) -> dict[str, Page]:
    return {page.path: page for page in pages(site(language))}
