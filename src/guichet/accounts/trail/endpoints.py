"""The audit trail over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime

from guichet.accounts.audit import service as audit
from guichet.accounts.audit.types import PLATFORM_CHAIN, Filter
from guichet.accounts.http import PlatformWork, require
from guichet.accounts.rights import Right
from guichet.accounts.trail import service
from guichet.accounts.trail.schemas import (
    ActionOut,
    ActionsOut,
    EntryOut,
    ReportOut,
    VerifyIn,
    told,
)
from guichet.accounts.types import Principal
from guichet.kit.errors import Forbidden
from guichet.kit.http.deps import CallerLanguage, GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import ActorKind, Work

router = api_router("audit")

Reader = Annotated[Principal, Depends(require(Right.AUDIT_READ))]
Operator = Annotated[Principal, Depends(require(Right.PLATFORM_TENANTS))]
_REFUSED = refusals(Forbidden("missing_right", right=Right.AUDIT_READ.value))
_Code = Annotated[str, Query(max_length=100)]


def _actor(
    actor_id: Annotated[UUID | None, Query(description="Who did it.")] = None,
    actor_kind: Annotated[ActorKind | None, Query(description="What kind of actor.")] = None,
) -> tuple[UUID | None, ActorKind | None]:
    return actor_id, actor_kind


def _what(
    action: Annotated[list[_Code] | None, Query(max_length=20, description="Any of these.")] = None,
    target: Annotated[str | None, Query(max_length=200, description="`<noun>:<id>`")] = None,
) -> tuple[tuple[str, ...], str | None]:
    return tuple(action or ()), target


def _when(
    since: Annotated[AwareDatetime | None, Query(description="From this instant on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Before this instant.")] = None,
) -> tuple[datetime | None, datetime | None]:
    return since, until


def _filter(
    actor: Annotated[tuple[UUID | None, ActorKind | None], Depends(_actor)],
    what: Annotated[tuple[tuple[str, ...], str | None], Depends(_what)],
    when: Annotated[tuple[datetime | None, datetime | None], Depends(_when)],
) -> Filter:
    return Filter(*actor, *what, *when)


Wanted = Annotated[Filter, Depends(_filter)]


@router.get("/audit", responses=_REFUSED)
async def list_audit(
    _who: Reader, work: TenantWork, wanted: Wanted, query: Paging, language: CallerLanguage
) -> Page[EntryOut]:
    """Who saw and changed what, newest first."""
    return await _page(work, wanted, query, language)


@router.get("/audit/actions", responses=_REFUSED)
async def list_audit_actions(
    _who: Reader, work: TenantWork, language: CallerLanguage
) -> ActionsOut:
    """The kinds of action the trail has, for a filter."""
    found = await audit.actions(work.session, work.tenant_id)
    return ActionsOut(
        items=[ActionOut(action=code, text=told(code, {}, language)) for code in found]
    )


@router.post("/audit/verify", responses=_REFUSED)
async def verify_audit(
    _who: Reader, work: TenantWork, parts: GroundPart, language: CallerLanguage, body: VerifyIn
) -> ReportOut:
    """Recompute the chain and name its first broken entry, if any."""
    witness = body.witness.read() if body.witness else None
    report = await service.verify(parts.system_db, parts.cipher, work.tenant_id, witness)
    await service.note_verified(work, report)
    return ReportOut.of(report, language)


@router.get("/platform/audit")
async def list_platform_audit(
    _who: Operator, work: PlatformWork, wanted: Wanted, query: Paging, language: CallerLanguage
) -> Page[EntryOut]:
    """Who changed what on the platform itself, newest first."""
    return await _page(work, wanted, query, language)


@router.post("/platform/audit/verify")
async def verify_platform_audit(
    _who: Operator, work: PlatformWork, parts: GroundPart, language: CallerLanguage, body: VerifyIn
) -> ReportOut:
    """Recompute the platform's own chain and name its first broken entry, if any."""
    witness = body.witness.read() if body.witness else None
    report = await service.verify(parts.system_db, parts.cipher, PLATFORM_CHAIN, witness)
    await service.note_verified(work, report)
    return ReportOut.of(report, language)


async def _page(
    work: Work, wanted: Filter, query: Paging, language: CallerLanguage
) -> Page[EntryOut]:
    after = query.after(tuple[UUID])
    found, names = await service.read(work, wanted, after[0] if after else None, query.fetch)
    return page_of(
        found, query, lambda entry: EntryOut.of(entry, names, language), lambda e: (e.id,)
    )
