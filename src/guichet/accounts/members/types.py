"""Members of a tenant and people invited to become one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.accounts.rights import Role
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId, UserId

INVITATION_LASTS: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Member:
    """A user in one tenant."""

    tenant_id: TenantId
    user_id: UserId
    name: str
    email: str
    roles: frozenset[Role]
    second_factor: bool
    joined_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody asked by mail to join; the secret of the link is not in here."""

    tenant_id: TenantId
    id: UUID
    email: str
    roles: frozenset[Role]
    language: Language
    invited_by_name: str
    created_at: datetime
    expires_at: datetime
    version: int
