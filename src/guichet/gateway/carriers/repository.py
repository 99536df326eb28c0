"""Statements over carriers, under the system role."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers.models import (
    BindRow,
    CarrierRow,
    HeardRow,
    RiderRow,
    RouteAlarmRow,
    RouteMinuteRow,
    RouteMixRow,
    RouteRow,
    RouteRuleRow,
    SendingNoticeRow,
    WatchRow,
)
from guichet.gateway.carriers.types import (
    Ability,
    Alarm,
    BindHealth,
    Carrier,
    Draft,
    Fact,
    Minute,
    Mixed,
    Notice,
    Route,
    Rule,
    Share,
    WatchSettings,
)
from guichet.gateway.mass.contract import MobileOriginated
from guichet.kit.ids import TenantId

_COUNT = text(
    """
INSERT INTO carrier_minute AS c (route_id, minute, handed, refused, cut, delivered, undelivered,
    delay_ms, timed)
SELECT * FROM unnest(CAST(:routes AS uuid[]), CAST(:minutes AS timestamptz[]),
    CAST(:handed AS int[]), CAST(:refused AS int[]), CAST(:cut AS int[]),
    CAST(:delivered AS int[]), CAST(:undelivered AS int[]), CAST(:delay_ms AS bigint[]),
    CAST(:timed AS int[]))
ON CONFLICT (route_id, minute) DO UPDATE SET handed = c.handed + excluded.handed,
    refused = c.refused + excluded.refused, cut = c.cut + excluded.cut,
    delivered = c.delivered + excluded.delivered,
    undelivered = c.undelivered + excluded.undelivered,
    delay_ms = c.delay_ms + excluded.delay_ms, timed = c.timed + excluded.timed
"""
)

_MIX = text(
    """
INSERT INTO carrier_mix AS c (route_id, minute, kind, code, count)
SELECT * FROM unnest(CAST(:routes AS uuid[]), CAST(:minutes AS timestamptz[]),
    CAST(:kinds AS text[]), CAST(:codes AS text[]), CAST(:counts AS int[]))
