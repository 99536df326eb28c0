"""What the operator of the platform sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from guichet.accounts.entitlements.types import Entitlements, Quota, Use
from guichet.accounts.members.types import Invitation, Member
from guichet.accounts.support.types import Grant
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users.types import User


@dataclass(frozen=True, slots=True)
class Listed:
    """A tenant in the list."""

    tenant: Tenant
    members: int


@dataclass(frozen=True, slots=True)
class Detailed:
    """A tenant with all the operator may know of it."""

    listed: Listed
    entitlements: Entitlements
    uses: Sequence[Use]
    administrators: Sequence[Member]
    invitations: Sequence[Invitation]
    support: Grant | None


@dataclass(frozen=True, slots=True)
class Known:
    """A user with where they belong."""

    user: User
    second_factor: bool
    passkeys: int
    places: Sequence[tuple[Tenant, Member]]


@dataclass(frozen=True, slots=True)
class Letter:
    """Something given up on, kept until the operator decides."""

    id: str
    """Its source and key, such as ``events-<uuid>``."""
    source: Literal["events", "jobs"]
    kind: str
    consumer: str
    tenant_id: UUID
    attempts: int
    failed_at: datetime
    error: str
    retrying: bool


Counted = dict[Quota, int | None]
"""How much of each quota is used; ``None`` where nobody counts it yet."""
