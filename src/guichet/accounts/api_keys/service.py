"""API keys' front door."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.api_keys import repository, tokens
from guichet.accounts.api_keys.events import CREATED, REVOKED, item_of
from guichet.accounts.api_keys.types import ApiKey, NewKey
from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Detail
from guichet.accounts.entitlements import service as entitlements
from guichet.accounts.entitlements.types import Feature, Quota
from guichet.accounts.rights import TENANT_RIGHTS
from guichet.kit.db.pipeline import Answer
from guichet.kit.errors import FieldFault, Invalid, NotFound, NotSignedIn
from guichet.kit.events.types import NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

_TENANT_RIGHTS = frozenset(right.value for right in TENANT_RIGHTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key somebody asks for."""

    name: str
    rights: frozenset[str]
    expires_at: datetime | None
    per_minute: int


async def create(work: Work, wanted: Wanted, held: frozenset[str], hashing_key: bytes) -> NewKey:
    """Make a key for the tenant of ``work``; its token exists in the answer and nowhere else.

    ``held`` are the rights of whoever asks: a key never has more (`Invalid`, naming ``rights``).
    Refused beyond the tenant's quota of keys, or without the feature ``api`` (`Forbidden`).
    """
    _check(wanted, held, work.now)
    await entitlements.require_feature(work, Feature.API)
    await entitlements.require_room(work, Quota.API_KEYS, lambda: _count(work))
    token = tokens.Token(work.ids.new(), secrets.token_bytes(tokens.SECRET_BYTES))
    key = _made(work, wanted, token)
    await repository.add(work.session, key, tokens.hash_of(token, hashing_key))
    await work.record(NewEvent(CREATED, f"api_key:{key.id}", 1, {"item": item_of(key)}))
    await audit.write(work, CREATED, f"api_key:{key.id}", _told(key))
    return NewKey(key, token.text)


def _check(wanted: Wanted, held: frozenset[str], now: datetime) -> None:
    faults = []
    allowed = held & _TENANT_RIGHTS
    if not wanted.rights <= allowed:
        missing = ", ".join(sorted(wanted.rights - allowed))
        faults.append(FieldFault("rights", "more_than_held", {"rights": missing}))
    if wanted.expires_at is not None and wanted.expires_at <= now:
        faults.append(FieldFault("expires_at", "in_the_past"))
    if faults:
        raise Invalid(None, tuple(faults))


def _made(work: Work, wanted: Wanted, token: tokens.Token) -> ApiKey:
    return ApiKey(
        tenant_id=work.tenant_id,
        id=token.id,
        name=wanted.name,
        hint=token.hint,
        rights=wanted.rights,
        created_by=work.actor.id,
        created_at=work.now,
        expires_at=wanted.expires_at,
        revoked_at=None,
        last_used_at=None,
        per_minute=wanted.per_minute,
        version=1,
    )


async def _count(work: Work) -> int:
    return await repository.count_valid(work.session, work.tenant_id, work.now)


def _told(key: ApiKey) -> dict[str, Detail]:
    return {
        "name": key.name,
        "rights": ", ".join(sorted(key.rights)) or "-",
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
    }


async def revoke(work: Work, key_id: UUID) -> ApiKey:
    """Close a key at once: the next request with it is refused. Safe to repeat.

    :raises NotFound: the tenant has no such key.
    """
    key = await repository.locked(work.session, work.tenant_id, key_id)
    if key is None:
        raise NotFound("api_key_not_found")
    if key.revoked_at is not None:
        return key
    closed = replace(key, revoked_at=work.now, version=key.version + 1)
    await repository.revoke(work.session, work.tenant_id, key_id, work.now, closed.version)
    subject = f"api_key:{key.id}"
    await work.record(NewEvent(REVOKED, subject, closed.version, {"item": item_of(closed)}))
    await audit.write(work, REVOKED, subject, {"name": key.name})
    return closed


async def keys(
    session: AsyncSession, tenant: TenantId, before: UUID | None, limit: int
) -> Sequence[ApiKey]:
    """Keys of ``tenant``, newest first, revoked and expired ones too."""
    return await repository.page(session, tenant, before, limit)


async def names(
    session: AsyncSession, tenant: TenantId, ids: Collection[UUID]
) -> Mapping[UUID, str]:
    """What some keys of ``tenant`` are called."""
    return await repository.names(session, tenant, ids) if ids else {}


async def count(session: AsyncSession, tenant: TenantId, now: datetime) -> int:
    """How many keys of ``tenant`` open something at ``now``."""
    return await repository.count_valid(session, tenant, now)


async def living(session: AsyncSession, ids: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Those of keys of several tenants that open something at ``now`` (system role)."""
    return await (await ask_living(session, ids, now)).living()


class Living:
    """Keys that were asked about."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def living(self) -> frozenset[UUID]:
        """Those that open something."""
        return frozenset(row.id for row in await self._answer.rows())


async def ask_living(session: AsyncSession, ids: Collection[UUID], now: datetime) -> Living:
    """The same without waiting for the answer, within ``pipeline.in_one_go``; to be asked for it
    behind that.
    """
    return Living(await repository.ask_living(session, ids, now))


async def authenticate(
    session: AsyncSession, token: str, hashing_key: bytes, now: datetime
) -> ApiKey:
    """The key whose token was given (system role, one indexed read).

    :raises NotSignedIn: no key, a wrong secret (``bad_api_key``: which of the two is not told),
        a revoked one, or one that expired.
    """
    parsed = tokens.parse(token)
    found = parsed and await repository.find(session, parsed.id)
    if not parsed or not found or not tokens.matches(parsed, hashing_key, found[1]):
        raise NotSignedIn("bad_api_key")
    if found[0].revoked_at is not None:
        raise NotSignedIn("api_key_revoked")
    if not found[0].valid_at(now):
        raise NotSignedIn("api_key_expired")
    return found[0]
