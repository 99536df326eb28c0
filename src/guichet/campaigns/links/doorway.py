"""Where short links lead in: ``/l/<code>``. It answers with the way to the registered target and
nothing else of anybody: no cookie, nothing kept of the browser.
"""

import html
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.accounts.tenants import service as tenants
from guichet.campaigns.links import codes, repository
from guichet.campaigns.links.recording import Clicks
from guichet.campaigns.links.types import PATH, Click, Link
from guichet.campaigns.links.visits import visit_of
from guichet.gateway.across import AcrossTenants
from guichet.kit.clock import Clock
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.i18n import negotiate
from guichet.kit.i18n.texts import sentence

BELIEVED: Final = timedelta(seconds=30)
MOST_REMEMBERED: Final = 20_000
MOST_NUMBER: Final = 2**63 - 1
"""The database has no greater one."""
CHECK: Final = "check"
CHECKED: Final = "guichet"
"""Under which name a check of a domain reads which Guichet answers."""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

_log = structlog.get_logger(__name__)


class Doorway:
    """Leads on. One for a process."""

    def __init__(self, across: AcrossTenants, clock: Clock, clicks: Clicks, instance: str) -> None:
        """``instance`` is what a check of a domain expects to read."""
        self._across = across
        self._clock = clock
        self._clicks = clicks
        self._instance = instance
        self._known: OrderedDict[int, tuple[datetime, Link | None]] = OrderedDict()

    def routes(self) -> Sequence[BaseRoute]:
        """Outside the API."""
        return [
            Route(f"{PATH}{CHECK}", self.check, methods=["GET"]),
            Route(f"{PATH}{{code}}", self.follow, methods=["GET"]),
        ]

    async def check(self, _request: Request) -> Response:
        """Says which Guichet this is."""
        return JSONResponse({CHECKED: self._instance}, headers=_HEADERS)

    async def follow(self, request: Request) -> Response:
        """The way to the target, or a page that says there is none."""
        found = await self._found(request.path_params["code"])
        if found is None:
            return _nowhere(request)
        link, place = found
        visit = visit_of(request.method, request.headers)
        if place:
            now = self._clock.now()
            await self._note(Click(link, place, now, visit.kind, visit.rule))
        return RedirectResponse(link.target, status_code=302, headers=_HEADERS)

    async def _note(self, click: Click) -> None:
        """Nobody is kept from where they want to go because it cannot be written down."""
        try:
            await self._clicks.note(click)
        except DATABASE_FAULTS as fault:
            _log.warning("links.click_not_written", error=str(fault))

    async def _found(self, code: str) -> tuple[Link, int] | None:
        read = codes.read(code)
        link = await self._link(read.number) if read else None
        if read is None or link is None:
            return None
        place = codes.place_of(read.body, link.secret)
        return None if place is None else (link, place)

    async def _link(self, number: int) -> Link | None:
        now = self._clock.now()
        held = self._known.get(number)
        if held is None or now >= held[0]:
            held = (now + BELIEVED, await self._look_up(number))
            self._known[number] = held
            self._known.move_to_end(number)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return held[1]

    async def _look_up(self, number: int) -> Link | None:
        """Of a company that is stopped nothing leads on: its links may be the reason."""
        if number > MOST_NUMBER:
            return None
        async with self._across() as session:
            link = await repository.by_number(session, number)
            if link is None:
                return None
            tenant = await tenants.of_id(session, link.tenant_id)
        return link if tenant.status == "active" else None


def _nowhere(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    title = html.escape(sentence(language, "link.nowhere"))
    words = html.escape(sentence(language, "link.nowhere.what"))
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><h1>{title}</h1><p>{words}</p></html>"
    )
    return HTMLResponse(page, status_code=404, headers=_HEADERS)
