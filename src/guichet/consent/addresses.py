"""The digest consents keep addresses under: keyed per tenant, so that it outlives the erasure of
a person and tells nothing to who holds the table alone.
"""

import hashlib
import hmac
import secrets

from guichet.consent import repository
from guichet.consent.types import AddressKind
from guichet.kit.cipher import Cipher
from guichet.kit.work import Work

KEY_BYTES = 32


async def digest_of(work: Work, cipher: Cipher, kind: AddressKind, value: str) -> bytes:
    """The digest of a normalised address. The tenant's key is made at the first use."""
    key = await _key(work, cipher)
    return hmac.new(key, kind.encode() + b"\0" + value.encode(), hashlib.sha256).digest()


async def _key(work: Work, cipher: Cipher) -> bytes:
    context = f"consent_key:{work.tenant_id}"
    box = await repository.key_box(work)
    if box is None:
        fresh = cipher.encrypt(secrets.token_bytes(KEY_BYTES), context)
        box = await repository.keep_key_box(work, fresh)
    return cipher.decrypt(box, context)
