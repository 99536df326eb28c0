"""Secrets of hooks at rest."""

from datetime import datetime
from uuid import UUID

from guichet.hooks.signing import key_of
from guichet.hooks.types import Boxes
from guichet.kit.cipher import Cipher


def closed(cipher: Cipher, hook_id: UUID, secret: str) -> bytes:
    """A secret in its box."""
    return cipher.encrypt(secret.encode(), _context(hook_id))


def keys(
    cipher: Cipher,
    hook_id: UUID,
    boxes: Boxes,
    now: datetime,
) -> list[bytes]:
    """The keys that count at ``now``, the newest first.

    :raises CannotDecrypt: the box was changed, or the master secret is another one
    """
    counting = [boxes.secret]
    if boxes.old_secret is not None and boxes.old_until is not None and now < boxes.old_until:
        counting.append(boxes.old_secret)
    context = _context(hook_id)
    return [key_of(cipher.decrypt(box, context).decode()) for box in counting]


def _context(hook_id: UUID) -> str:
    return f"hook:{hook_id}"
