"""The token a visitor's page keeps: who they are to one site, signed. Pure.

``v1.<payload>.<signature>``: the payload is the visitor's id and the instant it was made, the
signature HMAC-SHA-256 over it and the entry point. It grants nothing but reading and continuing
that visitor's own conversation at that entry point.
"""

import base64
import binascii
import hmac
import struct
from datetime import UTC, datetime, timedelta
from uuid import UUID

VERSION = "v1"
VALID_FOR = timedelta(days=395)
"""As long as browsers keep what a page stored; renewed at every visit."""
_PAYLOAD = struct.Struct(">16sQ")


def issue(key: bytes, entry_point_id: UUID, visitor_id: UUID, now: datetime) -> str:
    """A token for ``visitor_id`` at one entry point."""
    payload = _PAYLOAD.pack(visitor_id.bytes, int(now.timestamp()))
    return f"{VERSION}.{_text(payload)}.{_text(_sign(key, entry_point_id, payload))}"


def visitor_of(key: bytes, entry_point_id: UUID, token: str, now: datetime) -> UUID | None:
    """Whose token it is; none when it is forged, of another entry point, or too old."""
    parts = token.split(".")
    if len(parts) != 3 or parts[0] != VERSION:
        return None
    payload, signature = _bytes(parts[1]), _bytes(parts[2])
    if payload is None or signature is None or len(payload) != _PAYLOAD.size:
        return None
    if not hmac.compare_digest(signature, _sign(key, entry_point_id, payload)):
        return None
    visitor, made_at = _PAYLOAD.unpack(payload)
    age = now - datetime.fromtimestamp(made_at, UTC)
    return UUID(bytes=visitor) if age < VALID_FOR else None


def _sign(key: bytes, entry_point_id: UUID, payload: bytes) -> bytes:
    return hmac.digest(key, b"visitor" + entry_point_id.bytes + payload, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
