"""API keys over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.api_keys import service
from guichet.accounts.api_keys.schemas import ApiKeyOut, NewApiKey, NewApiKeyOut
from guichet.accounts.api_keys.tokens import KEY_PURPOSE
from guichet.accounts.http import require
from guichet.accounts.members import service as members
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("api-keys")

Manager = Annotated[Principal, Depends(require(Right.API_KEYS_MANAGE))]
KeyId = Annotated[UUID, Path(alias="id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.API_KEYS_MANAGE.value)


@router.get("/api-keys", responses=refusals(_FORBIDDEN))
async def list_api_keys(_who: Manager, work: TenantWork, query: Paging) -> Page[ApiKeyOut]:
    """Keys of the space, newest first; revoked and expired ones too."""
    after = query.after(tuple[UUID])
    found = await service.keys(
        work.session, work.tenant_id, after[0] if after else None, query.fetch
    )
    names = await members.names(work, {key.created_by for key in found if key.created_by})
    return page_of(found, query, lambda key: ApiKeyOut.of(key, names), lambda key: (key.id,))


@router.post(
    "/api-keys",
    status_code=201,
    responses=refusals(
        _FORBIDDEN,
        Forbidden("quota_reached", quota="api_keys", limit=20, used=20),
        Invalid(None, (FieldFault("rights", "more_than_held", {"rights": "members.manage"}),)),
    ),
)
async def create_api_key(
    who: Manager, work: TenantWork, parts: GroundPart, body: NewApiKey
) -> NewApiKeyOut:
    """Make a key. Its token is in this answer and never shown again."""
    held = frozenset(right.value for right in who.rights)
    hashing_key = parts.cipher.derive(KEY_PURPOSE)
    new = await service.create(work, body.wanted(), held, hashing_key)
    return NewApiKeyOut.of(new, {who.id: who.name} if who.name else {})


@router.delete(
    "/api-keys/{id}", status_code=204, responses=refusals(_FORBIDDEN, NotFound("api_key_not_found"))
)
async def revoke_api_key(_who: Manager, work: TenantWork, key_id: KeyId) -> None:
    """Revoke a key: it opens nothing from the next request on. It stays in the list."""
    await service.revoke(work, key_id)
