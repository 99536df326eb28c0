"""What services call: receipts and texts, signed as each of them signs."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from guichet.channels.sms.links.http.addresses import address_of
from guichet.channels.sms.links.http.calls import LONGEST
from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.http.presets import presets
from guichet.channels.sms.links.http.settings import HttpSettings
from guichet.channels.sms.links.http.signatures import is_twilio
from guichet.gateway.contract import ChannelSettings
from guichet.gateway.mass.contract import (
    CallFront,
    CarrierReceipt,
    MobileOriginated,
    RouteDoor,
)
from guichet.processes.channels import route
from tests.channels.fronts import tools_of
from tests.channels.sms.depot import CLOCK, IDS
from tests.gateway.quiet import Silence

ROUTE = UUID(int=7)
SECRET = "a secret of the account"
TOOLS = tools_of(CLOCK, IDS, Silence())


class Book:
    """Keeps what is told."""

    def __init__(self, settings: HttpSettings) -> None:
        self._door = RouteDoor(ROUTE, "http", "A service", settings, 1)
        self.told: list[CarrierReceipt] = []
        self.texts: list[MobileOriginated] = []

    async def route(self, route_id: UUID) -> RouteDoor[ChannelSettings] | None:
        return cast("RouteDoor[ChannelSettings]", self._door) if route_id == ROUTE else None

    async def receipts(self, route_id: UUID, several: Sequence[CarrierReceipt]) -> None:
        self.told += several

    async def inbound(self, route_id: UUID, several: Sequence[MobileOriginated]) -> None:
        self.texts += several


def service(preset: str, **more: Any) -> Book:
    """A route to a public service."""
    plain = {"account": "AC1", "secret": SECRET, **presets()[preset].settings, **more}
    return Book(HttpSettings.model_validate(plain))


async def called(
    book: Book,
    subject: str,
    fields: dict[str, str],
    headers: dict[str, str] | None = None,
    *,
    address: str | None = None,
    as_json: object = None,
) -> int:
    """The status a call is answered with."""
    app = Starlette(routes=[route(one) for one in HttpLink.routes(CallFront(TOOLS, book))])
    transport = httpx.ASGITransport(app)
    where = address or address_of(TOOLS, ROUTE, "texts" if subject == "texts" else "receipts")
    async with httpx.AsyncClient(transport=transport) as client:
        if as_json is not None:
            answer = await client.post(where, json=as_json, headers=headers)
        else:
            answer = await client.post(where, data=fields, headers=headers)
    return answer.status_code


def twilio(subject: str, fields: dict[str, str], secret: str = SECRET) -> dict[str, str]:
    """As https://www.twilio.com/docs/usage/security says."""
    where = address_of(TOOLS, ROUTE, "texts" if subject == "texts" else "receipts")
    signed = where + "".join(name + fields[name] for name in sorted(fields))
    made = hmac.new(secret.encode(), signed.encode(), hashlib.sha1).digest()
    return {"x-twilio-signature": base64.b64encode(made).decode()}


TEXT = {"MessageSid": "SM1", "From": "+262692123456", "To": "+262262123456", "Body": "Ça va ?"}


async def test_a_signed_text_is_kept_and_a_forged_one_is_not() -> None:
    book = service("twilio")
    assert await called(book, "texts", TEXT, twilio("texts", TEXT)) == 200
    assert [(one.peer_id, one.sender, one.to, one.text) for one in book.texts] == [
        ("SM1", "+262692123456", "+262262123456", "Ça va ?")
    ]
    for headers in ({}, twilio("texts", TEXT, "another"), twilio("receipts", TEXT)):
        assert await called(book, "texts", TEXT, headers) == 403
    assert len(book.texts) == 1


def test_twilio_signs_as_its_own_example_says() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    address = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert is_twilio("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12345", address, form)
    assert not is_twilio("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", "12346", address, form)


@pytest.mark.parametrize("way", ["vonage_sha256", "vonage_md5"])
async def test_a_service_that_signs_its_fields_is_believed_by_them(way: str) -> None:
    book = service("vonage", signs=way, signing="of the signature")
    fields = {"messageId": "0A1", "status": "delivered", "err-code": "0", "to": "262692123456"}
    signed = "".join(f"&{name}={value}" for name, value in sorted(fields.items())).encode()
    key = b"of the signature"
    sig = (
        hashlib.md5(signed + key).hexdigest()
        if way == "vonage_md5"
        else hmac.new(key, signed, hashlib.sha256).hexdigest()
    )
    assert await called(book, "receipts", {**fields, "sig": sig.upper()}) == 200
    assert await called(book, "receipts", {**fields, "status": "failed", "sig": sig}) == 403
    assert await called(book, "receipts", fields) == 403
    assert book.told == [CarrierReceipt("0A1", "delivered", None, None)]


async def test_a_list_of_receipts_is_kept_as_a_whole() -> None:
    book = service("infobip")
    said = {
        "results": [
            {"messageId": "a", "status": {"groupName": "DELIVERED"}},
            {"messageId": "b", "status": {"groupName": "ODD"}},
            {"status": {}},
        ]
    }
    assert await called(book, "receipts", {}, as_json=said) == 200
    assert [(one.peer_id, one.state) for one in book.told] == [
        ("a", "delivered"),
        ("b", "unknown"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        f"/sms/routes/{ROUTE}/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/texts",
        f"/sms/routes/{UUID(int=8)}/{{token}}/texts",
        "/sms/routes/not-an-id/{token}/texts",
        f"/sms/routes/{ROUTE}/é/texts",
    ],
    ids=["another token", "another route", "no route", "no token"],
)
async def test_an_address_that_was_guessed_leads_nowhere(path: str) -> None:
    book = service("twilio", signs="none")
    token = address_of(TOOLS, ROUTE, "texts").split("/")[-2]
    where = TOOLS.public_url + path.format(token=token)
    assert await called(book, "texts", TEXT, address=where) == 404
    assert book.texts == []


async def test_what_is_no_call_is_refused_and_what_is_too_long_is_not_read() -> None:
    book = service("twilio", signs="none")
    assert await called(book, "texts", {"MessageSid": "SM1"}) == 200
    assert await called(book, "texts", {**TEXT, "Body": "x" * LONGEST}) == 413
    broken = {"content-type": "application/json"}
    assert await called(book, "texts", TEXT, broken) == 400
    assert book.texts == []


async def test_a_call_that_could_not_be_kept_is_to_be_made_again() -> None:
    book = service("vonage", signs="none")

    async def away(route_id: UUID, several: Sequence[CarrierReceipt]) -> None:
        raise OperationalError("away", None, OSError())

    book.receipts = away  # type: ignore[method-assign]  # the database is away
    fields = {"messageId": "0A1", "status": "delivered"}
    assert await called(book, "receipts", fields) == 503
