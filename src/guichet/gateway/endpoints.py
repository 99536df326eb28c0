"""Channels and entry points, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.deps import ChannelsPart
from guichet.gateway.entry_points import service
from guichet.gateway.schemas import (
    ChannelList,
    ChannelOut,
    EntryPointChange,
    EntryPointOut,
    NewEntryPoint,
)
from guichet.kit.errors import FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("entry points")

Reader = Annotated[Principal, Depends(require(Right.ENTRY_POINTS_READ))]
Manager = Annotated[Principal, Depends(require(Right.ENTRY_POINTS_MANAGE))]
BAD_ORIGIN = Invalid(None, (FieldFault("allowed_origins/0", "not_an_origin"),))
NOT_OFFERED = Invalid(None, (FieldFault("kind", "unknown_channel"),))


@router.get("/channels", responses=refusals(Forbidden()))
async def list_channels(_who: Reader, channels: ChannelsPart) -> ChannelList:
    """List the kinds of channel there are."""
    return ChannelList(items=[ChannelOut.of(one) for one in channels.registry.kinds()])


@router.get("/entry-points", responses=refusals(Forbidden(), Invalid()))
async def list_entry_points(
    _who: Reader, work: TenantWork, ground: GroundPart, query: Paging
) -> Page[EntryPointOut]:
    """List where requests come in."""
    after = query.after(tuple[UUID])
    rows = await service.page(work, after[0] if after else None, query.fetch)
    base_url = ground.settings.base_url
    return page_of(rows, query, lambda one: EntryPointOut.of(one, base_url), lambda one: (one.id,))


@router.post("/entry-points", status_code=201, responses=refusals(Forbidden(), BAD_ORIGIN))
async def create_entry_point(
    _who: Manager,
    work: TenantWork,
    ground: GroundPart,
    channels: ChannelsPart,
    wanted: NewEntryPoint,
) -> EntryPointOut:
    """Open an entry point."""
    channel = channels.registry.find(wanted.kind)
    if channel is not None and not channel.offered:
        raise NOT_OFFERED
    made = await service.create(work, channels.registry, wanted.kind, wanted.draft())
    return EntryPointOut.of(made, ground.settings.base_url)


@router.get("/entry-points/{entry_point_id}", responses=refusals(NotFound(), Forbidden()))
async def get_entry_point(
    _who: Reader, work: TenantWork, ground: GroundPart, entry_point_id: UUID
) -> EntryPointOut:
    """Show one entry point."""
    return EntryPointOut.of(await service.get(work, entry_point_id), ground.settings.base_url)


@router.patch(
    "/entry-points/{entry_point_id}", responses=refusals(NotFound(), Forbidden(), BAD_ORIGIN)
)
async def change_entry_point(
    _who: Manager,
    work: TenantWork,
    ground: GroundPart,
    channels: ChannelsPart,
    entry_point_id: UUID,
    *,
    wanted: EntryPointChange,
) -> EntryPointOut:
    """Change an entry point."""
    current = await service.get(work, entry_point_id)
    draft = wanted.over(current)
    changed = await service.change(work, channels.registry, entry_point_id, draft)
    return EntryPointOut.of(changed, ground.settings.base_url)


@router.delete(
    "/entry-points/{entry_point_id}", status_code=204, responses=refusals(NotFound(), Forbidden())
)
async def remove_entry_point(_who: Manager, work: TenantWork, entry_point_id: UUID) -> None:
    """Close an entry point for good; conversations that came through it stay."""
    await service.remove(work, entry_point_id)
