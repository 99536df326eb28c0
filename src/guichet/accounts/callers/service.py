"""Who somebody is, from what they bring; without a word of HTTP. Needs the system role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.api_keys.types import ApiKey
from guichet.accounts.api_keys.uses import KeyUses
from guichet.accounts.callers import repository
from guichet.accounts.callers.repository import Found
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements import verdicts
from guichet.accounts.entitlements.types import Entitlements, Quota
from guichet.accounts.rights import (
    PLATFORM_RIGHTS,
    SUPPORT_RIGHTS,
    TENANT_RIGHTS,
    Role,
    rights_of,
)
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import TOUCH
from guichet.accounts.support import service as support
from guichet.accounts.types import PLATFORM, Principal
from guichet.kit.errors import Forbidden, NotFound, NotSignedIn
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId, UserId
from guichet.kit.tokens import token_digest
from guichet.kit.work import Work

Refused = NotSignedIn | NotFound | Forbidden


async def by_session(work: Work, token: str, tenant_id: TenantId | None) -> Principal:
    """The user of a session, in a tenant if one is given.

    :raises NotSignedIn: the session is over, or still lacks its second factor.
    :raises NotFound: ``no_such_tenant``: the user does not belong to it, or it does not exist.
    :raises Forbidden: ``tenant_suspended``.
    """
    found = await repository.by_token(work.session, token_digest(token), tenant_id, work.now)
    if found is None:
        raise NotSignedIn("session_over")
    if work.now - found.last_seen_at >= TOUCH:
        await sessions.touch(work, found.session_id)
    return await _support(work, found, tenant_id) or _admitted(found, tenant_id)


async def _support(work: Work, found: Found, tenant_id: TenantId | None) -> Principal | None:
    """The operator inside a tenant that lets support in for a while, if it does; the first time
    is written down in the tenant's trail.
    """
    user = _user(found)
    if tenant_id is None or found.roles is not None or not user.platform_rights:
        return None
    grant = await support.enter(replace(work, tenant_id=tenant_id), UserId(found.user_id))
    if grant is None:
        return None
    return replace(
        user,
        kind="support",
        rights=SUPPORT_RIGHTS,
        tenant=tenant_id,
        support_until=grant.until,
    )


async def standing(
    work: Work, asked: Sequence[tuple[UUID, TenantId]]
) -> Sequence[Principal | Refused]:
    """For each session and tenant, in order: who it is with the rights of now, or why not any
    more. One statement for all of them; using it does not count as use of the sessions.
    """
    rows = await repository.of_sessions(work.session, list(set(asked)), work.now)
    living = {row.session_id for row in rows}
    found = {(row.session_id, row.tenant_id): row for row in rows}
    return [await _stands(work, one, found.get(_as_found(one)), living) for one in asked]


def _as_found(asked: tuple[UUID, TenantId]) -> tuple[UUID, UUID | None]:
    """The platform is no tenant: a session alone is found for it."""
    session_id, tenant_id = asked
    return session_id, None if tenant_id == PLATFORM else tenant_id


def operating(who: Principal) -> Principal:
    """An operator of the platform, with their rights over it.

    :raises NotFound: ``no_such_tenant``: somebody else.
    """
    if not who.platform_rights:
        raise NotFound("no_such_tenant")
    return replace(who, rights=who.platform_rights, tenant=PLATFORM)


async def _stands(
    work: Work, asked: tuple[UUID, TenantId], found: Found | None, living: set[UUID]
) -> Principal | Refused:
    session_id, tenant_id = asked
    if session_id not in living:
        return NotSignedIn("session_over")
    if found is None:
        return NotFound("no_such_tenant")
    try:
        if tenant_id == PLATFORM:
            return operating(_user(found))
        return await _support(work, found, tenant_id) or _admitted(found, tenant_id)
    except (NotFound, Forbidden) as refusal:
        return refusal


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that was authenticated, and what its tenant may."""

    key: ApiKey
    held: Entitlements
    principal: Principal

    def admitted(self, uses: KeyUses, now: datetime) -> Principal:
        """The key in its tenant; the use is counted.

        :raises Forbidden: ``quota_reached``: no more requests today.
        """
        calls = uses.note(self.key, now)
        verdicts.require_room(self.held, Quota.API_CALLS_PER_DAY, calls - 1)
        return self.principal


async def key_of(work: Work, token: str, hashing_key: bytes) -> KnownKey:
    """The API key of a token.

    :raises NotSignedIn: no such key, or it is over.
    :raises Forbidden: ``tenant_suspended``.
    """
    key = await api_keys.authenticate(work.session, token, hashing_key, work.now)
    if await repository.tenant_status(work.session, key.tenant_id) == "suspended":
        raise Forbidden("tenant_suspended")
    rights = frozenset(right for right in TENANT_RIGHTS if right.value in key.rights)
    principal = Principal(
        "key", key.id, None, None, rights, tenant=key.tenant_id, per_minute=key.per_minute
    )
    return KnownKey(key, await entitlements.of(work.session, key.tenant_id), principal)


async def by_key(work: Work, token: str, hashing_key: bytes, uses: KeyUses) -> Principal:
    """The API key of a token, in its tenant; the use is counted.

    :raises NotSignedIn: no such key, or it is over.
    :raises Forbidden: ``tenant_suspended``, or ``quota_reached``: no more requests today.
    """
    return (await key_of(work, token, hashing_key)).admitted(uses, work.now)


def _admitted(found: Found, tenant_id: TenantId | None) -> Principal:
    """The user, if the tenant asked for lets them in."""
    user = _user(found)
    if tenant_id is None:
        return user
    if found.limited_to not in (None, tenant_id):
        raise NotFound("no_such_tenant")
    if found.roles is None:
        raise NotFound("no_such_tenant")
    if found.tenant_status == "suspended":
        raise Forbidden("tenant_suspended")
    rights = rights_of(Role(role) for role in found.roles)
    return replace(user, rights=rights, tenant=tenant_id)


def _user(found: Found) -> Principal:
    operates = found.platform_operator and found.limited_to is None
    return Principal(
        kind="user",
        id=found.user_id,
        name=found.name,
        language=cast(Language, found.language),
        rights=frozenset(),
        platform_rights=PLATFORM_RIGHTS if operates else frozenset(),
        session_id=found.session_id,
        limited_to=TenantId(found.limited_to) if found.limited_to else None,
    )
