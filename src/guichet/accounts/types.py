"""Who calls, as the rest of Guichet knows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from guichet.accounts.rights import Right
from guichet.kit.errors import Forbidden, NotFound
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Actor

PLATFORM: Final = TenantId(UUID(int=0))
"""Where events and audit entries go that concern no single tenant."""

SESSION_LASTS: Final = timedelta(days=14)
"""A session is over this long after it began, however much it is used."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as the network tells."""

    address: str
    """The peer's IP address, or the one a trusted proxy reports."""
    user_agent: str
    """What the browser calls itself, cut at 400 characters."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody whose identity was checked: a signed-in user, support with the tenant's consent,
    or an API key. What they may do was read at the beginning of this request.
    """

    kind: Literal["user", "support", "key"]
    id: UUID
    """The user's id, or the key's."""
    name: str | None
    """What the user is called; ``None`` for a key."""
    language: Language | None
    """The language the user chose; ``None`` for a key."""
    rights: frozenset[Right]
    """Rights in the tenant of the request; none without one."""
    platform_rights: frozenset[Right] = frozenset()
    tenant: TenantId | None = None
    session_id: UUID | None = None
    """The browser session; ``None`` for a key."""
    per_minute: int | None = None
    """How many requests a minute an API key may make; ``None`` = what everybody may."""
    limited_to: TenantId | None = None
    """The only tenant the session opens: a tenant's own sign-in provider vouched for the user."""
    support_until: datetime | None = None

    @property
    def actor(self) -> Actor:
        """Whom changes are written down to."""
        return Actor(self.kind, self.id)

    @property
    def limit_key(self) -> str:
        """Whom requests are counted against."""
        return f"key:{self.id}" if self.kind == "key" else f"user:{self.id}"

    @property
    def user_id(self) -> UserId:
        """The user.

        :raises Forbidden: for an API key, which is nobody's.
        """
        if self.kind == "key":
            raise Forbidden("users_only")
        return UserId(self.id)

    @property
    def session(self) -> UUID:
        """The browser session.

        :raises Forbidden: for an API key, which has none.
        """
        if self.session_id is None:
            raise Forbidden("users_only")
        return self.session_id

    @property
    def tenant_id(self) -> TenantId:
        """The tenant of the request.

        :raises NotFound: outside of any tenant.
        """
        if self.tenant is None:
            raise NotFound("no_such_tenant")
        return self.tenant

    def demand(self, right: Right) -> None:
        """Go on only with ``right``.

        :raises Forbidden: without it.
        """
        if right not in self.rights and right not in self.platform_rights:
            raise Forbidden("missing_right", right=right.value)
