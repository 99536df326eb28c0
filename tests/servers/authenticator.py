"""An authenticator in software: makes passkeys and signs with them (WebAuthn level 3, section 6).

Independent of the library under test: it writes CBOR and COSE itself.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def base64url(value: bytes) -> str:
    """Base64url without padding, as WebAuthn writes bytes in JSON."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def from_base64url(value: str) -> bytes:
    """The bytes of base64url text without padding."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class SoftPasskey:
    """One device with one passkey."""

    origin: str
    user_verified: bool = True
    counts: bool = True
    """Whether it keeps a counter; synced passkeys tell 0 for ever."""
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes = b""
    rp_id: str = ""

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to ``navigator.credentials.create``."""
        self.rp_id = options["rp"]["id"]
        self.user_handle = from_base64url(options["user"]["id"])
        attested = b"\0" * 16 + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._authenticator_data(ATTESTED) + attested + self._cose_key()
        attestation = _map({"fmt": _text("none"), "attStmt": b"\xa0", "authData": _bytes(data)})
        return self._credential(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": base64url(attestation),
                "transports": ["internal", "telepathy"],
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to ``navigator.credentials.get``."""
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._authenticator_data(0)
        digest = hashlib.sha256(from_base64url(client_data)).digest()
        signature = self._key.sign(data + digest, ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": client_data,
                "authenticatorData": base64url(data),
                "signature": base64url(signature),
                "userHandle": base64url(self.user_handle),
            }
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _client_data(self, kind: str, challenge: str) -> str:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return base64url(json.dumps(told).encode())

    def _authenticator_data(self, flags: int) -> bytes:
        self.count += self.counts
        flags |= USER_PRESENT | (USER_VERIFIED if self.user_verified else 0)
        rp = hashlib.sha256(self.rp_id.encode()).digest()
        return rp + bytes([flags]) + self.count.to_bytes(4)

    def _cose_key(self) -> bytes:
        point = self._key.public_key().public_numbers()
        x, y = point.x.to_bytes(32), point.y.to_bytes(32)
        head = b"\xa5" + b"\x01\x02" + b"\x03\x26" + b"\x20\x01"
        return head + b"\x21" + _bytes(x) + b"\x22" + _bytes(y)


def _head(major: int, length: int) -> bytes:
    if length < 24:
        return bytes([major << 5 | length])
    if length < 256:
        return bytes([major << 5 | 24, length])
    return bytes([major << 5 | 25]) + length.to_bytes(2)


def _bytes(value: bytes) -> bytes:
    return _head(2, len(value)) + value


def _text(value: str) -> bytes:
    return _head(3, len(value)) + value.encode()


def _map(entries: dict[str, bytes]) -> bytes:
    body = b"".join(_text(key) + value for key, value in entries.items())
    return _head(5, len(entries)) + body
