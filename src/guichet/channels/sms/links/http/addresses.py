"""The addresses services call: one for each route, which nobody guesses."""

import base64
import hmac
from typing import Final, Literal
from uuid import UUID

from guichet.gateway.contract import Tools

Subject = Literal["receipts", "texts"]
_ROOM: Final = "/sms/routes"


def pattern(subject: Subject) -> str:
    """Where calls about ``subject`` are taken."""
    return f"{_ROOM}/{{route_id}}/{{token}}/{subject}"


def address_of(tools: Tools, route_id: UUID, subject: Subject) -> str:
    """What a service is to call for a route."""
    return f"{tools.public_url}{_ROOM}/{route_id}/{token_of(tools, route_id)}/{subject}"


def token_of(tools: Tools, route_id: UUID) -> str:
    """The part of a route's addresses that nobody else knows: 24 octets of a keyed digest."""
    digest = hmac.digest(tools.secret, b"sms route " + route_id.bytes, "sha256")
    return base64.urlsafe_b64encode(digest[:24]).decode("ascii")


def is_token(tools: Tools, route_id: UUID, given: str) -> bool:
    """Whether ``given`` is the route's."""
    return hmac.compare_digest(token_of(tools, route_id).encode(), given.encode())
