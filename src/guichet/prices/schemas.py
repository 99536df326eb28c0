"""Prices, balances and the ledger, as the API shows them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence
from guichet.kit.money import decimal_of
from guichet.prices.events import list_item
from guichet.prices.sheets import LineFault
from guichet.prices.types import ListKind, PriceList, StoredRow
from guichet.usage.events import account_item
from guichet.usage.types import Account, Caps, Line, LineKind, Terms

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
LONGEST_SHEET = 900_000

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Micros = Annotated[int, Field(ge=0, le=2**53, description="Millionths of the currency.")]
Count = Annotated[int, Field(ge=0, le=10**12)]
Amount = Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=6, examples=["250.00"])]

_LIST: dict[str, Any] = {
    "id": AN_ID,
    "version": 2,
    "kind": "sale",
    "name": "Standard 2026",
    "currency": "EUR",
    "created_at": A_TIME,
}
_ACCOUNT: dict[str, Any] = {
    "version": 4,
    "currency": "EUR",
    "credited": 250_000_000,
    "settled": 45_600_000,
    "reserved": 4_560_000,
    "balance": 199_840_000,
    "allowed": 0,
    "free": 199_840_000,
    "low_at": 20_000_000,
    "day_cap": 50_000,
    "month_cap": None,
    "day": "2026-03-02",
    "day_count": 1_100,
    "month_count": 1_100,
    "stopped_at": None,
    "stopped_reason": None,
}


class PriceListOut(BaseModel):
    """A price list."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LIST]})

    id: UUID
    version: int
    kind: ListKind = Field(description="What tenants pay, or what a carrier charges.")
    name: str
    currency: str
    created_at: datetime

    @classmethod
    def of(cls, one: PriceList) -> "PriceListOut":
        """A list."""
        return cls.model_validate(list_item(one))


class NewPriceList(BaseModel):
    """A list without prices yet. Its kind and currency stay."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "sale", "name": "Standard 2026", "currency": "EUR"}]
        },
    )

    kind: ListKind
    name: Name
    currency: Currency


class PriceOut(BaseModel):
    """What one part of a message costs to numbers that begin alike, from an instant on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "prefix": "262692",
                    "valid_from": A_TIME,
                    "price": "0.0456",
                    "revision": 1,
                    "recorded_at": A_TIME,
                    "by_name": "Opal",
                }
            ]
        }
    )

    prefix: str = Field(description="The beginning of the number, without the plus.")
    valid_from: datetime
    price: str | None = Field(description="In the list's currency; null: not served.")
    revision: int = Field(description="Of two for one prefix and instant the higher counts.")
    recorded_at: datetime
    by_name: str | None

    @classmethod
    def of(cls, one: StoredRow) -> "PriceOut":
        """A row."""
        micros = one.row.micros
        return cls(
            prefix=one.row.prefix,
            valid_from=one.row.valid_from,
            price=None if micros is None else f"{decimal_of(micros):f}",
            revision=one.revision,
            recorded_at=one.recorded_at,
            by_name=one.by_name,
        )


class PriceSheetIn(BaseModel):
    """A file of prices: columns prefix, price and optionally valid_from."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "csv": "prefix;price;valid_from\n262692;0,0456;2026-04-01\n594;-;\n",
                    "dry_run": True,
                }
            ]
        },
    )

    csv: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SHEET)]
    dry_run: bool = Field(False, description="Only look for faults.")


class SheetFaultOut(BaseModel):
    """What is wrong with one line of a file."""

    line: int = Field(description="Counted from 1, the line of names included.")
    code: str
    text: str

    @classmethod
    def of(cls, one: LineFault, language: Language) -> "SheetFaultOut":
        """A fault in words."""
        said = sentence(language, f"prices.{one.code}", one.params)
        return cls(line=one.line, code=one.code, text=said)


class PriceSheetOut(BaseModel):
    """What became of a file: taken in whole, or not at all."""

    taken: int = Field(description="Prices written; 0 if there are faults or it was a dry run.")
    rows: int = Field(description="Prices that are right.")
    faults: list[SheetFaultOut]


class PriceListChoice(BaseModel):
    """Which list a tenant pays by."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"list_id": AN_ID, "valid_from": None}]}
    )

    list_id: UUID
    valid_from: AwareDatetime | None = Field(
        None, description="Now unless given; never in the past."
    )


