"""Carriers and routes: made, changed, isolated and joined again by operators of the platform (under
the system role).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.gateway.carriers import notices, repository
from guichet.gateway.carriers.events import (
    CARRIER_CREATED,
    CARRIER_RENAMED,
    ROUTE_CHANGED,
    ROUTE_CREATED,
    ROUTE_ISOLATED,
    ROUTE_JOINED,
    ROUTE_REMOVED,
    RULES_CHANGED,
    WATCH_CHANGED,
    carrier_item,
    route_event,
)
from guichet.gateway.carriers.kinds import LinkKinds
from guichet.gateway.carriers.standing import Standing
from guichet.gateway.carriers.types import (
    Alarm,
    BindHealth,
    Carrier,
    Draft,
    Explained,
    Minute,
    Route,
    Rule,
    WatchSettings,
)
from guichet.gateway.entry_points.settings_at_rest import opened, stored, with_kept_secrets
from guichet.gateway.mass.contract import AnyLink, Parcel
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.events.types import EventKind, Json, NewEvent
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

NO_ROUTE: Final = "no_such_route"
MINUTES_KEPT: Final = timedelta(weeks=5)


async def create_carrier(work: Work, name: str) -> Carrier:
    """A new carrier, without routes."""
    made = Carrier(work.ids.new(), 1, name, work.now)
    await repository.add_carrier(work.session, made)
    await _note_carrier(work, CARRIER_CREATED, made)
    return made


async def rename_carrier(work: Work, carrier_id: UUID, name: str) -> Carrier:
    """Call a carrier otherwise. Harmless to repeat.

    :raises NotFound: ``no_such_carrier``
    """
    before = await repository.carrier(work.session, carrier_id, lock=True)
    if before is None:
        raise NotFound("no_such_carrier")
    if before.name == name:
        return before
    after = replace(before, name=name, version=before.version + 1)
    await repository.change_carrier(work.session, after)
    await _note_carrier(work, CARRIER_RENAMED, after)
    return after


async def carriers(session: AsyncSession, after: UUID | None, limit: int) -> Sequence[Carrier]:
    """By id, after ``after``."""
    return await repository.carriers(session, after, limit)


async def create_route(
    work: Work, kinds: LinkKinds, carrier_id: UUID, kind: str, draft: Draft
) -> Route:
    """A new route.

    :raises NotFound: ``no_such_carrier``
    :raises Invalid: naming the field
    """
    if await repository.carrier(work.session, carrier_id) is None:
        raise NotFound("no_such_carrier")
    link = kinds.find(kind)
    if link is None:
        raise Invalid(None, (FieldFault("kind", "unknown_link"),))
    route_id = work.ids.new()
    settings = _settings(kinds, link, route_id, draft.settings, {})
    made = Route(
        route_id, carrier_id, 1, kind, replace(draft, settings=settings), None, None, work.now
    )
    await repository.add_route(work.session, made)
    await _note(work, ROUTE_CREATED, made)
    return made


async def route(session: AsyncSession, route_id: UUID) -> Route:
    """One.

    :raises NotFound: ``no_such_route``
    """
    return _found(await repository.route(session, route_id))


async def routes(session: AsyncSession) -> Sequence[Route]:
    """All of them."""
    return await repository.routes(session)


async def binds(session: AsyncSession) -> Sequence[BindHealth]:
    """The last word on every bind there is."""
    return await repository.binds(session)


async def passed(session: AsyncSession, route_id: UUID, since: datetime) -> Sequence[Minute]:
    """What passed by a route since, minute by minute."""
    return await repository.passed(session, route_id, since)


async def change_route(
    work: Work, kinds: LinkKinds, route_id: UUID, version: int, draft: Draft
) -> Route:
    """Set everything ``draft`` says; secrets that were not given anew stay. ``version`` is the one
    that was read.

    :raises NotFound: ``no_such_route``
    :raises Conflict: ``changed_meanwhile``
    :raises Invalid: naming the field
    """
    before = _found(await repository.route(work.session, route_id, lock=True))
    if before.version != version:
        raise Conflict("changed_meanwhile")
    settings = before.draft.settings
    link = kinds.find(before.kind)
    if link is not None:
        held = opened(settings, kinds.cipher, route_id)
        settings = _settings(kinds, link, route_id, draft.settings, held)
    return await _change(work, ROUTE_CHANGED, before, draft=replace(draft, settings=settings))


async def isolate(work: Work, route_id: UUID, reason: str) -> Route:
    """Let nothing more go by a route, at once; its receipts are still heard. Harmless to repeat.

    :raises NotFound: ``no_such_route``
    """
    before = _found(await repository.route(work.session, route_id, lock=True))
    if before.isolated_at is not None:
        return before
    after = await _change(
        work, ROUTE_ISOLATED, before, isolated_at=work.now, isolated_reason=reason
    )
    await notices.begin(work, route_id)
    return after


async def join(work: Work, route_id: UUID) -> Route:
    """Let messages go by an isolated route again. Harmless to repeat.

    :raises NotFound: ``no_such_route``
    """
    before = _found(await repository.route(work.session, route_id, lock=True))
    if before.isolated_at is None:
        return before
    after = await _change(work, ROUTE_JOINED, before, isolated_at=None, isolated_reason=None)
    await notices.end(work, route_id)
    return after


async def remove_route(work: Work, route_id: UUID) -> None:
    """Take a route away for good; its links end in order, and what it carried still names it.

    :raises NotFound: ``no_such_route``
    :raises Conflict: ``route_in_rules``: a rule names it
    """
    before = _found(await repository.route(work.session, route_id, lock=True))
    rules = await repository.rules(work.session)
    if any(share.route_id == route_id for rule in rules for share in rule.routes):
        raise Conflict("route_in_rules", title=before.draft.title)
    draft = replace(before.draft, enabled=False)
    after = replace(before, version=before.version + 1, draft=draft)
    await repository.change_route(work.session, after, work.now)
    await _note(work, ROUTE_REMOVED, after)
    await notices.end(work, route_id)


async def rules(session: AsyncSession) -> Sequence[Rule]:
    """In their order."""
    return await repository.rules(session)


async def put_rules(work: Work, several: Sequence[Rule]) -> Sequence[Rule]:
    """Replace all rules.

    :raises Invalid: one names a route that does not exist
    """
    known = {one.id for one in await repository.routes(work.session)}
    faults = [
        FieldFault(f"rules/{place}/routes", NO_ROUTE)
        for place, rule in enumerate(several)
        if any(one.route_id not in known for one in rule.routes)
    ]
    if faults:
        raise Invalid(None, tuple(faults))
    await repository.put_rules(work.session, several)
    item = {"count": len(several)}
    await work.record(NewEvent(RULES_CHANGED, "route_rules:all", 1, {"item": {**item}}))
    await audit.write(work, RULES_CHANGED, "route_rules:all", {**item})
    return several


async def _note_carrier(work: Work, kind: EventKind, one: Carrier) -> None:
    subject = f"carrier:{one.id}"
    await work.record(NewEvent(kind, subject, one.version, {"item": carrier_item(one)}))
    await audit.write(work, kind, subject, {"name": one.name})


async def alarms(session: AsyncSession, before: UUID | None, limit: int) -> Sequence[Alarm]:
    """That routes were not well, the newest first."""
    return await repository.alarms(session, before, limit)


async def watch_settings(session: AsyncSession) -> WatchSettings:
    """Whom alarms are told besides the platform's operators."""
    return await repository.watch_settings(session)