ON CONFLICT (route_id, minute, kind, code) DO UPDATE SET count = c.count + excluded.count
"""
)


async def add_carrier(session: AsyncSession, one: Carrier) -> None:
    """A new carrier."""
    session.add(
        CarrierRow(id=one.id, version=one.version, name=one.name, created_at=one.created_at)
    )
    await session.flush()


async def carrier(session: AsyncSession, carrier_id: UUID, *, lock: bool = False) -> Carrier | None:
    """One."""
    query = select(CarrierRow).where(CarrierRow.id == carrier_id)
    row = await session.scalar(query.with_for_update() if lock else query)
    return _carrier(row) if row else None


async def change_carrier(session: AsyncSession, one: Carrier) -> None:
    """Write what ``one`` says."""
    values = {"name": one.name, "version": one.version}
    await session.execute(update(CarrierRow).where(CarrierRow.id == one.id).values(values))


async def carriers(session: AsyncSession, after: UUID | None, limit: int) -> list[Carrier]:
    """By id."""
    query = select(CarrierRow).order_by(CarrierRow.id).limit(limit)
    if after is not None:
        query = query.where(CarrierRow.id > after)
    return [_carrier(row) for row in await session.scalars(query)]


async def add_route(session: AsyncSession, one: Route) -> None:
    """A new route."""
    session.add(
        RouteRow(
            id=one.id,
            carrier_id=one.carrier_id,
            kind=one.kind,
            version=one.version,
            created_at=one.created_at,
            **_columns(one),
        )
    )
    await session.flush()


async def route(session: AsyncSession, route_id: UUID, *, lock: bool = False) -> Route | None:
    """One that was not removed."""
    query = select(RouteRow).where(RouteRow.id == route_id, RouteRow.removed_at.is_(None))
    row = await session.scalar(query.with_for_update() if lock else query)
    return _route(row) if row else None


async def routes(session: AsyncSession) -> list[Route]:
    """All that were not removed, by id: an installation has some dozens."""
    query = select(RouteRow).where(RouteRow.removed_at.is_(None)).order_by(RouteRow.id)
    return [_route(row) for row in await session.scalars(query)]


async def change_route(session: AsyncSession, one: Route, removed_at: datetime | None) -> None:
    """Write what ``one`` says."""
    values = {**_columns(one), "version": one.version, "removed_at": removed_at}
    await session.execute(update(RouteRow).where(RouteRow.id == one.id).values(values))


async def rules(session: AsyncSession) -> list[Rule]:
    """In their order."""
    query = select(RouteRuleRow).order_by(RouteRuleRow.position, RouteRuleRow.id)
    return [_rule(row) for row in await session.scalars(query)]


async def put_rules(session: AsyncSession, several: Sequence[Rule]) -> None:
    """Replace all rules."""
    await session.execute(delete(RouteRuleRow))
    for one in several:
        session.add(
            RouteRuleRow(
                id=one.id,
                version=one.version,
                position=one.position,
                tenant_id=one.tenant_id,
                purpose=one.purpose,
                prefixes=list(one.prefixes),
                method=one.method,
                routes=[
                    {"route_id": str(share.route_id), "share": share.share} for share in one.routes
                ],
                second=one.second,
            )
        )
    await session.flush()


async def replace_binds(session: AsyncSession, holder: str, several: Sequence[BindHealth]) -> None:
    """What a process says of the binds it holds: it has no others."""
    await session.execute(delete(BindRow).where(BindRow.holder == holder))
    if not several:
        return
    statement = insert(BindRow).values([asdict(one) for one in several])
    said = {name: statement.excluded[name] for name in asdict(several[0])}
    await session.execute(
        statement.on_conflict_do_update(index_elements=[BindRow.route_id, BindRow.bind], set_=said)
    )


async def binds(session: AsyncSession) -> list[BindHealth]:
    """The last word on every bind."""
    query = select(BindRow).order_by(BindRow.route_id, BindRow.bind)
    return [
        BindHealth(
            row.route_id,
            row.bind,
            row.holder,
            row.state,
            row.at,
            row.window,
            row.outstanding,
            row.answer_ms,
            row.throttled,
            row.words,
        )
        for row in await session.scalars(query)
    ]


async def count(session: AsyncSession, several: Sequence[Minute]) -> None:
    """Add to what passed by routes."""
    values: Mapping[str, Any] = {
        "routes": [one.route_id for one in several],
        "minutes": [one.minute for one in several],
        "handed": [one.handed for one in several],
        "refused": [one.refused for one in several],
        "cut": [one.cut for one in several],
        "delivered": [one.delivered for one in several],
        "undelivered": [one.undelivered for one in several],
        "delay_ms": [one.delay_ms for one in several],
        "timed": [one.timed for one in several],
    }
    await session.execute(_COUNT, values)
    mixed = [(one, key, count) for one in several for key, count in one.mix.items()]
    if mixed:
        said: Mapping[str, Any] = {
            "routes": [one.route_id for one, _, _ in mixed],
            "minutes": [one.minute for one, _, _ in mixed],
            "kinds": [kind for _, (kind, _code), _ in mixed],
            "codes": [code.replace("\x00", "") for _, (_kind, code), _ in mixed],
            "counts": [count for _, _, count in mixed],
        }
        await session.execute(_MIX, said)


async def passed(session: AsyncSession, route_id: UUID, since: datetime) -> list[Minute]:
    """What passed by a route since, minute by minute."""
    minutes = select(RouteMinuteRow).where(
        RouteMinuteRow.route_id == route_id, RouteMinuteRow.minute >= since
    )
    mixed = select(RouteMixRow).where(RouteMixRow.route_id == route_id, RouteMixRow.minute >= since)
    return await _minutes(session, minutes, mixed)


async def passed_by_all(session: AsyncSession, since: datetime) -> list[Minute]:
    """What passed by all routes since, oldest first."""
    minutes = select(RouteMinuteRow).where(RouteMinuteRow.minute >= since)
    mixed = select(RouteMixRow).where(RouteMixRow.minute >= since)
    return await _minutes(session, minutes, mixed)


async def _minutes(
    session: AsyncSession, minutes: Select[RouteMinuteRow], mixed: Select[RouteMixRow]
) -> list[Minute]:
    mixes: dict[tuple[UUID, datetime], dict[Mixed, int]] = {}
    for mix in await session.scalars(mixed):
        mixes.setdefault((mix.route_id, mix.minute), {})[mix.kind, mix.code] = mix.count
    return [
        Minute(
            row.route_id,
            row.minute,
            row.handed,
            row.refused,
            row.cut,
            row.delivered,
            row.undelivered,
            row.delay_ms,
            row.timed,
            mixes.get((row.route_id, row.minute), {}),
        )
        for row in await session.scalars(minutes.order_by(RouteMinuteRow.minute))
    ]


async def passed_between(
    session: AsyncSession, route_id: UUID, spans: Sequence[tuple[datetime, datetime]]
) -> list[Minute]:
    """What passed by a route within any of ``spans``, oldest first."""
    minutes = select(RouteMinuteRow).where(
        RouteMinuteRow.route_id == route_id,
        or_(*(RouteMinuteRow.minute.between(*span) for span in spans)),
    )
    mixed = select(RouteMixRow).where(
        RouteMixRow.route_id == route_id,
        or_(*(RouteMixRow.minute.between(*span) for span in spans)),
    )
    return await _minutes(session, minutes, mixed)


async def forget_minutes(session: AsyncSession, before: datetime) -> None:
    """Delete what passed before an instant."""
    await session.execute(delete(RouteMinuteRow).where(RouteMinuteRow.minute < before))
    await session.execute(delete(RouteMixRow).where(RouteMixRow.minute < before))


async def open_alarms(session: AsyncSession) -> list[Alarm]:
    """Those of now, oldest first."""
    query = select(RouteAlarmRow).where(RouteAlarmRow.closed_at.is_(None))
    return [_alarm(row) for row in await session.scalars(query.order_by(RouteAlarmRow.id))]


async def alarms(session: AsyncSession, before: UUID | None, limit: int) -> list[Alarm]:
    """All of them, the newest first."""
    query = select(RouteAlarmRow).order_by(RouteAlarmRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(RouteAlarmRow.id < before)
    return [_alarm(row) for row in await session.scalars(query)]


async def put_alarm(session: AsyncSession, one: Alarm) -> None:
    """Write what ``one`` says."""
    values = {
        "route_id": one.route_id,
        "version": one.version,
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "signs": [asdict(fact) for fact in one.facts],
        "told": list(one.told),
    }
    statement = insert(RouteAlarmRow).values(id=one.id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[RouteAlarmRow.id], set_=values)
    )


async def watch_settings(session: AsyncSession) -> WatchSettings:
    """Whom alarms are told."""
    row = await session.get(WatchRow, 1)
    if row is None:
        return WatchSettings()
    language: Literal["en", "fr"] = "fr" if row.language == "fr" else "en"
    return WatchSettings(tuple(row.mails), tuple(row.numbers), language, row.version)


async def put_watch_settings(session: AsyncSession, one: WatchSettings) -> None:
    """Write what ``one`` says."""
    values = {
        "mails": list(one.mails),
        "numbers": list(one.numbers),
        "language": one.language,
        "version": one.version,
    }
    statement = insert(WatchRow).values(id=1, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[WatchRow.id], set_=values)
    )


async def put_riders(
    session: AsyncSession, several: Sequence[tuple[UUID, TenantId]], now: datetime
) -> None:
    """Whose messages went by which route just now."""
    rows = [{"route_id": route, "tenant_id": tenant, "at": now} for route, tenant in several]
    statement = insert(RiderRow).values(rows)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[RiderRow.route_id, RiderRow.tenant_id], set_={"at": now}
        )
    )


async def riders(session: AsyncSession, route_id: UUID, since: datetime) -> list[TenantId]:
    """Whose messages went by a route since."""
    query = select(RiderRow.tenant_id).where(RiderRow.route_id == route_id, RiderRow.at >= since)
    return [TenantId(one) for one in await session.scalars(query.order_by(RiderRow.tenant_id))]


async def add_notice(session: AsyncSession, one: Notice, route_id: UUID) -> None:
    """A new notice."""
    session.add(
        SendingNoticeRow(
            tenant_id=one.tenant_id,
            id=one.id,
            route_id=route_id,
            version=one.version,
            begun_at=one.begun_at,
            ended_at=one.ended_at,
        )
    )
    await session.flush()


async def end_notices(session: AsyncSession, route_id: UUID, now: datetime) -> list[Notice]:
    """End those about a route (system role); as they are then."""
    statement = (
        update(SendingNoticeRow)
        .where(SendingNoticeRow.route_id == route_id, SendingNoticeRow.ended_at.is_(None))
        .values(ended_at=now, version=SendingNoticeRow.version + 1)
        .returning(SendingNoticeRow)
    )
    return [_notice(row) for row in await session.scalars(statement)]


async def open_notices(session: AsyncSession, tenant_id: TenantId) -> list[Notice]:
    """What a company is told now, oldest first."""
    query = select(SendingNoticeRow).where(
        SendingNoticeRow.tenant_id == tenant_id, SendingNoticeRow.ended_at.is_(None)
    )
    return [_notice(row) for row in await session.scalars(query.order_by(SendingNoticeRow.id))]


async def taken_since(session: AsyncSession, route_id: UUID, since: datetime) -> int:
    """How many parts a route's carrier took since."""
    query = select(func.coalesce(func.sum(RouteMinuteRow.handed), 0)).where(
        RouteMinuteRow.route_id == route_id, RouteMinuteRow.minute >= since
    )
    return int(await session.scalar(query) or 0)


