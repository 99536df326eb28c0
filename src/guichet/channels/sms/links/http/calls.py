"""Calls of services: receipts and texts from telephones. Answered once they are kept; a service
whose call was not answered well calls again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from guichet.channels.sms.links.http.addresses import Subject, address_of, is_token
from guichet.channels.sms.links.http.filling import listed, receipt_of, text_of
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.http.signatures import is_twilio, is_vonage
from guichet.gateway.contract import AsgiApp, Receive, Scope, Send
from guichet.gateway.mass.contract import CallFront
from guichet.kit.db.faults import DATABASE_FAULTS

LONGEST: Final = 256 * 1024
"""Octets of a call."""
PATIENCE: Final = 20.0
"""Seconds a call may take, to send it and to have it kept: what the database does not take by then
is refused for now, and not held in memory for as long as it is away.
"""
_EMPTY: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""What a service that expects instructions is told: none."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a service sent."""

    address: str
    """With its query, as the service called it."""
    fields: Mapping[str, str]
    """Of the form and the query."""
    form: Mapping[str, str]
    document: object
    """JSON, else the fields."""


Keep = Callable[[UUID, HttpSettings, object], Awaitable[None]]


class NotTaken(Exception):
    """A call that is answered with ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Calls:
    """Answers for all routes over HTTP."""

    def __init__(self, front: CallFront) -> None:
        self._front = front
        self.receipts: AsgiApp = self._app(self._keep_receipts, "receipts")
        self.texts: AsgiApp = self._app(self._keep_texts, "texts")

    def _app(self, keep: Keep, subject: Subject) -> AsgiApp:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive)
            try:
                async with asyncio.timeout(PATIENCE):
                    response = await self._taken(request, keep, subject)
            except NotTaken as refused:
                response = Response(status_code=refused.status)
            except ClientDisconnect:
                return
            except DATABASE_FAULTS:  # one of them: it takes too long
                response = Response(status_code=503, headers={"retry-after": "5"})
            await response(scope, receive, send)

        return app

    async def _taken(self, request: Request, keep: Keep, subject: Subject) -> Response:
        route_id = _uuid(request.path_params["route_id"])
        if route_id is None or not is_token(
            self._front.tools, route_id, request.path_params["token"]
        ):
            raise NotTaken(404)
        door = await self._front.calls.route(route_id)
        if door is None or not isinstance(door.settings, HttpSettings):
            raise NotTaken(404)
        settings = door.settings
        address = address_of(self._front.tools, route_id, subject)
        call = await _read(request, address)
        if not _is_signed(settings, request.headers.get("x-twilio-signature", ""), call):
            raise NotTaken(403)
        await keep(route_id, settings, call.document)
        if settings.signs == "twilio":
            return Response(_EMPTY, media_type="text/xml")
        return Response(status_code=200)

    async def _keep_receipts(self, route_id: UUID, settings: HttpSettings, said: object) -> None:
        how = settings.receipt
        if how is None:
            raise NotTaken(404)
        found = [one for part in listed(said, how.each) if (one := receipt_of(part, how))]
        if found:
            await self._front.calls.receipts(route_id, found)

    async def _keep_texts(self, route_id: UUID, settings: HttpSettings, said: object) -> None:
        how = settings.text
        if how is None:
            raise NotTaken(404)
        now = self._front.tools.clock.now()
        found = [one for part in listed(said, how.each) if (one := text_of(part, how, now))]
        if found:
            await self._front.calls.inbound(route_id, found)


async def _read(request: Request, address: str) -> Call:
    """The body is small, whatever it is said to be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise NotTaken(413)
    query = dict(request.query_params)
    if request.url.query:
        address = f"{address}?{request.url.query}"
    if "json" in request.headers.get("content-type", ""):
        try:
            document: object = json.loads(body)
        except (ValueError, RecursionError):
            raise NotTaken(400) from None
        return Call(address, query, {}, document)
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=500))
    except ValueError:
        raise NotTaken(400) from None
    fields = {**query, **form}
    return Call(address, fields, form, fields)


def _is_signed(settings: HttpSettings, twilio: str, call: Call) -> bool:
    secret = settings.signing.get_secret_value() or settings.secret.get_secret_value()
    match settings.signs:
        case "none":
            return True
        case "twilio":
            return is_twilio(twilio, secret, call.address, call.form)
        case _:
            fields = call.fields
            if isinstance(call.document, Mapping):
                fields = {str(name): str(value) for name, value in call.document.items()}
            return is_vonage(secret, fields, md5=settings.signs == "vonage_md5")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
