"""Tenants' front door."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import Details
from guichet.accounts.tenants import models, repository
from guichet.accounts.tenants.events import CHANGED, CREATED, RESUMED, SUSPENDED, item_of
from guichet.accounts.tenants.types import Settings, Status, Tenant
from guichet.accounts.tenants.verdicts import check_settings, check_slug
from guichet.accounts.types import PLATFORM
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def create(work: Work, slug: str, settings: Settings) -> Tenant:
    """Make a tenant. Needs a work under the system role.

    :raises Invalid: naming the fields that cannot be used.
    :raises Conflict: ``slug_taken``.
    """
    check_slug(slug)
    check_settings(settings)
    row = models.Tenant(
        tenant_id=work.ids.new(),
        slug=slug,
        status="active",
        suspended_at=None,
        suspended_reason=None,
        created_at=work.now,
        version=1,
        **_columns(settings),
    )
    if not await repository.add(work.session, row):
        raise Conflict("slug_taken", slug=slug)
    tenant = _shown(row)
    await _tell(work, CREATED, tenant)
    await _note(work, CREATED, tenant, {"name": tenant.name, "slug": slug})
    return tenant


async def get(work: Work, tenant_id: TenantId) -> Tenant:
    """The tenant.

    :raises NotFound: there is none of this id.
    """
    row = await repository.by_id(work.session, tenant_id)
    if row is None:
        raise NotFound("no_such_tenant")
    return _shown(row)


async def of_id(session: AsyncSession, tenant_id: TenantId) -> Tenant:
    """The tenant, for who has no work.

    :raises NotFound: there is none of this id.
    """
    row = await repository.by_id(session, tenant_id)
    if row is None:
        raise NotFound("no_such_tenant")
    return _shown(row)


async def find(work: Work, slug: str) -> Tenant | None:
    """The tenant of a name in addresses. Needs a work under the system role."""
    row = await repository.by_slug(work.session, slug)
    return _shown(row) if row else None


async def newest(
    work: Work,
    before: UUID | None,
    limit: int,
    search: str | None = None,
    status: Status | None = None,
) -> Sequence[Tenant]:
    """All tenants, newest first, below the id ``before``; those of a ``status`` only, or whose
    name or slug ``search`` begins a word of. Needs the system role.
    """
    found = await repository.page(work.session, before, limit, search, status)
    return [_shown(row) for row in found]


async def of_ids(work: Work, tenant_ids: Sequence[TenantId]) -> Sequence[Tenant]:
    """These tenants, the oldest first. Needs the system role."""
    return [_shown(row) for row in await repository.of_ids(work.session, tenant_ids)]


async def change_settings(work: Work, tenant_id: TenantId, wanted: Settings) -> Tenant:
    """Give the tenant these settings. Repeating it changes nothing more.

    :raises Invalid: naming the fields that cannot be used.
    :raises NotFound: there is no such tenant.
    """
    check_settings(wanted)
    row = await _locked(work, tenant_id)
    before = _shown(row).settings
    if wanted == before:
        return _shown(row)
    for column, value in _columns(wanted).items():
        setattr(row, column, value)
    tenant = await _changed(work, row, CHANGED)
    changed = [name for name in _columns(wanted) if getattr(before, name) != getattr(wanted, name)]
    await audit.write(
        replace(work, tenant_id=tenant_id),
        CHANGED,
        f"tenant:{tenant_id}",
        {"fields": ", ".join(changed)},
    )
    return tenant


async def suspend(work: Work, tenant_id: TenantId, reason: str) -> Tenant:
    """Stop everybody of the tenant from working; nothing is lost, and ``resume`` undoes it. Needs
    the system role. Safe to repeat.

    :raises NotFound: there is no such tenant.
    """
    row = await _locked(work, tenant_id)
    if row.status == "suspended":
        return _shown(row)
    row.status, row.suspended_at, row.suspended_reason = "suspended", work.now, reason
    tenant = await _changed(work, row, SUSPENDED)
    await _note(work, SUSPENDED, tenant, {"reason": reason})
    return tenant


async def resume(work: Work, tenant_id: TenantId) -> Tenant:
    """Let the tenant work again. Needs the system role. Safe to repeat.

    :raises NotFound: there is no such tenant.
    """
    row = await _locked(work, tenant_id)
    if row.status == "active":
        return _shown(row)
    row.status, row.suspended_at, row.suspended_reason = "active", None, None
    tenant = await _changed(work, row, RESUMED)
    await _note(work, RESUMED, tenant, {})
    return tenant


async def lock(work: Work, tenant_id: TenantId) -> None:
    """Let nobody else change the tenant's members until this work ends.

    :raises NotFound: there is no such tenant.
    """
    await _locked(work, tenant_id)


async def _locked(work: Work, tenant_id: TenantId) -> models.Tenant:
    row = await repository.by_id_locked(work.session, tenant_id)
    if row is None:
        raise NotFound("no_such_tenant")
    return row


async def _changed(work: Work, row: models.Tenant, kind: EventKind) -> Tenant:
    row.version += 1
    await work.session.flush()
    tenant = _shown(row)
    await _tell(work, kind, tenant)
    return tenant


async def _tell(work: Work, kind: EventKind, tenant: Tenant) -> None:
    event = NewEvent(kind, f"tenant:{tenant.id}", tenant.version, {"item": item_of(tenant)})
    await replace(work, tenant_id=tenant.id).record(event)


async def _note(work: Work, kind: EventKind, tenant: Tenant, details: Details) -> None:
    """Both the platform's trail and the tenant's own tell it."""
    for chain in (PLATFORM, tenant.id):
        await audit.write(work, kind, f"tenant:{tenant.id}", details, chain=chain)


def _columns(settings: Settings) -> dict[str, str | list[str]]:
    return {
        "name": settings.name.strip(),
        "zone": settings.zone,
        "territory": settings.territory,
        "currency": settings.currency,
        "languages": list(settings.languages),
    }


def _shown(row: models.Tenant) -> Tenant:
    languages = cast(tuple[Language, ...], tuple(row.languages))
    settings = Settings(row.name, row.zone, row.territory, row.currency, languages)
    return Tenant(
        id=TenantId(row.tenant_id),
        slug=row.slug,
        settings=settings,
        status=cast(Status, row.status),
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
        created_at=row.created_at,
        version=row.version,
    )
