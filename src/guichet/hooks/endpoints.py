"""Web hooks over HTTP."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.hooks import published, service
from guichet.hooks.deliveries import service as deliveries
from guichet.hooks.deliveries.types import State
from guichet.hooks.outside import TEST_SECONDS, OutsidePart
from guichet.hooks.schemas import (
    HookDeliveryOut,
    HookEventsOut,
    HookIn,
    HookOut,
    HookPutBackOut,
    HookSecretIn,
    HookTestOut,
    NewHookOut,
)
from guichet.hooks.signing import headers
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound
from guichet.kit.http.deps import GroundPart, TenantWork
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.work import UnitOfWork, Work

router = api_router("hooks")

Manager = Annotated[Principal, Depends(require(Right.HOOKS_MANAGE))]
HookId = Annotated[UUID, Path(alias="id")]
_FORBIDDEN = Forbidden("missing_right", right=Right.HOOKS_MANAGE.value)
_NO_HOOK = NotFound("no_such_hook")
_NO_DELIVERY = NotFound("no_such_delivery")
_OFF = Conflict("hook_is_off")
_BAD_ADDRESS = Invalid(None, (FieldFault("address", "hook_forbidden_address"),))
_FULL = Forbidden("quota_reached", quota="hooks", limit=20, used=20)


@router.get("/hooks", responses=refusals(_FORBIDDEN))
async def list_hooks(_who: Manager, work: TenantWork, query: Paging) -> Page[HookOut]:
    """List web hooks, newest first, with how telling them goes."""
    after = query.after(tuple[UUID])
    found = await service.page(work, after[0] if after else None, query.fetch)
    states = await deliveries.states(work, [one.id for one in found])
    return page_of(found, query, lambda one: HookOut.of(one, states), lambda one: (one.id,))


@router.get("/hooks/events", responses=refusals(_FORBIDDEN))
async def list_hook_events(_who: Manager) -> HookEventsOut:
    """List the kinds of event that web hooks are told."""
    return HookEventsOut.everything()


@router.post("/hooks", status_code=201, responses=refusals(_FORBIDDEN, _FULL, _BAD_ADDRESS))
async def create_hook(
    _who: Manager, outside: OutsidePart, work: TenantWork, parts: GroundPart, body: HookIn
) -> NewHookOut:
    """Make a web hook. Its secret is in this answer and never shown again."""
    await outside.admit(body.address)
    new = await service.create(work, body.wishes(), parts.cipher)
    return NewHookOut.of(new, await deliveries.states(work, [new.hook.id]))


@router.get("/hooks/{id}", responses=refusals(_FORBIDDEN, _NO_HOOK))
async def get_hook(_who: Manager, work: TenantWork, hook_id: HookId) -> HookOut:
    """Show a web hook."""
    hook = await service.get(work, hook_id)
    return HookOut.of(hook, await deliveries.states(work, [hook_id]))


@router.put("/hooks/{id}", responses=refusals(_FORBIDDEN, _NO_HOOK, _BAD_ADDRESS))
async def change_hook(
    _who: Manager, outside: OutsidePart, work: TenantWork, hook_id: HookId, body: HookIn
) -> HookOut:
    """Change what a web hook is told, where, or whether. Switched on, it is told what waited."""
    before = await service.get(work, hook_id)
    if before.wishes.address != body.address:
        await outside.admit(body.address)
    hook = await service.change(work, hook_id, body.wishes())
    return HookOut.of(hook, await deliveries.states(work, [hook_id]))


@router.delete("/hooks/{id}", status_code=204, responses=refusals(_FORBIDDEN, _NO_HOOK))
async def remove_hook(_who: Manager, work: TenantWork, hook_id: HookId) -> None:
    """Remove a web hook, with what waits for it."""
    await service.remove(work, hook_id)


@router.post("/hooks/{id}/secret", responses=refusals(_FORBIDDEN, _NO_HOOK))
async def renew_hook_secret(
    _who: Manager, work: TenantWork, parts: GroundPart, hook_id: HookId, body: HookSecretIn
) -> NewHookOut:
    """Give a web hook a new secret, shown in this answer alone."""
    new = await service.renew_secret(work, hook_id, parts.cipher, keep=body.keep_old)
    return NewHookOut.of(new, await deliveries.states(work, [hook_id]))


@router.post("/hooks/{id}/test", responses=refusals(_FORBIDDEN, _NO_HOOK))
async def test_hook(
    who: Manager, outside: OutsidePart, parts: GroundPart, hook_id: HookId
) -> HookTestOut:
    """Post a test to a web hook, now and once, and show what it answers; nothing is kept."""
    open_work = UnitOfWork(parts.request_db, parts.clock, parts.ids)
    async with open_work(who.tenant_id, who.actor) as work:
        hook, keys = await service.signing(work, hook_id, parts.cipher)
    delivery, now = parts.ids.new(), parts.clock.now()
    test = published.Published(published.TEST, "")
    told = published.envelope(
        test, str(delivery), now.isoformat(), str(who.tenant_id), {"hook": str(hook_id)}
    )
    text = json.dumps(told, separators=(",", ":"))
    octets = text.encode()
    async with outside.wire(TEST_SECONDS) as wire:
        signed = headers(str(delivery), now, octets, keys)
        answer = await wire.post(hook_id, hook.wishes.address, signed, octets)
    return HookTestOut.of(answer, text)


@router.get("/hooks/{id}/deliveries", responses=refusals(_FORBIDDEN, _NO_HOOK))
async def list_hook_deliveries(
    _who: Manager,
    work: TenantWork,
    query: Paging,
    *,
    hook_id: HookId,
    state: Annotated[State | None, Query(description="Only those of this state.")] = None,
) -> Page[HookDeliveryOut]:
    """List what a web hook was told and is to be told, newest first."""
    await service.get(work, hook_id)
    after = query.after(tuple[UUID])
    wanted = [state] if state else []
    found = await deliveries.page(work, hook_id, wanted, after[0] if after else None, query.fetch)
    return page_of(found, query, HookDeliveryOut.of, lambda one: (one.id,))


@router.get(
    "/hooks/{id}/deliveries/{delivery_id}", responses=refusals(_FORBIDDEN, _NO_HOOK, _NO_DELIVERY)
)
async def get_hook_delivery(
    _who: Manager, work: TenantWork, hook_id: HookId, delivery_id: UUID
) -> HookDeliveryOut:
    """Show one body and its attempts."""
    await service.get(work, hook_id)
    return HookDeliveryOut.of(await deliveries.get(work, hook_id, delivery_id))


@router.post(
    "/hooks/{id}/deliveries/{delivery_id}/again",
    responses=refusals(_FORBIDDEN, _NO_HOOK, _NO_DELIVERY, _OFF),
)
async def redeliver_hook_delivery(
    _who: Manager, work: TenantWork, hook_id: HookId, delivery_id: UUID
) -> HookDeliveryOut:
    """Post one body again, whatever became of it; its id stays."""
    await _on(work, hook_id)
    return HookDeliveryOut.of(await deliveries.again(work, hook_id, delivery_id))


@router.post("/hooks/{id}/again", responses=refusals(_FORBIDDEN, _NO_HOOK, _OFF))
async def redeliver_hook(_who: Manager, work: TenantWork, hook_id: HookId) -> HookPutBackOut:
    """Post everything that was given up again, up to 5,000 bodies, oldest first."""
    await _on(work, hook_id)
    return HookPutBackOut(count=await deliveries.all_again(work, hook_id))


async def _on(work: Work, hook_id: UUID) -> None:
    if not (await service.get(work, hook_id)).wishes.enabled:
        raise Conflict("hook_is_off")
