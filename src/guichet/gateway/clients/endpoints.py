"""SMPP accounts over HTTP."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.clients import service
from guichet.gateway.clients.schemas import (
    NOBODY,
    NewSmppAccountOut,
    RedeliveredOut,
    RefusedOut,
    SmppAccountIn,
    SmppAccountOut,
    SmppAccounts,
)
from guichet.gateway.clients.service import KEY_PURPOSE
from guichet.gateway.clients.types import MOST_ACCOUNTS
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("smpp-accounts")

Manager = Annotated[Principal, Depends(require(Right.API_KEYS_MANAGE))]
_FORBIDDEN = Forbidden("missing_right", right=Right.API_KEYS_MANAGE.value)
_NONE = NotFound("no_such_smpp_account")
_MANY = Conflict("too_many_smpp_accounts", limit=MOST_ACCOUNTS)


@router.get("/smpp-accounts", responses=refusals(_FORBIDDEN))
async def list_smpp_accounts(_who: Manager, work: TenantWork, parts: GroundPart) -> SmppAccounts:
    """Accounts of the company's own systems, the newest first, closed ones too; and where these
    systems bind to.
    """
    settings = parts.settings
    found = await service.accounts(work.session, work.tenant_id)
    bound = await service.presence(work.session, work.tenant_id, work.now)
    refused = await service.count_given_up(work.session, work.tenant_id)
    return SmppAccounts(
        items=[
            SmppAccountOut.of(one, bound.get(one.id, NOBODY), refused.get(one.id, 0))
            for one in found
        ],
        host=urlsplit(settings.base_url).hostname or "",
        port=settings.smpp_port,
        tls_port=settings.smpp_tls_port,
    )


@router.post("/smpp-accounts", status_code=201, responses=refusals(_FORBIDDEN, _MANY))
async def create_smpp_account(
    _who: Manager, work: TenantWork, parts: GroundPart, body: SmppAccountIn
) -> NewSmppAccountOut:
    """Make an account. Its password is in this answer and never shown again."""
    key = parts.cipher.derive(KEY_PURPOSE)
    return NewSmppAccountOut.of(await service.create(work, body.draft(), key))


@router.put("/smpp-accounts/{account_id}", responses=refusals(_FORBIDDEN, _NONE))
async def change_smpp_account(
    _who: Manager, work: TenantWork, account_id: UUID, body: SmppAccountIn
) -> SmppAccountOut:
    """Change what was decided; who is bound goes by it within seconds."""
    return SmppAccountOut.of(await service.change(work, account_id, body.draft()))


@router.post("/smpp-accounts/{account_id}/password", responses=refusals(_FORBIDDEN, _NONE))
async def renew_smpp_password(
    _who: Manager, work: TenantWork, parts: GroundPart, account_id: UUID
) -> NewSmppAccountOut:
    """Give another password, shown here and never again. Who is bound stays."""
    key = parts.cipher.derive(KEY_PURPOSE)
    return NewSmppAccountOut.of(await service.renew_password(work, account_id, key))


@router.delete("/smpp-accounts/{account_id}", responses=refusals(_FORBIDDEN, _NONE))
async def close_smpp_account(_who: Manager, work: TenantWork, account_id: UUID) -> SmppAccountOut:
    """Close an account for good; who is bound is asked to leave within seconds."""
    return SmppAccountOut.of(await service.close(work, account_id))


@router.get("/smpp-accounts/{account_id}/refused", responses=refusals(_FORBIDDEN, _NONE))
async def list_refused_by_smpp_account(
    _who: Manager, work: TenantWork, query: Paging, *, account_id: UUID
) -> Page[RefusedOut]:
    """List receipts and texts the company's system refused until they were given up, the newest
    first; they are kept for thirty days.
    """
    after = query.after(tuple[UUID])
    before = after[0] if after else None
    found = await service.given_up(work, account_id, before, query.fetch)
    return page_of(found, query, RefusedOut.of, lambda one: (one.id,))


@router.post("/smpp-accounts/{account_id}/refused/again", responses=refusals(_FORBIDDEN, _NONE))
async def redeliver_to_smpp_account(
    _who: Manager, work: TenantWork, account_id: UUID
) -> RedeliveredOut:
    """Deliver what was given up again, up to 5,000, the oldest first."""
    return RedeliveredOut(count=await service.deliver_again(work, account_id))
