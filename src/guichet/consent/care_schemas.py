"""The law, a company's own rules on sending and its names, as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from guichet.kit.i18n import Language
from guichet.policies.care.events import care_item
from guichet.policies.care.types import Care
from guichet.policies.names.events import name_item
from guichet.policies.names.types import NameState, SenderName
from guichet.policies.saying import said
from guichet.policies.types import (
    Allow,
    Basis,
    Cap,
    Category,
    Channel,
    ConsentState,
    Defer,
    Hours,
    Mode,
    Policy,
    Reason,
    Requires,
    StopMode,
    Stricter,
    Verdict,
    Window,
)

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
FIRST_YEAR, LAST_YEAR = 2020, 2100
A_TIME = "2026-03-02T08:00:00Z"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
SenderText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Day = Annotated[int, Field(ge=0, le=6, description="0 is Monday.")]
Minute = Annotated[int, Field(ge=0, le=1439, description="Minutes since midnight.")]
Count = Annotated[int, Field(ge=1, le=1000)]
Days = Annotated[list[date], Field(max_length=400)]

_WINDOW: dict[str, Any] = {"days": [0, 1, 2, 3, 4], "start": 540, "end": 1140}
_HOURS: dict[str, Any] = {"windows": [_WINDOW], "sundays": "forbid", "holidays": "forbid"}
_CARE: dict[str, Any] = {
    "version": 1,
    "prudent": True,
    "hours": _HOURS,
    "cap": {"count": 2, "days": 7},
    "added_days": ["2026-12-24"],
    "removed_days": [],
}


class WindowBody(BaseModel):
    """When something may go. An end at or before the start lies on the next day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_WINDOW]})

    days: Annotated[list[Day], Field(min_length=1, max_length=7)]
    start: Minute
    end: Minute


class HoursBody(BaseModel):
    """When messages may go, by the recipient's clock. Without windows at any time."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_HOURS]})

    windows: Annotated[list[WindowBody], Field(max_length=20)]
    sundays: Mode
    holidays: Mode

    @classmethod
    def of(cls, hours: Hours) -> "HoursBody":
        """Hours."""
        windows = [
            WindowBody(days=sorted(one.days), start=one.start, end=one.end) for one in hours.windows
        ]
        return cls(windows=windows, sundays=hours.sundays, holidays=hours.holidays)

    def read(self) -> Hours:
        """As the engine takes them."""
        windows = tuple(Window(frozenset(one.days), one.start, one.end) for one in self.windows)
        return Hours(windows, self.sundays, self.holidays)


class CapBody(BaseModel):
    """At most so many offers to one person within so many days."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"count": 2, "days": 7}]}
    )

    count: Count
    days: Annotated[int, Field(ge=1, le=366)]


class CareBody(BaseModel):
    """A company's own rules on sending offers: never wider than the law."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_CARE]})

    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="The one that was read.")]
    prudent: bool = Field(description="Keep to the prudent hours that come with the law.")
    hours: HoursBody | None = Field(None, description="The company's own.")
    cap: CapBody | None = None
    added_days: Days = Field([], description="Days that count as public holidays.")
    removed_days: Days = Field([], description="Customary days that do not.")

    @classmethod
    def of(cls, care: Care) -> "CareBody":
        """What a company decided."""
        return cls.model_validate(care_item(care))

    def read(self) -> Stricter:
        """As the engine takes it."""
        return Stricter(
            self.prudent,
            self.hours.read() if self.hours else None,
            Cap(self.cap.count, self.cap.days) if self.cap else None,
            frozenset(one.isoformat() for one in self.added_days),
            frozenset(one.isoformat() for one in self.removed_days),
        )


class PolicyOut(BaseModel):
    """A dated row of the law, a charter, a practice or prudence."""

    id: str
    version: int
    country: str | None = Field(description="Null: everywhere that has no row of its own.")
    region: str | None
    territories: list[str]
    channels: list[Channel]
    category: Category
    valid_from: datetime
    valid_to: datetime | None
    basis: Basis
    hours: HoursBody
    prudent: HoursBody | None
    requires: Requires
    after_stop: Literal["deny", "defer", "allow"]
    cap: CapBody | None
    cool_off_days: int
    stop_text: str | None
    stop_mode: StopMode
    source_url: str
    note: str

    @classmethod
    def of(cls, one: Policy) -> "PolicyOut":
        """A row."""
        return cls(
            id=one.id,
            version=one.version,
            country=one.country,
            region=one.region,
            territories=sorted(one.territories),
            channels=sorted(one.channels),
            category=one.category,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            basis=one.basis,
            hours=HoursBody.of(one.hours),
            prudent=HoursBody.of(one.prudent) if one.prudent else None,
            requires=one.requires,
            after_stop=one.after_stop,
            cap=CapBody(count=one.cap.count, days=one.cap.days) if one.cap else None,
            cool_off_days=one.cool_off_days,
            stop_text=one.stop_text.template or None,
            stop_mode=one.stop_text.mode,
            source_url=one.source_url,
            note=one.note,
        )


class VerdictIn(BaseModel):
    """A message somebody thinks of."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "phone": "0692 12 34 56",
                    "channel": "sms",
                    "category": "marketing",
                    "consent": "optin",
                    "at": A_TIME,
                    "sender": "VANILLE",
                    "text": "Soldes demain ! STOP 36180",
                }
            ]
        },
    )

    phone: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=40)]
    channel: Channel = "sms"
    category: Category = "marketing"
    consent: ConsentState = Field("none", description="What the company can show.")
    at: AwareDatetime | None = Field(None, description="Now unless given; this century.")
    sender: SenderText | None = None
    text: Annotated[str, StringConstraints(max_length=1_600)] | None = None

    @field_validator("at")
    @classmethod
    def _within_the_lists(cls, at: datetime | None) -> datetime | None:
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise ValueError("nobody knows the holidays of that year")
        return at