async def put_watch_settings(work: Work, wanted: WatchSettings) -> WatchSettings:
    """Decide whom alarms are told. Harmless to repeat."""
    before = await repository.watch_settings(work.session)
    after = replace(wanted, version=before.version + 1)
    await repository.put_watch_settings(work.session, after)
    item: Json = {"mails": [*after.mails], "numbers": [*after.numbers]}
    await work.record(NewEvent(WATCH_CHANGED, "route_watch:all", after.version, {"item": item}))
    await audit.write(work, WATCH_CHANGED, "route_watch:all")
    return after


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Drop what passed by routes longer ago than the watch asks for."""
    await repository.forget_minutes(session, now - MINUTES_KEPT)


async def explain(
    work: Work, tenant_id: TenantId | None, parcel: Parcel, rules: Sequence[Rule]
) -> Explained:
    """Which route ``parcel`` would take by ``rules``, and why no other."""
    standing = Standing()
    await standing.refresh(work.session, work.now)
    return standing.explain(tenant_id, parcel, rules)


def _found(one: Route | None) -> Route:
    if one is None:
        raise NotFound(NO_ROUTE)
    return one


async def _change(work: Work, kind: EventKind, before: Route, **changes: Any) -> Route:
    after = replace(before, version=before.version + 1, **changes)
    await repository.change_route(work.session, after, None)
    await _note(work, kind, after)
    return after


async def _note(work: Work, kind: EventKind, one: Route) -> None:
    event = route_event(kind, one)
    await work.record(event)
    details = {"title": one.draft.title, "reason": one.isolated_reason or ""}
    await audit.write(work, kind, event.subject, details)


def _settings(
    kinds: LinkKinds,
    link: type[AnyLink],
    route_id: UUID,
    given: Mapping[str, Any],
    before: Mapping[str, Any],
) -> Mapping[str, Any]:
    try:
        settings = link.Settings.model_validate(with_kept_secrets(given, before, link.Settings))
    except ValidationError as refused:
        raise Invalid(
            None,
            tuple(
                FieldFault("/".join(("settings", *map(str, error["loc"]))), "wrong_value")
                for error in refused.errors(include_input=False, include_url=False)
            ),
        ) from None
    return stored(settings, kinds.cipher, route_id)
