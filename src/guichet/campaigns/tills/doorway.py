"""Where codes are used: ``/till``, opened once by its own code, kept by a cookie. No account and
no script needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.campaigns import service as campaigns
from guichet.campaigns.codes import service as codes
from guichet.campaigns.codes.types import Use
from guichet.campaigns.public import Parts, address_of, written
from guichet.campaigns.tills import rendering, service
from guichet.campaigns.tills.rendering import Answer
from guichet.campaigns.tills.types import PATH, Till
from guichet.crm.types import By
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.http.origin import is_forged, own_origins
from guichet.kit.i18n import Language, clock_words, day_words, negotiate, sentence
from guichet.kit.limits.types import Limit
from guichet.kit.work import SYSTEM, Work

SIGNING_IN: Final = Limit("till_in", 20, timedelta(hours=1))
"""Tries from one address to open a till."""
USES: Final = Limit("till_use", 600, timedelta(minutes=10))
"""Codes one till tries: nobody finds one by trying."""
KEPT: Final = 365 * 24 * 3600
"""Seconds a till stays open."""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # without one browsers name no origin with a form
    "X-Robots-Tag": "noindex, nofollow",
    "Content-Security-Policy": rendering.POLICY,
}


@dataclass(frozen=True, slots=True)
class _Open:
    """A till that is signed in."""

    till: Till
    tenant: Tenant
    language: Language

    @property
    def by(self) -> By:
        """Whom uses are written down to."""
        return By("till", self.till.id, self.till.name)


class Doorway:
    """One for a process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        parted = urlsplit(parts.base_url)
        self._secure = parted.scheme == "https"
        self._cookie = "__Secure-till" if self._secure else f"till_{parted.port or 80}"

    def routes(self) -> Sequence[BaseRoute]:
        """Outside the API."""
        return [
            Route(PATH, self.show, methods=["GET"]),
            Route(PATH, self.use, methods=["POST"]),
            Route(f"{PATH}/undo", self.undo, methods=["POST"]),
            Route(f"{PATH}/in", self.sign_in, methods=["POST"]),
            Route(f"{PATH}/out", self.sign_out, methods=["POST"]),
            Route(f"{PATH}/till.css", _style, methods=["GET"]),
            Route(f"{PATH}/till.js", _script, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """The till, or where it is opened."""
        found = await self._open(request)
        if found is None:
            code = request.query_params.get("code", "")[:40]
            return _answer(rendering.signing_in(_language(request), code, None))
        return self._page(found, None)

    async def sign_in(self, request: Request) -> Response:
        """Open a till by its code."""
        sent = await self._written(request)
        language, code = _language(request), sent.get("code", "")
        standing = await self._parts.limiter.spend(address_of(request), SIGNING_IN)
        if standing.refused:
            minutes = {"minutes": -(-standing.reset // 60)}
            slow = Answer("bad", "slow", "slow.what", minutes)
            return _answer(rendering.signing_in(language, code[:40], slow), 429)
        async with self._parts.across() as session:
            till = await service.of_code(session, code)
        if till is None:
            wrong = Answer("bad", "in.wrong", "in.wrong.what")
            return _answer(rendering.signing_in(language, code[:40], wrong), 422)
        answer = RedirectResponse(PATH, status_code=303, headers=_HEADERS)
        answer.set_cookie(
            self._cookie,
            code.strip()[:40],
            max_age=KEPT,
            path=PATH,
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    async def sign_out(self, request: Request) -> Response:
        """Close it here."""
        await self._written(request)
        answer = RedirectResponse(PATH, status_code=303, headers=_HEADERS)
        answer.delete_cookie(self._cookie, path=PATH, secure=self._secure, httponly=True)
        return answer

    async def use(self, request: Request) -> Response:
        """Use a code; sent again, the same answer."""
        sent, found = await self._written(request), await self._open(request)
        if found is None:
            return RedirectResponse(PATH, status_code=303, headers=_HEADERS)
        standing = await self._parts.limiter.spend(str(found.till.id), USES)
        if standing.refused:
            minutes = {"minutes": -(-standing.reset // 60)}
            return self._page(found, Answer("bad", "slow", "slow.what", minutes), 429)
        code, attempt = sent.get("code", "")[:40], sent.get("attempt", "")[:40] or None
        async with self._parts.open_work(found.till.tenant_id, SYSTEM) as work:
            told = await self._used(work, found, code, attempt)
        return self._page(found, told, 200 if told.kind == "good" else 409)

    async def undo(self, request: Request) -> Response:
        """Take back what was used at this till within the minute."""
        sent, found = await self._written(request), await self._open(request)
        if found is None:
            return RedirectResponse(PATH, status_code=303, headers=_HEADERS)
        code, attempt = sent.get("code", "")[:40], sent.get("attempt", "")[:40]
        async with self._parts.open_work(found.till.tenant_id, SYSTEM) as work:
            try:
                await codes.undo(work, code, found.by, attempt)
            except NotFound:
                return self._page(found, _unknown(code), 409)
            except Conflict:
                return self._page(found, Answer("bad", "late", "late.what"), 409)
        return self._page(found, Answer("plain", "undone"))

    async def _used(self, work: Work, found: _Open, code: str, attempt: str | None) -> Answer:
        try:
            held = await codes.look(work, code)
        except NotFound:
            return _unknown(code)
        one = await campaigns.campaign(work, held.offer.campaign_id)
        try:
            done, use = await codes.redeem(work, code, found.by, None, attempt)
        except Conflict as refused:
            if refused.code == "code_expired":
                ends = held.offer.ends_at or work.now
                return Answer("bad", "expired", "expired.what", self._when(found, ends))
            again = await codes.look(work, code)
            return self._already(found, again.use, work.now)
        params = {"campaign": one.draft.name, **self._when(found, use.at)}
        fresh = attempt is not None and work.now - use.at <= codes.UNDO
        undo = (done.code, attempt) if fresh and attempt else None
        return Answer("good", "good", "good.what", params, undo)

    def _already(self, found: _Open, use: Use | None, now: datetime) -> Answer:
        if use is None:
            return Answer("bad", "used")
        when = self._when(found, use.at)
        here = use.by.kind == "till" and use.by.id == found.till.id
        key = "till.here" if here else "till.by"
        place = sentence(found.language, key, {"name": use.by.name or "?"})
        today = self._when(found, now)["day"] == when["day"]
        return Answer("bad", "used", "used.what" if today else "used.day", {**when, "place": place})

    def _when(self, found: _Open, at: datetime) -> dict[str, str]:
        local = at.astimezone(ZoneInfo(found.tenant.settings.zone))
        return {
            "time": clock_words(local, found.language),
            "day": day_words(local, found.language),
        }

    def _page(self, found: _Open, answer: Answer | None, status: int = 200) -> Response:
        attempt = self._parts.ids.new().hex
        return _answer(rendering.till(found.language, found.till.name, attempt, answer), status)

    async def _open(self, request: Request) -> _Open | None:
        """Of a company that is stopped no till is open."""
        code = request.cookies.get(self._cookie)
        if not code:
            return None
        async with self._parts.across() as session:
            till = await service.of_code(session, code)
            if till is None:
                return None
            tenant = await tenants.of_id(session, till.tenant_id)
        return _Open(till, tenant, _language(request)) if tenant.status == "active" else None

    async def _written(self, request: Request) -> Mapping[str, str]:
        """The form's fields.

        :raises Forbidden: ``cross_site``
        """
        headers = request.headers
        own = own_origins(headers.get("host"), self._parts.base_url, request.url.scheme)
        if is_forged(request.method, headers, own):
            raise Forbidden("cross_site")
        return await written(request)


async def _style(_request: Request) -> Response:
    return Response(rendering.STYLE, media_type="text/css")


async def _script(_request: Request) -> Response:
    return Response(rendering.SCRIPT, media_type="text/javascript")


def _unknown(code: str) -> Answer:
    """With what was read: a letter may be another one."""
    if not code.strip():
        return Answer("bad", "none", "none.empty")
    return Answer("bad", "none", "none.what", {"code": code.strip()})


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _answer(content: str, status: int = 200) -> Response:
    return HTMLResponse(content, status_code=status, headers=_HEADERS)
