"""Where people sign up: ``/s/<code>``, its QR code and poster, and ``/s/c/<token>`` to confirm. No
cookie, no script; who a page is shown to is not kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from guichet.accounts.tenants import service as tenants
from guichet.accounts.tenants.types import Tenant
from guichet.campaigns.links.visits import visit_of
from guichet.campaigns.public import Parts, address_of, written
from guichet.campaigns.signups import codes, rendering, repository
from guichet.campaigns.signups.asking import Means, code_of, confirmed, not_sent, sign_up
from guichet.campaigns.signups.judging import DAY, network_of, read
from guichet.campaigns.signups.rendering import TRAP, Filled
from guichet.campaigns.signups.seen import Seen
from guichet.campaigns.signups.shown import Shown, freshness, seal, unseal
from guichet.campaigns.signups.types import CONFIRM, PATH, Came, Given, Page, SignUp
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal
from guichet.kit.i18n import LANGUAGES, Language, negotiate
from guichet.kit.limits.types import Limit
from guichet.kit.tokens import token_digest
from guichet.kit.work import SYSTEM

HOUR: Final = DAY / 24
BY_ADDRESS: Final = Limit("signup_address", 20, HOUR)
"""Forms sent from one address; behind it may sit a shop with its visitors."""
BY_NETWORK: Final = Limit("signup_network", 100, HOUR)
GUESSES: Final = Limit("signup_guess", 100, HOUR)
"""Links of confirmations looked up from one network: nobody finds one by trying."""
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Own:
    """What this doorway has beside its parts."""

    means: Means
    key: bytes
    """Seals what a form tells back."""
    seen: Seen


@dataclass(frozen=True, slots=True)
class _Found:
    """A page with its company."""

    page: Page
    tenant: Tenant


class Doorway:
    """One for a process."""

    def __init__(self, parts: Parts, own: Own) -> None:
        self._parts = parts
        self._own = own

    def routes(self) -> Sequence[BaseRoute]:
        """Outside the API."""
        page = f"{PATH}{{code}}"
        return [
            Route(f"{CONFIRM}{{token}}", self.look, methods=["GET"]),
            Route(f"{CONFIRM}{{token}}", self.confirm, methods=["POST"]),
            Route(f"{page}/qr.svg", self.drawing, methods=["GET"]),
            Route(f"{page}/qr.png", self.picture, methods=["GET"]),
            Route(f"{page}/poster", self.poster, methods=["GET"]),
            Route(page, self.show, methods=["GET"]),
            Route(page, self.take, methods=["POST"]),
        ]

    # The page

    async def show(self, request: Request) -> Response:
        """The page, to be filled in."""
        found = await self._page(request)
        if found is None:
            return _nowhere(request)
        if visit_of(request.method, request.headers).kind == "person":
            await self._note_seen(found.page)
        return self._form(request, found, Filled())

    async def take(self, request: Request) -> Response:
        """What somebody wrote: the same answer, whoever they are. Safe to repeat."""
        found = await self._page(request)
        if found is None:
            return _nowhere(request)
        sent = await written(request)
        page, language = found.page, _language(request, found.page)
        seen = unseal(sent.get("shown", ""), self._own.key)
        fresh = freshness(seen, page.code, page.wording, self._parts.clock.now())
        kept = None if fresh == "stale" else seen
        given = read(page.draft, sent, self._parts.clock.now().date())
        if given.given is None:
            return self._form(request, found, Filled(sent, given.faults), kept)
        if sent.get(TRAP):
            return _asked(language, page, given.given.medium)
        if seen is None or fresh != "good":
            return self._form(request, found, Filled(sent, again=True), kept)
        beyond = await self._beyond(request)
        if beyond is not None:
            return _too_many(language, beyond)
        spoken = page.spoken(next((one for one in LANGUAGES if one == seen.language), language))
        agreed = page.words(spoken).consent
        came = Came("page", seen.name, spoken, page.wording, agreed, network=address_of(request))
        await self._sign_up(page, given.given, came)
        return _asked(language, page, given.given.medium)

    async def _sign_up(self, page: Page, given: Given, came: Came) -> None:
        """What cannot be asked is not told: whoever fills in pages learns nothing by it."""
        parts = self._parts
        async with parts.across() as session:
            since = parts.clock.now() - DAY
            elsewhere = await repository.asked(session, given.address, since)
        try:
            async with parts.open_work(page.tenant_id, SYSTEM) as work:
                await sign_up(work, self._own.means, page, given, came, elsewhere=elsewhere)
        except Refusal as refused:
            _log.warning("signups.not_asked", page=str(page.id), code=code_of(refused))
            async with parts.open_work(page.tenant_id, SYSTEM) as work:
                await not_sent(work, page)

    def _form(
        self, request: Request, found: _Found, filled: Filled, kept: Shown | None = None
    ) -> Response:
        """``kept``: what was shown before and counts still: who reads it again need not wait."""
        page, language = found.page, _language(request, found.page)
        now = int(self._parts.clock.now().timestamp())
        spoken = page.spoken(language)
        fresh = Shown(page.code, page.wording, spoken, now, self._parts.ids.new().hex)
        sealed = seal(kept or fresh, self._own.key)
        status = 422 if filled.faults else 200
        content = rendering.form(page, found.tenant.name, spoken, sealed, filled)
        return _answer(content, status)

    async def _note_seen(self, page: Page) -> None:
        """Nobody is kept from signing up because it cannot be counted."""
        try:
            await self._own.seen.note(page.tenant_id, page.id)
        except DATABASE_FAULTS as fault:
            _log.warning("signups.not_counted", error=str(fault))

    # Beside it

    async def drawing(self, request: Request) -> Response:
        """The QR code, as a drawing."""
        found = await self._page(request)
        if found is None:
            return _nowhere(request)
        drawn = await asyncio.to_thread(codes.svg, self._address_of(found.page))
        return Response(drawn, media_type="image/svg+xml", headers=_named(found.page, "svg"))

    async def picture(self, request: Request) -> Response:
        """The QR code, as a picture."""
        found = await self._page(request)
        if found is None:
            return _nowhere(request)
        drawn = await asyncio.to_thread(codes.png, self._address_of(found.page))
        return Response(drawn, media_type="image/png", headers=_named(found.page, "png"))

    async def poster(self, request: Request) -> Response:
        """A page to print, with the keyword the address names, if any."""
        found = await self._page(request)
        if found is None:
            return _nowhere(request)
        keyword, number = (request.query_params.get(one, "")[:20] for one in ("keyword", "number"))
        address = self._address_of(found.page)
        drawn = await asyncio.to_thread(codes.svg, address)
        language = found.page.spoken(_language(request, found.page))
        pair = (keyword, number) if keyword and number else None
        content = rendering.poster(
            found.page, found.tenant.name, language, printed=(address, drawn), keyword=pair
        )
        return _answer(content, policy=rendering.POSTER_POLICY)

    # Confirming

    async def look(self, request: Request) -> Response:
        """The page behind a confirmation's link: a button, for machines open links, too."""
        held = await self._waiting(request)
        if isinstance(held, Response):
            return held
        page, tenant, one = held
        if one.state == "confirmed":
            return _done(page, tenant.name, one)
        language = one.came.language
        return _answer(rendering.confirming(language, tenant.name, one.came.agreed))

    async def confirm(self, request: Request) -> Response:
        """The button: confirmed, once; again it says the same."""
        held = await self._waiting(request)
        if isinstance(held, Response):
            return held
        page, tenant, one = held
        shown = {
            "network": address_of(request),
            "agent": request.headers.get("user-agent", "")[:200],
        }
        means = self._own.means
        async with self._parts.open_work(page.tenant_id, SYSTEM) as work:
            found, _ = await confirmed(work, means, page, one.id, by="link", shown=shown)
        if found not in ("open", "done"):
            return _gone(request, page)
        beside = one.given.medium == "sms" and bool(one.given.email)
        return _done(page, tenant.name, one, beside=beside)

    async def _waiting(self, request: Request) -> "Response | tuple[Page, Tenant, SignUp]":
        parts, network = self._parts, network_of(address_of(request))
        if not _is_own(network):
            standing = await parts.limiter.spend(network, GUESSES)
            if standing.refused:
                return _too_many(negotiate(request.headers.get("accept-language")), standing.reset)
        token = str(request.path_params["token"])[:64]
        async with parts.across() as session:
            named = await repository.by_token(session, token_digest(token))
            tenant = await tenants.of_id(session, named[0]) if named else None
        if named is None or tenant is None or tenant.status != "active":
            return _gone(request)
        async with parts.open_work(named[0], SYSTEM) as work:
            page = await repository.page(work, named[1], removed=True)
            one = await repository.signup(work, named[2])
        if page is None or one is None:
            return _gone(request, page)
        if one.state != "confirmed" and one.expires_at <= parts.clock.now():
            return _gone(request, page)
        return page, tenant, one

    # Both

    async def _page(self, request: Request) -> _Found | None:
        """Of a company that is stopped there is none."""
        code = str(request.path_params["code"])[:32]
        async with self._parts.across() as session:
            page = await repository.by_code(session, code)
            if page is None or not page.draft.enabled:
                return None
            tenant = await tenants.of_id(session, page.tenant_id)
        return _Found(page, tenant) if tenant.status == "active" else None

    async def _beyond(self, request: Request) -> int | None:
        """Seconds to wait where too much comes from there; none: it is in order, and counted."""
        address = address_of(request)
        if _is_own(address):
            return None
        network = network_of(address)
        for caller, limit in ((address, BY_ADDRESS), (network, BY_NETWORK)):
            standing = await self._parts.limiter.spend(caller, limit)
            if standing.refused:
                return standing.reset
        return None

    def _address_of(self, page: Page) -> str:
        return f"{self._parts.base_url}{PATH}{page.code}"