class VerdictReasonOut(BaseModel):
    """Why, with the rule it comes from."""

    rule: str
    version: int
    code: str
    text: str

    @classmethod
    def of(cls, one: Reason, language: Language) -> "VerdictReasonOut":
        """A reason in words."""
        return cls(rule=one.rule, version=one.version, code=one.code, text=said(one, language))


class VerdictOut(BaseModel):
    """Whether a message may go."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdict": "defer",
                    "until": "2026-03-03T04:00:00Z",
                    "territory": "RE",
                    "reason": {
                        "rule": "fr.sms.marketing.2026",
                        "version": 1,
                        "code": "closed_hours",
                        "text": "…",
                    },
                    "warnings": [],
                }
            ]
        }
    )

    verdict: Literal["allow", "defer", "deny"]
    until: datetime | None = Field(description="From when on it may go.")
    territory: str | None = Field(description="Where the number is at home.")
    reason: VerdictReasonOut
    warnings: list[VerdictReasonOut]

    @classmethod
    def of(cls, one: Verdict, territory: str | None, language: Language) -> "VerdictOut":
        """A verdict in words."""
        kinds: dict[type[object], Literal["allow", "defer"]] = {Allow: "allow", Defer: "defer"}
        warnings = one.warnings if isinstance(one, Allow) else ()
        until = None if isinstance(one, Allow) else _again(one)
        return cls(
            verdict=kinds.get(type(one), "deny"),
            until=until,
            territory=territory,
            reason=VerdictReasonOut.of(one.reason, language),
            warnings=[VerdictReasonOut.of(each, language) for each in warnings],
        )


def _again(one: Verdict) -> datetime | None:
    return one.until if isinstance(one, Defer) else getattr(one, "again_at", None)


class SenderNameOut(BaseModel):
    """A name a company sends under."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "name": "VANILLE",
                    "state": "asked",
                    "proof": "SIRET 123 456 789 00012",
                    "asked_at": A_TIME,
                    "decided_at": None,
                    "reason": None,
                    "tenant_id": AN_ID,
                }
            ]
        }
    )

    id: UUID
    version: int
    name: str
    state: NameState
    proof: str = Field(description="Why it is the company's.")
    asked_at: datetime
    decided_at: datetime | None
    reason: str | None
    tenant_id: UUID

    @classmethod
    def of(cls, one: SenderName) -> "SenderNameOut":
        """A name."""
        return cls.model_validate({**name_item(one), "tenant_id": one.tenant_id})


class NewSenderName(BaseModel):
    """A name to ask for, and why it is the company's."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "VANILLE", "proof": "SIRET 123 456 789 00012"}]},
    )

    name: SenderText
    proof: Text


class SenderNameDecision(BaseModel):
    """What the platform decides on a name."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"registered": True, "reason": None}]}
    )

    registered: bool
    reason: Text | None = Field(None, description="Why it is refused: the company reads it.")
