"""Who calls: the port through which the accounts room tells the edge.

``kit`` knows no sessions, users or API keys. ``processes`` hands in :class:`Callers`; everything
here asks it at most once per request.
"""

from typing import Protocol

from starlette.requests import HTTPConnection, Request

from guichet.kit.i18n import Language, negotiate
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor


class Caller(Protocol):
    """Somebody signed in, or an API key."""

    @property
    def actor(self) -> Actor:
        """Whom changes are written down to."""
        ...

    @property
    def language(self) -> Language | None:
        """The language chosen in the profile; None for a key."""
        ...

    @property
    def limit_key(self) -> str:
        """Whom requests are counted against, such as ``user:<id>`` or ``key:<id>``."""
        ...

    @property
    def per_minute(self) -> int | None:
        """How many requests a minute this caller may send; None: as many as everybody."""
        ...


class TenantCaller(Caller, Protocol):
    """A caller inside one tenant, membership checked."""

    @property
    def tenant_id(self) -> TenantId:
        """The tenant the request speaks to."""
        ...


class Callers(Protocol):
    """Tells who calls."""

    async def anyone(self, request: Request) -> Caller:
        """The caller, in whatever tenant or none.

        :raises NotSignedIn: without a valid session or key.
        """
        ...

    async def in_tenant(self, request: Request) -> TenantCaller:
        """The caller in the tenant named by the key or by the header ``Guichet-Tenant``.

        :raises NotSignedIn: without a valid session or key.
        :raises NotFound: for a tenant the caller is not a member of, as for none at all.
        :raises Invalid: a session without the header, or with one that is no id.
        """
        ...


TENANT_HEADER = "Guichet-Tenant"


def language_of(connection: HTTPConnection) -> Language:
    """The caller's own language when known by now, else what the browser asks for."""
    caller: Caller | None = connection.scope.get("guichet.caller")
    own = caller.language if caller is not None else None
    return own or negotiate(connection.headers.get("accept-language"))


def remember(request: Request, caller: Caller) -> None:
    """Keep the caller for the rest of the request: its language, its limits, its log lines."""
    request.scope["guichet.caller"] = caller
