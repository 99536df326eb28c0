"""What pages ask beside the socket: whether somebody would answer, files to send, what became of
invitations. Other sites' pages ask, so each answer names the origin it is for; no cookies.
"""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from guichet.channels.webchat import answers, facts, tokens
from guichet.channels.webchat.addresses import token_key
from guichet.channels.webchat.limits import Limits, Who, network_address
from guichet.channels.webchat.quotas import FACTS, UPLOADS, Quota, beyond
from guichet.channels.webchat.settings import WebChatSettings
from guichet.files.types import Upload
from guichet.gateway.contract import AnyDoor, AsgiApp, Front, Receive, Scope, Send
from guichet.gateway.origins import allows
from guichet.gateway.types import Identity
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Forbidden, NotFound, NotSignedIn, Refusal, TooLarge, TooMany

Answer = Callable[[Request, AnyDoor], Awaitable[Response]]
WAIT_A_MOMENT = 10
"""Seconds after which a page that was too fast may try again."""


class Doorway:
    """Serves ``/visitor/{site_key}/...``."""

    def __init__(self, front: Front, limits: Limits) -> None:
        self._front = front
        self._limits = limits
        self.availability: AsgiApp = self._guarded(self._availability)
        self.files: AsgiApp = self._guarded(self._take_file)
        self.facts: AsgiApp = self._guarded(self._take_facts)

    def _guarded(self, answer: Answer) -> AsgiApp:
        """Only pages of the entry point's sites, and no more than is in order."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            origin = request.headers.get("origin")
            try:
                door = await self._door(request)
                response = await self._answer(request, door, answer)
            except Refusal as refused:
                response = _refused(refused)
            except ClientDisconnect:
                return
            except DATABASE_FAULTS:
                response = _problem(503, "unavailable")
            response.headers.update(_for(origin))
            await response(scope, receive, send)

        return app

    async def _door(self, request: Request) -> AnyDoor:
        door = await self._front.doors.by_site_key("webchat", request.path_params["site_key"])
        if door is None:
            raise NotFound
        if not allows(door.allowed_origins, _origin(request)):
            raise Forbidden("wrong_origin")
        if not self._limits.may_look(network_address(request), str(door.id)):
            raise TooMany(WAIT_A_MOMENT)
        return door

    async def _answer(self, request: Request, door: AnyDoor, answer: Answer) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=PREFLIGHT)
        return await answer(request, door)

    async def _availability(self, request: Request, door: AnyDoor) -> Response:
        """For the subject asked for."""
        assert isinstance(door.settings, WebChatSettings)
        subject = door.settings.subject(request.query_params.get("subject"))
        key, queue = (subject.key, subject.queue) if subject else (None, None)
        found = await self._front.availability.of(door, key, queue)
        return JSONResponse(answers.availability_json(found))

    async def _take_file(self, request: Request, door: AnyDoor) -> Response:
        """The body is the file; its name is in the query."""
        assert isinstance(door.settings, WebChatSettings)
        if not door.settings.files:
            raise Forbidden("files_off")
        visitor = self._visitor(request, door)
        who = Who(str(visitor), network_address(request), str(door.id))
        if code := self._limits.refusal("upload", who):
            raise TooMany(WAIT_A_MOMENT, code)
        await self._spend(UPLOADS, request, door)
        upload = Upload(
            request.query_params.get("name", ""),
            request.headers.get("content-type"),
            _length(request.headers),
        )
        person = Identity("visitor", str(visitor))
        taken = await self._front.files.accept(door, person, upload, request.stream())
        shown = answers.file_json(
            taken, lambda file: self._front.tools.file_address(door.tenant_id, file)
        )
        return JSONResponse(shown, 201)

    async def _take_facts(self, request: Request, door: AnyDoor) -> Response:
        """A beacon: JSON, whatever its type says, for beacons may not choose it freely."""
        assert isinstance(door.settings, WebChatSettings)
        told = facts.read(await _body(request, facts.LONGEST))
        rules = {one.key for one in door.settings.invitations}
        if found := facts.known(told, rules):
            await self._spend(FACTS, request, door)
            await self._front.invitations.note(door, found)
        return Response(status_code=204)

    async def _spend(self, quota: Quota, request: Request, door: AnyDoor) -> None:
        network = network_address(request)
        found = await beyond(self._front.quotas, quota, network, str(door.id))
        if found is not None:
            raise TooMany(found.seconds, found.code)

    def _visitor(self, request: Request, door: AnyDoor) -> UUID:
        """Whose token came along."""
        given = request.headers.get("authorization", "")
        token = given[7:] if given[:7].lower() == "bearer " else ""
        key, now = token_key(self._front.tools.secret), self._front.tools.clock.now()
        visitor = tokens.visitor_of(key, door.id, token, now)
        if visitor is None:
            raise NotSignedIn("unknown_visitor")
        return visitor


async def _body(request: Request, longest: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise TooLarge(limit=longest)
    return body


PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Max-Age": "600",
}


def _origin(request: Request) -> str | None:
    """Of the page that asks. A page of our own host does not say it of what it only reads."""
    if "origin" not in request.headers and request.headers.get("sec-fetch-site") == "same-origin":
        return f"{request.url.scheme}://{request.url.netloc}"
    return request.headers.get("origin")


def _for(origin: str | None) -> dict[str, str]:
    """Readable by the page that asked, and by no other; a refusal too, so that it can be shown."""
    own = {"Access-Control-Allow-Origin": origin} if origin else {}
    return {
        **own,
        "Vary": "Origin",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _length(headers: Mapping[str, str]) -> int | None:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None


def _refused(refused: Refusal) -> Response:
    fields = [{"field": one.pointer, "code": one.code} for one in refused.faults]
    response = _problem(refused.status, refused.code, dict(refused.params), fields)
    if isinstance(refused, TooMany):
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def _problem(
    status: int,
    code: str,
    params: Mapping[str, str | int] | None = None,
    fields: list[dict[str, str]] | None = None,
) -> Response:
    return JSONResponse(
        {"code": code, "params": dict(params or {}), "fields": fields or []}, status
    )
