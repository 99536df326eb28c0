"""Sign-in providers over HTTP, as administrators see them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import require
from guichet.accounts.oidc import service
from guichet.accounts.oidc.parts import Reach
from guichet.accounts.oidc.protocol import Disbelieved
from guichet.accounts.oidc.schemas import NewProvider, ProbeOut, ProviderChange, ProviderOut
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.kit.errors import Conflict, Forbidden, NotFound
from guichet.kit.guarded import Unreachable
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.i18n import sentence

router = api_router("oidc-providers")

Manager = Annotated[Principal, Depends(require(Right.OIDC_MANAGE))]
ProviderId = Annotated[UUID, Path(alias="id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.OIDC_MANAGE.value)
_NO_PROVIDER = NotFound("no_such_provider")


@router.get("/oidc-providers", responses=refusals(_FORBIDDEN))
async def list_oidc_providers(
    _who: Manager, work: TenantWork, reach: Reach, query: Paging
) -> Page[ProviderOut]:
    """The sign-in providers of the space, newest first."""
    after = query.after(tuple[UUID])
    found = await service.page(
        work.session, work.tenant_id, after[0] if after else None, query.fetch
    )
    uri = reach.redirect_uri
    return page_of(found, query, lambda one: ProviderOut.of(one, uri), lambda one: (one.id,))


@router.post(
    "/oidc-providers",
    status_code=201,
    responses=refusals(
        _FORBIDDEN,
        Forbidden("feature_not_included", feature="oidc"),
        Conflict("too_many_providers", limit=service.MOST_PER_TENANT),
    ),
)
async def create_oidc_provider(
    _who: Manager, work: TenantWork, parts: GroundPart, reach: Reach, body: NewProvider
) -> ProviderOut:
    """Connect a sign-in provider of your own."""
    provider = await service.create(work, body.settings(), body.client_secret, parts.cipher)
    return ProviderOut.of(provider, reach.redirect_uri)


@router.patch("/oidc-providers/{id}", responses=refusals(_FORBIDDEN, _NO_PROVIDER))
async def change_oidc_provider(
    _who: Manager,
    work: TenantWork,
    reach: Reach,
    *,
    parts: GroundPart,
    provider_id: ProviderId,
    body: ProviderChange,
) -> ProviderOut:
    """Change a sign-in provider. Its issuer cannot change: people are known by it."""
    before = await service.get(work, provider_id)
    wanted = body.settings(before.settings)
    after = await service.change(work, provider_id, wanted, body.client_secret, parts.cipher)
    return ProviderOut.of(after, reach.redirect_uri)


@router.delete(
    "/oidc-providers/{id}", status_code=204, responses=refusals(_FORBIDDEN, _NO_PROVIDER)
)
async def remove_oidc_provider(_who: Manager, work: TenantWork, provider_id: ProviderId) -> None:
    """Disconnect a sign-in provider: nobody signs in through it from now on."""
    await service.remove(work, provider_id)


@router.post("/oidc-providers/{id}/probe", responses=refusals(_FORBIDDEN, _NO_PROVIDER))
async def probe_oidc_provider(
    _who: Manager, work: TenantWork, reach: Reach, provider_id: ProviderId, language: CallerLanguage
) -> ProbeOut:
    """Read what the provider tells about itself, and say what is wrong."""
    provider = await service.get(work, provider_id)
    try:
        await reach.client.discover(provider.settings.issuer)
    except (Unreachable, Disbelieved) as fault:
        detail = sentence(language, "oidc.probe_failed", {"why": fault.why})
        return ProbeOut(ok=False, detail=detail)
    return ProbeOut(ok=True, detail=None)