class PresentPriceList(BaseModel):
    """The list a tenant pays by now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"list": _LIST}]})

    list: PriceListOut | None


class QuoteOut(BaseModel):
    """What a message costs now."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"price": "0.0912", "currency": "EUR", "parts": 2, "served": True}]
        }
    )

    price: str | None = Field(description="Of all parts; null where nothing is charged.")
    currency: str | None
    parts: int
    served: bool = Field(description="False: the list has no price for this number.")


class UsageAccountOut(BaseModel):
    """What a tenant may use. Amounts are millionths of the currency."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ACCOUNT]})

    version: int
    currency: str
    credited: int = Field(description="Paid in, ever.")
    settled: int = Field(description="Used, ever.")
    reserved: int = Field(description="Accepted and not yet sent.")
    balance: int
    allowed: int | None = Field(
        description="How far use may go beyond what was paid in; null: without limit."
    )
    free: int | None = Field(description="What can still be used; null: without limit.")
    low_at: int | None = Field(description="Somebody is told when less is free.")
    day_cap: int | None = Field(description="The most messages a day.")
    month_cap: int | None
    day: date | None = Field(description="Of which the counts are.")
    day_count: int
    month_count: int
    stopped_at: datetime | None = Field(description="Since when nothing is sent.")
    stopped_reason: str | None

    @classmethod
    def of(cls, account: Account) -> "UsageAccountOut":
        """An account."""
        return cls.model_validate(account_item(account))


class UsageTerms(BaseModel):
    """What the platform decides about a tenant's use."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "currency": "EUR",
                    "allowed": 0,
                    "low_at": 20_000_000,
                    "day_cap": 50_000,
                    "month_cap": None,
                }
            ]
        },
    )

    currency: Currency
    allowed: Micros | None = Field(description="0 is prepaid, null without limit.")
    low_at: Micros | None = None
    day_cap: Count | None = None
    month_cap: Count | None = None

    def read(self) -> Terms:
        """As the service takes them."""
        caps = Caps(self.day_cap, self.month_cap)
        return Terms(self.currency, self.allowed, self.low_at, caps)


class NewCredit(BaseModel):
    """Something paid in or given back. The source makes a repeat harmless."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "credit",
                    "amount": "250.00",
                    "currency": "EUR",
                    "source": "transfer 2026-0312",
                    "note": None,
                }
            ]
        },
    )

    kind: Literal["credit", "refund"]
    amount: Amount
    currency: Currency
    source: Name
    note: Text | None = None


class StopSending(BaseModel):
    """Why nothing of a tenant is sent any more: the tenant reads it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "A text that asks for passwords was sent."}]},
    )

    reason: Text


class UsageMonthOut(BaseModel):
    """What was used since a month began."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"since": A_TIME, "micros": 45_600_000, "count": 1_000, "currency": "EUR"}]
        }
    )

    since: datetime
    micros: int = Field(description="Millionths of the currency.")
    count: int = Field(description="Messages.")
    currency: str


class UsageLineOut(BaseModel):
    """A line of the ledger."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "at": A_TIME,
                    "kind": "charge",
                    "source_kind": "batch",
                    "source_id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5b",
                    "part": "submitted",
                    "micros": 45_600_000,
                    "count": 1_000,
                    "currency": "EUR",
                }
            ]
        }
    )

    id: UUID
    at: datetime
    kind: LineKind = Field(description="Used, reserved and not needed, paid in, given back.")
    source_kind: str
    source_id: str
    part: str
    micros: int = Field(description="Millionths of the currency.")
    count: int = Field(description="Messages.")
    currency: str

    @classmethod
    def of(cls, line: Line) -> "UsageLineOut":
        """A line."""
        one = line.entry
        return cls(
            id=line.id,
            at=line.at,
            kind=one.kind,
            source_kind=one.source_kind,
            source_id=one.source_id,
            part=one.part,
            micros=one.micros,
            count=one.count,
            currency=line.currency,
        )
