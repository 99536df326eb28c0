"""Carriers, routes and rules as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.gateway.carriers.tally import median_ms
from guichet.gateway.carriers.types import (
    LARGEST_SHARE,
    MOST_BINDS,
    MOST_PREFIXES,
    MOST_ROUTES_OF_RULE,
    Ability,
    Alarm,
    BindHealth,
    Carrier,
    Draft,
    Explained,
    Fact,
    Look,
    Looked,
    Method,
    Minute,
    MixKind,
    Route,
    Rule,
    Second,
    Share,
    Sign,
    WatchSettings,
)
from guichet.gateway.carriers.wording import fact_words
from guichet.gateway.entry_points.settings_at_rest import shown
from guichet.gateway.mass.contract import AnyLink, LinkPreset, LinkState, Parcel
from guichet.gateway.mass.types import LONGEST_TEXT, Encoding, Purpose
from guichet.kit.i18n import Language, sentence
from guichet.kit.ids import TenantId
from guichet.kit.money import decimal_of

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
MOST_RULES = 500
MOST_TOLD = 20
"""Addresses or numbers alarms are told to."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Prefix = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,14}$")]
Prefixes = Annotated[
    list[Prefix],
    Field(
        max_length=MOST_PREFIXES,
        description="Digits numbers begin with, without the plus; none: all numbers.",
    ),
]
MailAddress = Annotated[
    str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", strip_whitespace=True, max_length=254)
]
Place = Annotated[str, StringConstraints(pattern=r"^(\*|[A-Z]{2}(-[A-Z0-9]{2,5})*)$")]
Settings = Annotated[
    dict[str, Any], Field(max_length=100, description="By the kind's own `settings_schema`.")
]

_ABILITIES = {"RE": {"answerable": True, "stop_by_reply": True}}
_DRAFT: dict[str, Any] = {
    "title": "Océan, 1",
    "settings": {"host": "smpp.ocean.example", "system_id": "guichet", "password": "••••••••"},
    "binds": 2,
    "enabled": True,
    "prefixes": ["262"],
    "abilities": _ABILITIES,
    "cost_list_id": None,
    "day_quota": 200_000,
}
_BIND: dict[str, Any] = {
    "bind": 1,
    "holder": "sms1:4242",
    "state": "open",
    "at": A_TIME,
    "window": 50,
    "outstanding": 12,
    "answer_ms": 38,
    "throttled": 0,
    "words": None,
}


class CarrierOut(BaseModel):
    """A mobile network operator, or who sells its service."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"id": AN_ID, "version": 1, "name": "Océan", "created_at": A_TIME}]
        }
    )

    id: UUID
    version: int
    name: str
    created_at: datetime

    @staticmethod
    def of(one: Carrier) -> "CarrierOut":
        """The shown value."""
        return CarrierOut(id=one.id, version=one.version, name=one.name, created_at=one.created_at)


class NewCarrier(BaseModel):
    """A carrier to add."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Océan"}]})

    name: Name


class LinkPresetOut(BaseModel):
    """Settings of a route to begin with: a public service, or a usual way of doing things."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "brevo",
                    "title": {"en": "Brevo", "fr": "Brevo"},
                    "settings": {"method": "POST"},
                    "asks": {"secret": "API key"},
                    "source": "https://developers.brevo.com/docs/transactional-sms-endpoints",
                }
            ]
        }
    )

    key: str
    title: dict[str, str]
    settings: dict[str, Any]
    asks: dict[str, str] = Field(
        description="Settings still to be filled in, by the service's own words for them."
    )
    source: str | None = Field(description="The page its interface is described on.")

    @staticmethod
    def of(one: LinkPreset) -> "LinkPresetOut":
        """The shown value."""
        return LinkPresetOut(
            key=one.key,
            title=dict(one.title),
            settings=dict(one.settings),
            asks=dict(one.asks),
            source=one.source,
        )


class LinkKindOut(BaseModel):
    """A kind of connection to carriers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "smpp",
                    "title": {"en": "SMPP", "fr": "SMPP"},
                    "settings_schema": {"type": "object"},
                    "presets": [],
                }
            ]
        }
    )

    kind: str
    title: dict[str, str]
    settings_schema: dict[str, Any] = Field(
        description="JSON Schema of `settings`, titles and descriptions in English and under `fr`."
    )
    presets: list[LinkPresetOut] = Field(description="Settings to begin with.")

    @staticmethod
    def of(kind: str, link: type[AnyLink], presets: Sequence[LinkPreset]) -> "LinkKindOut":
        """The shown value."""
        return LinkKindOut(
            kind=kind,
            title=dict(link.title),
            settings_schema=link.Settings.model_json_schema(),
            presets=[LinkPresetOut.of(one) for one in presets],
        )


class LinkKindList(BaseModel):
    """All kinds of connection there are."""

    items: list[LinkKindOut]


