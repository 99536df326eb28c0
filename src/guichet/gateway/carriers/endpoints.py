"""Carriers, routes and rules over HTTP, for operators of the platform."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from guichet.accounts.http import PlatformWork, Works, require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.gateway.carriers import service
from guichet.gateway.carriers.deps import LinkKindsPart
from guichet.gateway.carriers.schemas import (
    AlarmOut,
    CarrierOut,
    LinkKindList,
    LinkKindOut,
    NewCarrier,
    NewRoute,
    RouteAnswer,
    RouteCalls,
    RouteChange,
    RouteIsolation,
    RouteList,
    RouteMinute,
    RouteMinutes,
    RouteOut,
    RouteQuestion,
    RouteRule,
    RouteRules,
    RouteTest,
    RouteWatch,
)
from guichet.gateway.carriers.types import Route, WatchSettings
from guichet.gateway.deps import ChannelsPart
from guichet.kit.errors import Conflict, FieldFault, Forbidden, Invalid, NotFound, Unavailable
from guichet.kit.http.deps import CallerLanguage
from guichet.kit.http.paging import Page, Paging, page_of
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

router = api_router("carriers")

Operator = Annotated[Principal, Depends(require(Right.PLATFORM_SENDING))]
PathId = Annotated[UUID, Path(alias="id")]
SHOWN = timedelta(hours=2)
"""How far back what passed is shown."""
_FORBIDDEN = Forbidden("missing_right", right=Right.PLATFORM_SENDING.value)
_NO_ROUTE = NotFound("no_such_route")
_NO_CARRIER = NotFound("no_such_carrier")
_UNKNOWN_LINK = Invalid(None, (FieldFault("kind", "unknown_link"),))


@router.get("/platform/carriers", responses=refusals(_FORBIDDEN))
async def list_carriers(_who: Operator, work: PlatformWork, query: Paging) -> Page[CarrierOut]:
    """List carriers."""
    after = query.after(tuple[UUID])
    found = await service.carriers(work.session, after[0] if after else None, query.fetch)
    return page_of(found, query, CarrierOut.of, lambda one: (one.id,))


@router.post("/platform/carriers", status_code=201, responses=refusals(_FORBIDDEN, Invalid()))
async def create_carrier(_who: Operator, work: PlatformWork, body: NewCarrier) -> CarrierOut:
    """Add a carrier, without routes yet."""
    return CarrierOut.of(await service.create_carrier(work, body.name))


@router.put("/platform/carriers/{id}", responses=refusals(_FORBIDDEN, _NO_CARRIER, Invalid()))
async def rename_carrier(
    _who: Operator, work: PlatformWork, carrier_id: PathId, body: NewCarrier
) -> CarrierOut:
    """Call a carrier otherwise. Repeating it is harmless."""
    return CarrierOut.of(await service.rename_carrier(work, carrier_id, body.name))


@router.get("/platform/link-kinds", responses=refusals(_FORBIDDEN))
async def list_link_kinds(_who: Operator, kinds: LinkKindsPart) -> LinkKindList:
    """List the kinds of connection to carriers there are."""
    found = sorted(kinds.all().items())
    return LinkKindList(
        items=[LinkKindOut.of(kind, link, kinds.presets(kind)) for kind, link in found]
    )


@router.get("/platform/routes", responses=refusals(_FORBIDDEN))
async def list_routes(_who: Operator, work: PlatformWork) -> RouteList:
    """List all routes, with how each of their connections is."""
    binds = await service.binds(work.session)
    routes = await service.routes(work.session)
    return RouteList(items=[RouteOut.of(one, binds) for one in routes])


@router.post(
    "/platform/routes", status_code=201, responses=refusals(_FORBIDDEN, _NO_CARRIER, _UNKNOWN_LINK)
)
async def create_route(
    _who: Operator, work: PlatformWork, kinds: LinkKindsPart, body: NewRoute
) -> RouteOut:
    """Add a route; its connections are opened within a second or two."""
    made = await service.create_route(work, kinds, body.carrier_id, body.kind, body.draft())
    return RouteOut.of(made, ())


@router.get("/platform/routes/{id}", responses=refusals(_FORBIDDEN, _NO_ROUTE))
async def get_route(_who: Operator, work: PlatformWork, route_id: PathId) -> RouteOut:
    """Show a route, with how each of its connections is."""
    return await _shown(work, await service.route(work.session, route_id))


@router.put(
    "/platform/routes/{id}",
    responses=refusals(_FORBIDDEN, _NO_ROUTE, Conflict("changed_meanwhile"), Invalid()),
)
async def put_route(
    _who: Operator, work: PlatformWork, kinds: LinkKindsPart, route_id: PathId, body: RouteChange
) -> RouteOut:
    """Set everything a route is; switched off, its connections end once the carrier answered."""
    changed = await service.change_route(work, kinds, route_id, body.version, body.draft())
    return await _shown(work, changed)


@router.delete(
    "/platform/routes/{id}",
    status_code=204,
    responses=refusals(_FORBIDDEN, _NO_ROUTE, Conflict("route_in_rules", title="Océan, 1")),
)
async def remove_route(_who: Operator, work: PlatformWork, route_id: PathId) -> None:
    """Take a route away for good, once no rule names it; its links end in order."""
    await service.remove_route(work, route_id)


@router.post("/platform/routes/{id}/isolate", responses=refusals(_FORBIDDEN, _NO_ROUTE, Invalid()))
async def isolate_route(
    _who: Operator, work: PlatformWork, route_id: PathId, body: RouteIsolation
) -> RouteOut:
    """Let nothing more go by a route; its receipts are still heard. Repeating it is harmless."""
    return await _shown(work, await service.isolate(work, route_id, body.reason))


@router.post("/platform/routes/{id}/join", responses=refusals(_FORBIDDEN, _NO_ROUTE))
async def join_route(_who: Operator, work: PlatformWork, route_id: PathId) -> RouteOut:
    """Let messages go by an isolated route again. Repeating it is harmless."""
    return await _shown(work, await service.join(work, route_id))


@router.post("/platform/routes/{id}/test", responses=refusals(_FORBIDDEN, _NO_ROUTE, Unavailable()))
async def try_route(
    _who: Operator,
    works: Works,
    kinds: LinkKindsPart,
    channels: ChannelsPart,
    route_id: PathId,
) -> RouteTest:
    """Try the settings of a route without sending anything."""
    async with works() as work:
        route = await service.route(work.session, route_id)
    door, link = kinds.door(route), kinds.find(route.kind)
    if door is None or link is None or channels.tools is None:
        raise Unavailable
    told = await link(door, channels.tools).probe()
    return RouteTest(ok=told.ok, code=told.code, detail=told.detail)


@router.get("/platform/routes/{id}/calls", responses=refusals(_FORBIDDEN, _NO_ROUTE, Unavailable()))
async def list_route_calls(
    _who: Operator,
    works: Works,
    kinds: LinkKindsPart,
    channels: ChannelsPart,
    route_id: PathId,
) -> RouteCalls:
    """The addresses the carrier of a route is to call. Who knows them may speak in its name."""
    async with works() as work:
        route = await service.route(work.session, route_id)
    door, link = kinds.door(route), kinds.find(route.kind)
    if door is None or link is None or channels.tools is None:
        raise Unavailable
    return RouteCalls(addresses=dict(link(door, channels.tools).calls))


@router.get("/platform/routes/{id}/minutes", responses=refusals(_FORBIDDEN, _NO_ROUTE))
async def list_route_minutes(_who: Operator, work: PlatformWork, route_id: PathId) -> RouteMinutes:
    """What passed by a route in the last two hours, minute by minute."""
    await service.route(work.session, route_id)
    found = await service.passed(work.session, route_id, work.now - SHOWN)
    return RouteMinutes(items=[RouteMinute.of(one) for one in found])


@router.get("/platform/route-alarms", responses=refusals(_FORBIDDEN))
async def list_route_alarms(
    _who: Operator, work: PlatformWork, language: CallerLanguage, query: Paging
) -> Page[AlarmOut]:
    """Alarms about routes, the newest first."""
    after = query.after(tuple[UUID])
    found = await service.alarms(work.session, after[0] if after else None, query.fetch)
    return page_of(found, query, lambda one: AlarmOut.of(one, language), lambda one: (one.id,))


@router.get("/platform/route-watch", responses=refusals(_FORBIDDEN))
async def get_route_watch(_who: Operator, work: PlatformWork) -> RouteWatch:
    """Whom alarms about routes are told, besides the platform's operators."""
    return RouteWatch.of(await service.watch_settings(work.session))


