"""The token of an API key: ``gk_<id>_<secret>``, pure.

The id is the key's row, so that one indexed read finds it; the secret is 256 random bits, so a
plain keyed hash is enough (there is nothing to guess, and Argon2 on each request would cost
tens of milliseconds). Base 32 in lower case survives every shell, header and double click.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Final
from uuid import UUID

PREFIX: Final = "gk"
SECRET_BYTES: Final = 32
HINT_LENGTH: Final = 4
KEY_PURPOSE: Final = "api-keys"
"""Purpose under which the hashing key is derived from the master secret."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart."""

    id: UUID
    secret: bytes

    @property
    def text(self) -> str:
        """The token as its owner keeps it."""
        return f"{PREFIX}_{_base32(self.id.bytes)}_{_base32(self.secret)}"

    @property
    def hint(self) -> str:
        """The end of the token, shown in lists."""
        return self.text[-HINT_LENGTH:]


def parse(text: str) -> Token | None:
    """The token in ``text``, or ``None`` if it has not the form of one."""
    parts = text.split("_")
    if len(parts) != 3 or parts[0] != PREFIX:
        return None
    key_id, secret = _bytes(parts[1]), _bytes(parts[2])
    if key_id is None or secret is None or (len(key_id), len(secret)) != (16, SECRET_BYTES):
        return None
    return Token(UUID(bytes=key_id), secret)


def hash_of(token: Token, key: bytes) -> bytes:
    """What is stored instead of the secret: HMAC-SHA256 under the platform's key, bound to the
    key's id. 32 bytes.
    """
    return hmac.digest(key, token.id.bytes + token.secret, "sha256")


def matches(token: Token, key: bytes, stored: bytes) -> bool:
    """Whether ``stored`` is the hash of ``token``; takes the same time either way."""
    return hmac.compare_digest(hash_of(token, key), stored)


def _base32(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _bytes(text: str) -> bytes | None:
    if text != text.lower() or not text.isascii():
        return None
    try:
        value = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except binascii.Error:
        return None
    return value if _base32(value) == text else None
