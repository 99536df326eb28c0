"""The demo shop's one customer, and how its server vouches for her to the chat."""

import hashlib
import hmac
from typing import Final

VOUCHED_WITH: Final = "maison-vanille-demo-identity-secret-in-the-open"
"""Known to the shop's server and to Guichet; in the open, for the shop is a demonstration."""
CUSTOMER: Final = {
    "external_id": "client-2047",
    "name": "Marie Hoarau",
    "email": "marie.hoarau@example.re",
}


def vouched() -> dict[str, str]:
    """Who she is, signed."""
    signed = hmac.new(VOUCHED_WITH.encode(), CUSTOMER["external_id"].encode(), hashlib.sha256)
    return {**CUSTOMER, "hash": signed.hexdigest()}