class AbilityOut(BaseModel):
    """What a route can do in one territory."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"answerable": True, "stop_by_reply": True}]},
    )

    answerable: bool = Field(False, description="People can answer what comes by it.")
    stop_by_reply: bool = Field(False, description="Answering STOP is heard.")
    named_senders: bool = Field(True, description="A name may stand as the sender.")
    concatenation: bool = Field(True, description="Long texts arrive as one.")


Abilities = Annotated[
    dict[Place, AbilityOut],
    Field(max_length=300, description="By territory, such as `RE`; `*` is everywhere else."),
]


class BindOut(BaseModel):
    """One connection of a route, as the process that holds it said last."""

    model_config = ConfigDict(json_schema_extra={"examples": [_BIND]})

    bind: int
    holder: str
    state: LinkState
    at: datetime
    window: int = Field(description="How many answers it may wait for at a time.")
    outstanding: int
    answer_ms: int | None
    throttled: int = Field(description="How often the carrier asked to slow down.")
    words: str | None = Field(
        description="Why it is not open: a code such as ``link_closed`` or that of the carrier, a"
        " colon, and the same in the words of who ended it."
    )

    @staticmethod
    def of(one: BindHealth) -> "BindOut":
        """The shown value."""
        return BindOut(
            bind=one.bind,
            holder=one.holder,
            state=one.state,
            at=one.at,
            window=one.window,
            outstanding=one.outstanding,
            answer_ms=one.answer_ms,
            throttled=one.throttled,
            words=one.words,
        )


class RouteOut(BaseModel):
    """A way to reach a carrier."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_DRAFT,
                    "id": AN_ID,
                    "carrier_id": AN_ID,
                    "version": 3,
                    "kind": "smpp",
                    "isolated_at": None,
                    "isolated_reason": None,
                    "created_at": A_TIME,
                    "health": [_BIND],
                }
            ]
        }
    )

    id: UUID
    carrier_id: UUID
    version: int
    kind: str
    title: str
    settings: dict[str, Any] = Field(
        description="Secrets are shown as `••••••••`; given back like that, or left out, they stay."
    )
    binds: int
    enabled: bool
    prefixes: list[str]
    abilities: dict[str, AbilityOut]
    cost_list_id: UUID | None
    day_quota: int | None
    isolated_at: datetime | None
    isolated_reason: str | None
    created_at: datetime
    health: list[BindOut]

    @staticmethod
    def of(one: Route, binds: Sequence[BindHealth]) -> "RouteOut":
        """The shown value; of ``binds`` those that are its own."""
        draft = one.draft
        return RouteOut(
            id=one.id,
            carrier_id=one.carrier_id,
            version=one.version,
            kind=one.kind,
            title=draft.title,
            settings=shown(draft.settings),
            binds=draft.binds,
            enabled=draft.enabled,
            prefixes=list(draft.prefixes),
            abilities={place: _ability(able) for place, able in draft.abilities.items()},
            cost_list_id=draft.cost_list_id,
            day_quota=draft.day_quota,
            isolated_at=one.isolated_at,
            isolated_reason=one.isolated_reason,
            created_at=one.created_at,
            health=[BindOut.of(bind) for bind in binds if bind.route_id == one.id],
        )


class RouteList(BaseModel):
    """All routes."""

    items: list[RouteOut]


class RouteDraft(BaseModel):
    """Everything that is set for a route."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DRAFT]})

    title: Name
    settings: Settings
    binds: Annotated[int, Field(ge=1, le=MOST_BINDS)] = 1
    enabled: bool = True
    prefixes: Prefixes = Field(default_factory=list)
    abilities: Abilities = Field(default_factory=dict)
    cost_list_id: UUID | None = None
    day_quota: Annotated[int, Field(ge=0, le=10**9)] | None = None

    def draft(self) -> Draft:
        """As the service takes it."""
        return Draft(
            title=self.title,
            settings=self.settings,
            binds=self.binds,
            enabled=self.enabled,
            prefixes=tuple(self.prefixes),
            abilities=_abilities(self.abilities),
            cost_list_id=self.cost_list_id,
            day_quota=self.day_quota,
        )


class NewRoute(RouteDraft):
    """A route to add."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_DRAFT, "carrier_id": AN_ID, "kind": "smpp"}]},
    )

    carrier_id: UUID
    kind: Annotated[str, Field(max_length=40)]


class RouteChange(RouteDraft):
    """What a route shall be from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**_DRAFT, "version": 3}]}
    )

    version: Annotated[int, Field(ge=1, le=2**31, description="The one that was read.")]


class RouteIsolation(BaseModel):
    """Why nothing may go by a route."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Receipts are missing"}]}
    )

    reason: Reason