def _language(request: Request, page: Page) -> Language:
    wanted = request.query_params.get("lang")
    chosen = next((one for one in LANGUAGES if one == wanted), None)
    return page.spoken(chosen or negotiate(request.headers.get("accept-language")))


def _is_own(address: str) -> bool:
    """This machine itself: a proxy beside Guichet that does not say for whom it asks, so that
    everybody would be one.
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _named(page: Page, kind: str) -> dict[str, str]:
    name = f'inline; filename="inscription-{page.code}.{kind}"'
    return {"Cache-Control": "public, max-age=3600", "Content-Disposition": name}


def _answer(content: str, status: int = 200, *, policy: str = rendering.POLICY) -> Response:
    headers = {**_HEADERS, "Content-Security-Policy": policy}
    return HTMLResponse(content, status_code=status, headers=headers)


def _asked(language: Language, page: Page, medium: str) -> Response:
    way = "number" if medium == "sms" and page.draft.sender else "link"
    more = [f"asked.{medium}.{way}", "asked.nothing"]
    return _answer(rendering.message(language, f"asked.{medium}", more))


def _too_many(language: Language, seconds: int) -> Response:
    minutes = -(-seconds // 60)
    content = rendering.message(language, "too_many", ["too_many.what"], minutes=minutes)
    answer = _answer(content, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _done(page: Page, company: str, one: SignUp, *, beside: bool = False) -> Response:
    """``beside``: a letter goes to the mail address that was given beside the telephone."""
    language = one.came.language
    words = page.words(language).welcome.replace("{name}", company)
    return _answer(rendering.thanks(language, words, one.given.medium, beside=beside))


def _gone(request: Request, page: Page | None = None) -> Response:
    """With the way back to where people sign up, while that is open."""
    language = negotiate(request.headers.get("accept-language"))
    is_open = page is not None and page.draft.enabled and page.removed_at is None
    again = f"{PATH}{page.code}" if page is not None and is_open else None
    return _answer(rendering.gone(language, again), 410)


def _nowhere(request: Request) -> Response:
    language = negotiate(request.headers.get("accept-language"))
    return _answer(rendering.message(language, "nowhere", ["nowhere.what"]), 404)
