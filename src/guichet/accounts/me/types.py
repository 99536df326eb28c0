"""What a user sees of themself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guichet.accounts.rights import Right, Role
from guichet.accounts.tenants.types import Tenant
from guichet.accounts.users.types import User


@dataclass(frozen=True, slots=True)
class Place:
    """A tenant the user may enter."""

    tenant: Tenant
    roles: frozenset[Role]
    rights: frozenset[Right]
    support_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The user and every tenant open to them."""

    user: User
    places: Sequence[Place]
    totp: bool
    """Whether an authenticator is asked for at sign-in."""
    passkeys: int
    """How many passkeys the user has."""