class RouteCalls(BaseModel):
    """The addresses a carrier is to call, by what they are for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "addresses": {
                        "receipts": "https://g.example/sms/routes/0199a7c2/Zq3.../receipts",
                        "texts": "https://g.example/sms/routes/0199a7c2/Zq3.../texts",
                    }
                }
            ]
        }
    )

    addresses: dict[str, str] = Field(description="None: it is spoken to by connections of ours.")


class RouteTest(BaseModel):
    """Whether the settings of a route work."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"ok": True, "code": "ready", "detail": None}]}
    )

    ok: bool
    code: str
    detail: str | None


class RouteShare(BaseModel):
    """A route a rule names."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"route_id": AN_ID, "share": 70}]}
    )

    route_id: UUID
    share: Annotated[int, Field(ge=0, le=LARGEST_SHARE)] = 1


class RouteRule(BaseModel):
    """Which routes may carry what; the first rule that fits counts."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "tenant_id": None,
                    "purpose": "otp",
                    "prefixes": ["262"],
                    "method": "order",
                    "routes": [{"route_id": AN_ID, "share": 1}],
                }
            ]
        },
    )

    tenant_id: UUID | None = None
    purpose: Purpose | None = None
    prefixes: Prefixes = Field(default_factory=list)
    method: Method
    routes: Annotated[list[RouteShare], Field(max_length=MOST_ROUTES_OF_RULE)]
    second: Second = Field(
        "slow",
        description="When what waits may go by the next route: also while the first one's carrier"
        " asks to slow down, or only while none of its links is open.",
    )

    @staticmethod
    def of(one: Rule) -> "RouteRule":
        """The shown value."""
        shares = [RouteShare(route_id=share.route_id, share=share.share) for share in one.routes]
        return RouteRule(
            tenant_id=one.tenant_id,
            purpose=one.purpose,
            prefixes=list(one.prefixes),
            method=one.method,
            routes=shares,
            second=one.second,
        )

    def rule(self, rule_id: UUID, position: int) -> Rule:
        """As the service takes it."""
        return Rule(
            rule_id,
            1,
            position,
            TenantId(self.tenant_id) if self.tenant_id else None,
            self.purpose,
            tuple(self.prefixes),
            self.method,
            tuple(Share(one.route_id, one.share) for one in self.routes),
            self.second,
        )


class RouteRules(BaseModel):
    """All rules, in their order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"rules": [{"method": "share", "routes": [{"route_id": AN_ID, "share": 70}]}]}
            ]
        },
    )

    rules: Annotated[list[RouteRule], Field(max_length=MOST_RULES)]


class RouteQuestion(BaseModel):
    """A message one would like to know the way of; nothing is sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "number": "+262692123456",
                    "purpose": "marketing",
                    "tenant_id": None,
                    "sender": "BOUTIQUE",
                    "text": "Les soldes commencent demain.",
                }
            ]
        },
    )

    number: Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{2,14}$")]
    purpose: Purpose
    tenant_id: UUID | None = Field(None, description="Whose message it is; none: nobody special.")
    sender: Annotated[str, StringConstraints(max_length=20)] | None = None
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)] = ""
    encoding: Encoding = "auto"
    rules: Annotated[list[RouteRule], Field(max_length=MOST_RULES)] | None = Field(
        None, description="Rules to try instead of those that count."
    )

    def parcel(self, parcel_id: UUID) -> Parcel:
        """The message."""
        return Parcel(
            parcel_id,
            self.number,
            self.sender,
            self.text,
            self.purpose,
            self.encoding,
            flash=False,
            expires_at=None,
        )


class RouteLook(BaseModel):
    """What came of looking at one route."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"route_id": AN_ID, "looked": "first", "cost": "0.032"}]}
    )

    route_id: UUID
    looked: Looked = Field(
        description="Taken first; taken next; named by no rule that counts; does not serve the"
        " number; has no price for it; lacks an ability; switched off, isolated or used up."
    )
    cost: str | None = Field(description="Of one part, in the currency of its price list.")

    @staticmethod
    def of(one: Look) -> "RouteLook":
        """The shown value."""
        cost = None if one.micros is None else f"{decimal_of(one.micros):f}"
        return RouteLook(route_id=one.route_id, looked=one.looked, cost=cost)


class RouteAnswer(BaseModel):
    """Which route a message would take, and why no other."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rule": 1,
                    "looks": [{"route_id": AN_ID, "looked": "first", "cost": "0.032"}],
                    "lacking": None,
                    "why": None,
                }
            ]
        }
    )

    rule: int | None = Field(
        description="The place of the rule that counted, from 1; none: no rule fits, and the"
        " cheapest of all routes is taken."
    )
    looks: list[RouteLook] = Field(description="Those that may carry it first, in their order.")
    lacking: str | None = Field(description="Why nothing may carry it, where that is so.")
    why: str | None = Field(description="The same in words.")

    @staticmethod
    def of(told: Explained, rules: Sequence[Rule], language: Language) -> "RouteAnswer":
        """The shown value."""
        places = {rule.id: place for place, rule in enumerate(rules, 1)}
        return RouteAnswer(
            rule=places.get(told.rule) if told.rule else None,
            looks=[RouteLook.of(one) for one in told.looks],
            lacking=told.lacking,
            why=sentence(language, f"route.{told.lacking}", {}) if told.lacking else None,
        )


