"""Where a visitor's open pages listen, and what their tokens are signed with. Pure."""

import hashlib
import hmac
from uuid import UUID

from guichet.kit.ids import TenantId


def visitor_subject(tenant_id: TenantId, entry_point_id: UUID, visitor: str) -> str:
    """The NATS subject of one visitor."""
    return f"guichet.signal.{tenant_id}.visitor.{entry_point_id}.{visitor}"


def token_key(secret: bytes) -> bytes:
    """What visitors' tokens are signed with."""
    return hmac.digest(secret, b"webchat visitor token", hashlib.sha256)
