"""Who somebody is, from what they bring; without a word of HTTP."""

from typing import cast

from guichet.accounts.api_keys import service as api_keys
from guichet.accounts.callers import repository
from guichet.accounts.callers.repository import Found
from guichet.accounts.rights import ROLE_RIGHTS, Right, Role, rights_of
from guichet.accounts.sessions import service as sessions
from guichet.accounts.sessions.types import TOUCH
from guichet.accounts.types import Principal
from guichet.kit.errors import Forbidden, NotFound, NotSignedIn
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.tokens import token_digest
from guichet.kit.work import Work


async def by_session(work: Work, token: str, tenant_id: TenantId | None) -> Principal:
    """The user of a session, in a tenant if one is given. Needs the system role.

    :raises NotSignedIn: the session is over, or still lacks its second factor.
    :raises NotFound: ``no_such_tenant``: the user does not belong to it, or it does not exist.
    :raises Forbidden: ``tenant_suspended``.
    """
    found = await repository.find(work.session, token_digest(token), tenant_id, work.now)
    if found is None:
        raise NotSignedIn("session_over")
    if work.now - found.last_seen_at >= TOUCH:
        await sessions.touch(work, found.session_id)
    if tenant_id is not None:
        _check_tenant(found)
    return _principal(found, tenant_id)


async def by_key(work: Work, token: str, hashing_key: bytes) -> Principal:
    """The API key of a token, in its tenant. Needs the system role.

    :raises NotSignedIn: no such key, or it is over.
    :raises Forbidden: ``tenant_suspended``.
    """
    key = await api_keys.authenticate(work.session, token, hashing_key, work.now)
    if await repository.tenant_status(work.session, key.tenant_id) == "suspended":
        raise Forbidden("tenant_suspended")
    known = frozenset(Right)
    rights = frozenset(Right(name) for name in key.rights if name in known)
    return Principal("key", key.id, None, None, rights, tenant=key.tenant_id)


def _check_tenant(found: Found) -> None:
    if found.roles is None:
        raise NotFound("no_such_tenant")
    if found.tenant_status == "suspended":
        raise Forbidden("tenant_suspended")


def _principal(found: Found, tenant_id: TenantId | None) -> Principal:
    platform = ROLE_RIGHTS[Role.PLATFORM_OPERATOR] if found.platform_operator else frozenset()
    return Principal(
        kind="user",
        id=found.user_id,
        name=found.name,
        language=cast(Language, found.language),
        rights=rights_of(Role(role) for role in found.roles or ()),
        platform_rights=platform,
        tenant=tenant_id,
        session_id=found.session_id,
    )