class AlarmFact(BaseModel):
    """What one sign told of a route."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sign": "receipts",
                    "now": 0.31,
                    "usual": 0.94,
                    "count": 1200,
                    "code": None,
                    "words": "Receipts came for 31% of 1200 parts (usually 94%).",
                }
            ]
        }
    )

    sign: Sign
    now: float | None = Field(description="A share; milliseconds for `delay`; open links.")
    usual: float | None = Field(description="At this time of day and week; null: not known.")
    count: int
    code: str | None
    words: str

    @staticmethod
    def of(one: Fact, language: Language) -> "AlarmFact":
        """The shown value."""
        return AlarmFact(
            sign=one.sign,
            now=one.now,
            usual=one.usual,
            count=one.count,
            code=one.code,
            words=fact_words(one, language),
        )


class AlarmOut(BaseModel):
    """That a route was not well."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "route_id": AN_ID,
                    "version": 1,
                    "opened_at": A_TIME,
                    "closed_at": None,
                    "facts": [],
                    "told": ["opal@example.com"],
                }
            ]
        }
    )

    id: UUID
    route_id: UUID
    version: int
    opened_at: datetime
    closed_at: datetime | None
    facts: list[AlarmFact]
    told: list[str] = Field(description="Mail addresses and numbers that were written to.")

    @staticmethod
    def of(one: Alarm, language: Language) -> "AlarmOut":
        """The shown value."""
        return AlarmOut(
            id=one.id,
            route_id=one.route_id,
            version=one.version,
            opened_at=one.opened_at,
            closed_at=one.closed_at,
            facts=[AlarmFact.of(fact, language) for fact in one.facts],
            told=list(one.told),
        )


class RouteWatch(BaseModel):
    """Whom alarms about routes are told, besides the platform's operators."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "mails": ["astreinte@example.com"],
                    "numbers": ["+262692123456"],
                    "language": "fr",
                }
            ]
        },
    )

    mails: Annotated[list[MailAddress], Field(max_length=MOST_TOLD)] = Field(default_factory=list)
    numbers: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]],
        Field(max_length=MOST_TOLD, description="Told by text, by another route."),
    ] = Field(default_factory=list)
    language: Language = "en"

    @staticmethod
    def of(one: WatchSettings) -> "RouteWatch":
        """The shown value."""
        return RouteWatch(mails=list(one.mails), numbers=list(one.numbers), language=one.language)


class RouteReason(BaseModel):
    """Why parts were refused, or did not arrive."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "refused", "code": "0x58", "count": 12}]}
    )

    kind: MixKind
    code: str = Field(description="The carrier's own.")
    count: int


class RouteMinute(BaseModel):
    """What passed by a route within one minute."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "minute": A_TIME,
                    "handed": 1200,
                    "refused": 3,
                    "cut": 0,
                    "delivered": 1130,
                    "undelivered": 20,
                    "delay_ms": 4100,
                    "reasons": [{"kind": "refused", "code": "0x58", "count": 3}],
                }
            ]
        }
    )

    minute: datetime
    handed: int
    refused: int
    cut: int
    delivered: int
    undelivered: int
    delay_ms: int | None = Field(description="From the answer to the receipt, the median.")
    reasons: list[RouteReason]

    @staticmethod
    def of(one: Minute) -> "RouteMinute":
        """The shown value."""
        return RouteMinute(
            minute=one.minute,
            handed=one.handed,
            refused=one.refused,
            cut=one.cut,
            delivered=one.delivered,
            undelivered=one.undelivered,
            delay_ms=median_ms(one.mix),
            reasons=[
                RouteReason(kind=kind, code=code, count=count)
                for (kind, code), count in sorted(one.mix.items(), key=lambda item: -item[1])
                if kind != "delay"
            ],
        )


class RouteMinutes(BaseModel):
    """What passed by a route, minute by minute."""

    items: list[RouteMinute]


def _ability(able: Ability) -> AbilityOut:
    return AbilityOut(
        answerable=able.answerable,
        stop_by_reply=able.stop_by_reply,
        named_senders=able.named_senders,
        concatenation=able.concatenation,
    )


def _abilities(given: Mapping[str, AbilityOut]) -> dict[str, Ability]:
    return {
        place: Ability(able.answerable, able.stop_by_reply, able.named_senders, able.concatenation)
        for place, able in given.items()
    }
