"""Addresses of files for people without an account: signed, and good for some hours. Pure.

``/file/<payload>.<signature>/<name>``: the payload is tenant, file and the instant it ends. Whoever
has the address has the file, as with a letter; so it ends, and is never logged as a whole.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from guichet.kit.ids import TenantId

GOOD_FOR = timedelta(hours=6)
_STEP = timedelta(hours=1)
"""Addresses made within one hour are the same, so that browsers need not load a picture again."""
_PAYLOAD = struct.Struct(">16s16sQ")
_SIGNATURE = 24
"""Bytes of the signature that are kept: 192 bits."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an address grants."""

    tenant_id: TenantId
    file_id: UUID


def path(key: bytes, ticket: Ticket, name: str, now: datetime) -> str:
    """The address below the root of the host, good for six to seven hours from ``now``."""
    steps = int((now + GOOD_FOR).timestamp()) // int(_STEP.total_seconds()) + 1
    ends = steps * int(_STEP.total_seconds())
    payload = _PAYLOAD.pack(ticket.tenant_id.bytes, ticket.file_id.bytes, ends)
    signed = f"{_text(payload)}.{_text(_sign(key, payload))}"
    return f"/file/{signed}/{quote(name, safe='')}"


def opened(key: bytes, signed: str, now: datetime) -> Ticket | None:
    """What ``signed`` grants now; none when it is forged or its time is over."""
    parts = signed.split(".")
    if len(parts) != 2:
        return None
    payload, signature = (_bytes(part) for part in parts)
    if payload is None or signature is None or len(payload) != _PAYLOAD.size:
        return None
    if not hmac.compare_digest(signature, _sign(key, payload)):
        return None
    tenant, file, ends = _PAYLOAD.unpack(payload)
    if now >= datetime.fromtimestamp(ends, UTC):
        return None
    return Ticket(TenantId(UUID(bytes=tenant)), UUID(bytes=file))


def _sign(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, b"file" + payload, hashlib.sha256)[:_SIGNATURE]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
