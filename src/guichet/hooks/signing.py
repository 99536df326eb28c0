"""Signatures of bodies, by the Standard Webhooks convention 1.0.0. Pure.

A receiver works out the same HMAC over ``id.timestamp.body`` and compares; the header may hold
several signatures, so that a secret can be changed without a gap.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


def new_secret() -> str:
    """A secret of 256 random bits, as it is shown."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The key in a secret as it is shown."""
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


def headers(
    delivery: str, at: datetime, body: bytes, keys: Sequence[bytes]
) -> tuple[tuple[str, str], ...]:
    """The three headers of one attempt: ``delivery`` stays the same over all attempts, ``at`` is
    this one's instant, ``keys`` are those that count now, the newest first.
    """
    stamp = str(int(at.timestamp()))
    signed = b".".join((delivery.encode(), stamp.encode(), body))
    return (
        ("webhook-id", delivery),
        ("webhook-timestamp", stamp),
        ("webhook-signature", " ".join(_signature(key, signed) for key in keys)),
    )


def _signature(key: bytes, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
