"""Secrets at rest: encrypted under keys derived from the master secret.

AES-256-GCM with a random nonce. What is encrypted is bound to a *context*, the place it belongs to
(such as ``totp:<user id>``): copied into another row it does not decrypt. Each box names the
master secret it was made under, so that older secrets still open what they closed after the
operator set a new one.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORM: Final = b"\x01"
_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12
_HEAD: Final = len(_FORM) + _ID_BYTES + _NONCE_BYTES


class CannotDecrypt(Exception):
    """The box was changed, belongs elsewhere, or was closed under a secret no longer known. Not
    the caller's fault: somebody changed the database or lost the master secret.
    """


class Cipher:
    """Closes and opens boxes. ``master`` is the secret of today, ``older`` those before it."""

    def __init__(self, master: str, older: Sequence[str] = ()) -> None:
        self._master = master
        self._id = _key_id(master)
        self._keys = {_key_id(one): AESGCM(_derived(one, "cipher")) for one in (master, *older)}

    def derive(self, purpose: str) -> bytes:
        """32 bytes that depend on today's master secret and ``purpose`` alone (HKDF, RFC 5869):
        a key for one use, which tells nothing about the keys of others.
        """
        return _derived(self._master, f"purpose:{purpose}")

    def encrypt(self, plain: bytes, context: str) -> bytes:
        """``plain`` in a box that opens only with the same ``context``."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._keys[self._id].encrypt(nonce, plain, context.encode())
        return _FORM + self._id + nonce + sealed

    def decrypt(self, box: bytes, context: str) -> bytes:
        """What is in the box.

        :raises CannotDecrypt: changed, of another context, or of a secret not known here.
        """
        key = self._keys.get(box[len(_FORM) : len(_FORM) + _ID_BYTES])
        if key is None or box[: len(_FORM)] != _FORM:
            raise CannotDecrypt("closed under a master secret that is not known here")
        nonce = box[len(_FORM) + _ID_BYTES : _HEAD]
        try:
            return key.decrypt(nonce, box[_HEAD:], context.encode())
        except (InvalidTag, ValueError):
            raise CannotDecrypt("changed, or belongs elsewhere") from None

    def is_current(self, box: bytes) -> bool:
        """Whether the box was closed under today's secret; if not, close it anew sometime."""
        return box[len(_FORM) : len(_FORM) + _ID_BYTES] == self._id


def _key_id(master: str) -> bytes:
    return hashlib.sha256(_derived(master, "id")).digest()[:_ID_BYTES]


def _derived(master: str, info: str) -> bytes:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"guichet.1 " + info.encode())
    return hkdf.derive(master.encode())