@router.put("/platform/route-watch", responses=refusals(_FORBIDDEN, Invalid()))
async def put_route_watch(_who: Operator, work: PlatformWork, body: RouteWatch) -> RouteWatch:
    """Decide whom alarms about routes are told, besides the platform's operators."""
    wanted = WatchSettings(tuple(body.mails), tuple(body.numbers), body.language)
    return RouteWatch.of(await service.put_watch_settings(work, wanted))


@router.get("/platform/route-rules", responses=refusals(_FORBIDDEN))
async def get_route_rules(_who: Operator, work: PlatformWork) -> RouteRules:
    """The rules by which routes are chosen, in their order."""
    found = await service.rules(work.session)
    return RouteRules(rules=[RouteRule.of(one) for one in found])


@router.put("/platform/route-rules", responses=refusals(_FORBIDDEN, Invalid()))
async def put_route_rules(_who: Operator, work: PlatformWork, body: RouteRules) -> RouteRules:
    """Replace the rules by which routes are chosen. Without any, the cheapest open route that
    serves the number is taken.
    """
    given = [one.rule(work.ids.new(), place) for place, one in enumerate(body.rules, 1)]
    put = await service.put_rules(work, given)
    return RouteRules(rules=[RouteRule.of(one) for one in put])


@router.post("/platform/route-rules/try", responses=refusals(_FORBIDDEN, Invalid()))
async def try_route_rules(
    _who: Operator, work: PlatformWork, language: CallerLanguage, body: RouteQuestion
) -> RouteAnswer:
    """Which route a message would take now, and why no other; nothing is sent."""
    rules = (
        await service.rules(work.session)
        if body.rules is None
        else [one.rule(work.ids.new(), place) for place, one in enumerate(body.rules, 1)]
    )
    tenant = TenantId(body.tenant_id) if body.tenant_id else None
    told = await service.explain(work, tenant, body.parcel(work.ids.new()), rules)
    return RouteAnswer.of(told, rules, language)


async def _shown(work: Work, route: Route) -> RouteOut:
    return RouteOut.of(route, await service.binds(work.session))
