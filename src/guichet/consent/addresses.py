"""The digest consents keep addresses under: keyed per tenant, so that it outlives the erasure of
a person and tells nothing to who holds the table alone. The platform's own list has a key of its
own.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import repository
from guichet.consent.types import AddressKind
from guichet.kit.cipher import Cipher
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

KEY_BYTES = 32
_BLOCK = 64
_PLATFORM_CONTEXT = "consent_key:platform"


@dataclass(frozen=True, slots=True)
class Digester:
    """Makes digests of one tenant's addresses, or the platform's. Keep it as long as needed: the
    key never changes.
    """

    key: bytes = field(repr=False)

    def of(self, kind: AddressKind, value: str) -> bytes:
        """The digest of a normalised address."""
        return hmac.digest(self.key, kind.encode() + b"\0" + value.encode(), "sha256")

    def of_many(self, kind: AddressKind, values: Iterable[str]) -> list[bytes]:
        """The digest of each, in their order, at a third of the cost: what all have in common is
        digested once (RFC 2104, with a key shorter than a block).
        """
        block = self.key.ljust(_BLOCK, b"\0")
        inner = hashlib.sha256(bytes(one ^ 0x36 for one in block) + kind.encode() + b"\0")
        outer = hashlib.sha256(bytes(one ^ 0x5C for one in block))
        found = []
        for value in values:
            within, around = inner.copy(), outer.copy()
            within.update(value.encode())
            around.update(within.digest())
            found.append(around.digest())
        return found


def pads_of(digester: Digester, kind: AddressKind) -> tuple[bytes, bytes]:
    """What is digested before every address, and before its digest (RFC 2104): for statements that
    make digests themselves.
    """
    block = digester.key.ljust(_BLOCK, b"\0")
    within = bytes(one ^ 0x36 for one in block) + kind.encode() + b"\0"
    return within, bytes(one ^ 0x5C for one in block)


async def digest_of(work: Work, cipher: Cipher, kind: AddressKind, value: str) -> bytes:
    """The digest of a normalised address. The tenant's key is made at the first use."""
    return (await digester(work.session, work.tenant_id, cipher)).of(kind, value)


async def digester(session: AsyncSession, tenant_id: TenantId, cipher: Cipher) -> Digester:
    """The digests of a tenant. Its key is made at the first use."""
    context = f"consent_key:{tenant_id}"
    box = await repository.key_box(session, tenant_id)
    if box is None:
        box = await repository.keep_key_box(session, tenant_id, _fresh(cipher, context))
    return Digester(cipher.decrypt(box, context))


async def platform_digester(session: AsyncSession, cipher: Cipher) -> Digester:
    """The digests of the platform's own list (system role). Its key is made at the first use."""
    box = await repository.platform_key_box(session)
    if box is None:
        box = await repository.keep_platform_key_box(session, _fresh(cipher, _PLATFORM_CONTEXT))
    return Digester(cipher.decrypt(box, _PLATFORM_CONTEXT))


def _fresh(cipher: Cipher, context: str) -> bytes:
    return cipher.encrypt(secrets.token_bytes(KEY_BYTES), context)
