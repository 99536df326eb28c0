"""The tables of carriers: the platform's own."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from guichet.gateway.carriers.types import Method, MixKind, Second
from guichet.gateway.mass.contract import LinkState
from guichet.gateway.mass.types import Purpose
from guichet.gateway.types import Fate
from guichet.kit.db.tables import ALL, KEEP, READ, Grants, PlatformTable, TenantTable


class CarrierRow(PlatformTable):
    """A carrier. Never deleted: outcomes name its routes for ever."""

    __tablename__ = "carrier"
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    created_at: Mapped[datetime]


class RouteRow(PlatformTable):
    """A way to reach a carrier. Never deleted; ``removed_at`` hides it."""

    __tablename__ = "carrier_route"
    __table_args__ = (Index("ix_carrier_route_carrier", "carrier_id"),)
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    carrier_id: Mapped[UUID] = mapped_column(ForeignKey("carrier.id"))
    version: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    binds: Mapped[int] = mapped_column(SmallInteger)
    enabled: Mapped[bool]
    prefixes: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    abilities: Mapped[dict[str, Any]] = mapped_column(JSONB)
    cost_list_id: Mapped[UUID | None] = mapped_column(ForeignKey("price_list.id"))
    day_quota: Mapped[int | None]
    isolated_at: Mapped[datetime | None]
    isolated_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class RouteRuleRow(PlatformTable):
    """Which routes may carry what."""

    __tablename__ = "carrier_rule"
    system_may: ClassVar[Grants] = ALL

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    position: Mapped[int]
    tenant_id: Mapped[UUID | None]
    purpose: Mapped[Purpose | None] = mapped_column(Text())
    prefixes: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    method: Mapped[Method] = mapped_column(Text())
    routes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    second: Mapped[Second] = mapped_column(Text(), server_default=text("'slow'"))


class BindRow(PlatformTable):
    """How a bind is, as its holder said last."""

    __tablename__ = "carrier_bind"

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    bind: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    holder: Mapped[str]
    state: Mapped[LinkState] = mapped_column(Text())
    at: Mapped[datetime]
    window: Mapped[int]
    outstanding: Mapped[int]
    answer_ms: Mapped[int | None]
    throttled: Mapped[int]
    words: Mapped[str | None]


class RouteMinuteRow(PlatformTable):
    """What passed by a route within one minute, summed over processes."""

    __tablename__ = "carrier_minute"
    __table_args__ = (Index("ix_carrier_minute_minute", "minute"),)

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    handed: Mapped[int]
    refused: Mapped[int]
    cut: Mapped[int]
    delivered: Mapped[int]
    undelivered: Mapped[int]
    delay_ms: Mapped[int] = mapped_column(BigInteger)
    timed: Mapped[int]


class RouteMixRow(PlatformTable):
    """How often a reason was given within one minute, or a step of delay was seen."""

    __tablename__ = "carrier_mix"
    __table_args__ = (Index("ix_carrier_mix_minute", "minute"),)

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[MixKind] = mapped_column(Text(), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class RouteAlarmRow(PlatformTable):
    """That a route was not well, with what told so. Never deleted."""

    __tablename__ = "carrier_alarm"
    __table_args__ = (
        Index("ix_carrier_alarm_open", "route_id", postgresql_where=text("closed_at IS NULL")),
    )
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    route_id: Mapped[UUID] = mapped_column(ForeignKey("carrier_route.id"))
    version: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    signs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    told: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    """Mail addresses and numbers that were written to."""


class WatchRow(PlatformTable):
    """Whom alarms are told besides the platform's operators: one row."""

    __tablename__ = "carrier_watch"
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    mails: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    numbers: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    language: Mapped[str]
    version: Mapped[int]


class RiderRow(PlatformTable):
    """Which company's messages went by a route lately: whom it concerns when it carries no more."""

    __tablename__ = "carrier_rider"

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class SendingNoticeRow(TenantTable):
    """What the platform tells a company about its messages, as long as it is so."""

    __tablename__ = "sending_notice"
    __table_args__ = (
        Index("ix_sending_notice_open", "tenant_id", postgresql_where=text("ended_at IS NULL")),
        Index("ix_sending_notice_route", "route_id", postgresql_where=text("ended_at IS NULL")),
    )
    request_may: ClassVar[Grants] = READ
    system_may: ClassVar[Grants] = KEEP

    id: Mapped[UUID] = mapped_column(primary_key=True)
    route_id: Mapped[UUID]
    """Not shown to the company: which operators the platform uses is its own affair."""
    version: Mapped[int]
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HeardRow(PlatformTable):
    """A text a telephone sent, acknowledged to the carrier because it stands here."""

    __tablename__ = "carrier_heard"
    __table_args__ = (
        Index("ix_carrier_heard_taken", "taken_at", "heard_at"),
        Index("ix_carrier_heard_talk", "sender", "addressee", "heard_at"),
        Index(
            "ix_carrier_heard_stray",
            "heard_at",
            postgresql_where=text("fate IN ('nobody', 'failed')"),
        ),
    )

    route_id: Mapped[UUID] = mapped_column(primary_key=True)
    peer_id: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str]
    addressee: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    heard_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    """When somebody dealt with it; none: not yet."""
    id: Mapped[UUID | None]
    """By what it is told to others. Like all that follows: none as long as nobody dealt with it."""
    fate: Mapped[Fate | None] = mapped_column(Text())
    reason: Mapped[str | None]
    """The code of why it is for nobody, or failed."""
    tenant_id: Mapped[UUID | None]
    entry_point_id: Mapped[UUID | None]
    keyword: Mapped[str | None]
