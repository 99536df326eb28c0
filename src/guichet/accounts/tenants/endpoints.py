"""The tenant's own settings, and what its roles may do, over HTTP."""

from typing import Annotated

from fastapi import Depends

from guichet.accounts.http import CurrentUser, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service
from guichet.accounts.tenants.matrix import Matrix, matrix_in
from guichet.accounts.tenants.schemas import SettingsChange, TenantOut
from guichet.accounts.types import Principal
from guichet.kit.errors import Forbidden, Invalid, NotSignedIn
from guichet.kit.http.deps import CallerLanguage, TenantWork
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("tenant")

_READ = Forbidden("missing_right", right=Right.SETTINGS_READ.value)
_MANAGE = Forbidden("missing_right", right=Right.SETTINGS_MANAGE.value)


@router.get("/tenant", responses=refusals(NotSignedIn(), _READ, Forbidden("tenant_suspended")))
async def get_tenant(
    who: Annotated[Principal, Depends(require(Right.SETTINGS_READ))], work: TenantWork
) -> TenantOut:
    """The tenant and its settings."""
    return TenantOut.of(await service.get(work, who.tenant_id))


@router.patch("/tenant", responses=refusals(NotSignedIn(), _MANAGE, Invalid()))
async def change_tenant(
    who: Annotated[Principal, Depends(require(Right.SETTINGS_MANAGE))],
    work: TenantWork,
    body: SettingsChange,
) -> TenantOut:
    """Change the tenant's settings; what is left out stays."""
    tenant = await service.get(work, who.tenant_id)
    changed = await service.change_settings(work, who.tenant_id, body.over(tenant.settings))
    return TenantOut.of(changed)


@router.get("/roles", responses=refusals(NotSignedIn()))
async def list_roles(_who: CurrentUser, language: CallerLanguage) -> Matrix:
    """Which role may do what, in the caller's language."""
    return matrix_in(language)