async def keep_heard(
    session: AsyncSession, route_id: UUID, several: Sequence[MobileOriginated], now: datetime
) -> None:
    """Keep texts from telephones; repeats change nothing. Those of one time keep their order."""
    rows = {
        one.peer_id: {
            "route_id": route_id,
            "peer_id": one.peer_id,
            "sender": one.sender,
            "addressee": one.to,
            "text": one.text.replace("\x00", ""),
            "at": one.at,
            "heard_at": now + timedelta(microseconds=place),
        }
        for place, one in enumerate(several)
    }
    await session.execute(insert(HeardRow).values(list(rows.values())).on_conflict_do_nothing())


def _columns(one: Route) -> dict[str, Any]:
    draft = one.draft
    return {
        "title": draft.title,
        "settings": dict(draft.settings),
        "binds": draft.binds,
        "enabled": draft.enabled,
        "prefixes": list(draft.prefixes),
        "abilities": {place: asdict(able) for place, able in draft.abilities.items()},
        "cost_list_id": draft.cost_list_id,
        "day_quota": draft.day_quota,
        "isolated_at": one.isolated_at,
        "isolated_reason": one.isolated_reason,
    }


def _notice(row: SendingNoticeRow) -> Notice:
    tenant = TenantId(row.tenant_id)
    return Notice(row.id, tenant, row.version, row.begun_at, row.ended_at)


