"""What an API key is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.kit.ids import TenantId


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is shown: its secret is nowhere."""

    tenant_id: TenantId
    id: UUID
    name: str
    hint: str
    """The last four characters of the secret, to tell keys apart."""
    rights: frozenset[str]
    created_by: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """Exact to about a minute."""
    per_minute: int
    """How many requests a minute it may make."""
    version: int

    def valid_at(self, now: datetime) -> bool:
        """Whether it opens anything at ``now``."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made, with the only copy of its token."""

    key: ApiKey
    token: str
