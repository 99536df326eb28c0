"""The edge's question "who calls?", answered from the headers of a request or a socket."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from starlette.requests import HTTPConnection

from guichet.accounts.api_keys.uses import KeyUses
from guichet.accounts.callers import service
from guichet.accounts.callers.service import KnownKey
from guichet.accounts.cookies import SessionCookie
from guichet.accounts.types import Principal
from guichet.accounts.works import SystemWorks
from guichet.kit.errors import FieldFault, Invalid, NotFound, NotSignedIn
from guichet.kit.http.caller import TENANT_HEADER
from guichet.kit.ids import TenantId

BELIEVED: Final = timedelta(seconds=5)
"""How old what is known of a key may be, where it is asked again before anything is committed."""
MOST_KEYS: Final = 10_000


class AccountCallers:
    """Fulfils ``kit.http.caller.Callers`` by sessions and API keys."""

    def __init__(self, works: SystemWorks, cookie: SessionCookie, hashing_key: bytes) -> None:
        self._works = works
        self._cookie = cookie
        self._hashing_key = hashing_key
        self._looking = asyncio.Lock()
        self._keys: dict[bytes, tuple[datetime, KnownKey]] = {}
        self.key_uses = KeyUses()
        """Uses of keys since they were last written down; whoever runs the process writes them."""

    async def anyone(self, request: HTTPConnection) -> Principal:
        """The caller, in whatever tenant or none; a key speaks in its own."""
        key = _bearer(request)
        if key is not None:
            return await self._by_key(key)
        return await self.by_session(request, None)

    async def in_tenant(self, request: HTTPConnection) -> Principal:
        """The caller in the tenant of the key, or of the header ``Guichet-Tenant``."""
        named = _tenant_named(request)
        key = _bearer(request)
        if key is None:
            return await self._in_named(request, named)
        principal = await self._by_key(key)
        if named is not None and named != principal.tenant:
            raise NotFound("no_such_tenant")
        return principal

    async def by_session(self, request: HTTPConnection, tenant_id: TenantId | None) -> Principal:
        """The signed-in user, in ``tenant_id`` if given: also for sockets, whose tenant stands in
        the query.

        :raises NotSignedIn: no session, or it is over.
        :raises NotFound: ``no_such_tenant``.
        """
        token = self._cookie.read(request)
        if token is None:
            raise NotSignedIn()
        async with self._works() as work:
            return await service.by_session(work, token, tenant_id)

    async def standing(
        self, asked: Sequence[tuple[UUID, TenantId]]
    ) -> Sequence[Principal | service.Refused]:
        """For each session and tenant, in order: the user with the rights of now, or why not."""
        async with self._works() as work:
            return await service.standing(work, asked)

    async def _in_named(self, request: HTTPConnection, named: TenantId | None) -> Principal:
        if named is None:
            await self.by_session(request, None)
            raise Invalid(None, (FieldFault(TENANT_HEADER, "required", {}, "header"),))
        return await self.by_session(request, named)

    async def by_known_key(self, token: str, now: datetime) -> Principal:
        """The key of a token as it was some seconds ago at the most, its use counted: for what asks
        again whether the key is good (``api_keys.living``) in the transaction that does the work.

        :raises NotSignedIn: no such key, or it is over.
        :raises Forbidden: ``tenant_suspended``, ``quota_reached``.
        """
        digest = sha256(token.encode()).digest()
        held = self._known(digest, now)
        if held is None:
            async with self._looking:  # who come together look once
                held = self._known(digest, now) or await self._look(digest, token, now)
        return held.admitted(self.key_uses, now)

    def key_at_hand(self, token: str, now: datetime) -> KnownKey | None:
        """The same where it need not be looked up: its use is counted by ``admitted``."""
        return self._known(sha256(token.encode()).digest(), now)

    def _known(self, digest: bytes, now: datetime) -> KnownKey | None:
        held = self._keys.get(digest)
        return held[1] if held is not None and held[0] <= now < held[0] + BELIEVED else None

    async def _look(self, digest: bytes, token: str, now: datetime) -> KnownKey:
        async with self._works() as work:
            found = await service.key_of(work, token, self._hashing_key)
        if len(self._keys) >= MOST_KEYS:
            self._keys.clear()
        self._keys[digest] = (now, found)
        return found

    async def _by_key(self, token: str) -> Principal:
        async with self._works() as work:
            return await service.by_key(work, token, self._hashing_key, self.key_uses)


def _bearer(request: HTTPConnection) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _tenant_named(request: HTTPConnection) -> TenantId | None:
    named = request.headers.get(TENANT_HEADER)
    if named is None:
        return None
    try:
        return TenantId(UUID(named))
    except ValueError:
        raise Invalid(None, (FieldFault(TENANT_HEADER, "not_an_id", {}, "header"),)) from None