def _alarm(row: RouteAlarmRow) -> Alarm:
    facts = tuple(Fact(**fact) for fact in row.signs)
    return Alarm(
        row.id, row.route_id, row.version, row.opened_at, row.closed_at, facts, tuple(row.told)
    )


def _carrier(row: CarrierRow) -> Carrier:
    return Carrier(row.id, row.version, row.name, row.created_at)


def _route(row: RouteRow) -> Route:
    draft = Draft(
        title=row.title,
        settings=row.settings,
        binds=row.binds,
        enabled=row.enabled,
        prefixes=tuple(row.prefixes),
        abilities={place: Ability(**able) for place, able in row.abilities.items()},
        cost_list_id=row.cost_list_id,
        day_quota=row.day_quota,
    )
    return Route(
        row.id,
        row.carrier_id,
        row.version,
        row.kind,
        draft,
        row.isolated_at,
        row.isolated_reason,
        row.created_at,
    )


def _rule(row: RouteRuleRow) -> Rule:
    return Rule(
        row.id,
        row.version,
        row.position,
        TenantId(row.tenant_id) if row.tenant_id else None,
        row.purpose,
        tuple(row.prefixes),
        row.method,
        tuple(Share(UUID(one["route_id"]), one["share"]) for one in row.routes),
        row.second,
    )
