"""Sessions of browsers and how long they live."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.kit.ids import TenantId, UserId

Stage = Literal["second_factor", "full"]
Method = Literal["password", "passkey", "oidc"]

IDLE: Final = timedelta(hours=12)
"""A session unused for longer is over: a working day with its breaks fits, a night does not."""
HALF_WAY: Final = timedelta(minutes=10)
"""Time to bring the second factor after the first."""
TOUCH: Final = timedelta(minutes=1)
"""Last use is written down at most this often."""

EndReason = Literal[
    "signed_out", "revoked", "rotated", "password_changed", "password_reset", "second_factor"
]


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in, or half way there."""

    id: UUID
    user_id: UserId
    stage: Stage
    method: Method
    tenant_id: TenantId | None
    """The only tenant it opens; ``None``: all of the user's."""
    address: str
    user_agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    """When it ends at the latest; earlier when it is not used for ``IDLE``."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just begun or renewed, with the token that goes into the browser, once."""

    session: Session
    token: str
