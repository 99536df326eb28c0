"""Results as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.results.brought import Brought
from guichet.campaigns.results.curve import Curve, Step
from guichet.campaigns.results.reasons import Again, remedy
from guichet.campaigns.results.service import Purchases
from guichet.campaigns.results.telling import Because, Cost, Results
from guichet.campaigns.results.types import Recipient
from guichet.campaigns.types import CampaignState
from guichet.gateway.mass.types import MessageState
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence
from guichet.kit.money import Money, decimal_of

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
MOST_REASONS = 20
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]


class ResultMoneyOut(BaseModel):
    """An amount."""

    amount: Annotated[str, Field(description="In units, exactly.", examples=["0.0456"])]
    currency: str

    @staticmethod
    def of(money: Money) -> "ResultMoneyOut":
        """The shown value."""
        return ResultMoneyOut(amount=f"{decimal_of(money.micros):f}", currency=money.currency)


class BecauseOut(BaseModel):
    """How many wait, or did not get it, for one reason; and what helps."""

    state: MessageState
    reason: str = Field(description="A stable code.", examples=["carrier_expired"])
    title: str = Field(examples=["Téléphone éteint ou hors réseau"])
    todo: str = Field(description="What to do about it.")
    again: Again = Field(
        description="Whether to send once more: `now`; `later`: in some hours; `after`: once"
        " something was put right; `never`."
    )
    count: int

    @staticmethod
    def of(one: Because, language: Language) -> "BecauseOut":
        """The shown value."""
        helps = remedy(one.reason)
        return BecauseOut(
            state=one.state,
            reason=one.reason,
            title=sentence(language, f"campaigns.reason.{helps.code}"),
            todo=sentence(language, f"campaigns.todo.{helps.code}"),
            again=helps.again,
            count=one.count,
        )


class NotChargedOut(BaseModel):
    """What was shown before sending and is not paid."""

    state: MessageState
    reason: str
    title: str
    amount: ResultMoneyOut


class CostOut(BaseModel):
    """What it costs: `reserved` is always the sum of the others."""

    reserved: ResultMoneyOut = Field(description="Of what was accepted, as shown before sending.")
    charged: ResultMoneyOut = Field(description="Of what carriers took.")
    not_charged: list[NotChargedOut]
    undecided: ResultMoneyOut = Field(description="Of what still waits.")

    @staticmethod
    def of(cost: Cost, language: Language) -> "CostOut":
        """The shown value."""
        return CostOut(
            reserved=ResultMoneyOut.of(cost.reserved),
            charged=ResultMoneyOut.of(cost.charged),
            not_charged=[
                NotChargedOut(
                    state=one.state,
                    reason=one.reason,
                    title=sentence(language, f"campaigns.reason.{remedy(one.reason).code}"),
                    amount=ResultMoneyOut.of(one.amount),
                )
                for one in cost.not_charged
            ],
            undecided=ResultMoneyOut.of(cost.undecided),
        )


class ResultsOut(BaseModel):
    """What a campaign came to so far. Every recipient is in exactly one of `waiting`, `held`,
    `under_way`, `delivered`, `failed`, `unknown`.
    """

    campaign_id: UUID
    version: int
    at: datetime
    name: str
    state: CampaignState
    recipients: int
    waiting: int = Field(description="Not with a carrier yet.")
    held: int = Field(description="Until the law or what was set lets them go.")
    under_way: int = Field(description="With a carrier, which has not told what became of it.")
    delivered: int
    failed: int
    unknown: int = Field(description="Handed over and never answered: perhaps arrived.")
    sent: int = Field(description="With carriers, now or before.")
    parts: int = Field(description="SMS in all.")
    held_for: list[BecauseOut]
    failed_for: list[BecauseOut]
    replied: int = Field(description="People who answered, each once.")
    clicked: int = Field(description="People who followed a link, each once.")
    clicks: int
    opted_out: int = Field(description="People who told you to stop.")
    cost: CostOut | None = Field(description="Null: nothing is charged.")
    per_minute: float | None = Field(description="How fast it goes; null: nothing moves.")
    ends_at: datetime | None = Field(description="When the last will have left, as it goes now.")
    ends_from: datetime | None = Field(
        description="At the agents' pace it ends between this and `ends_to`, nine times of ten."
    )
    ends_to: datetime | None
    first_left_at: datetime | None
    last_left_at: datetime | None

    @staticmethod
    def of(one: Results, language: Language) -> "ResultsOut":
        """The shown value."""
        soonest, latest = one.forecast.between or (None, None)
        return ResultsOut(
            campaign_id=one.campaign.id,
            version=one.version,
            at=one.at,
            name=one.campaign.draft.name,
            state=one.campaign.state,
            recipients=one.recipients,
            waiting=one.waiting,
            held=one.held,
            under_way=one.under_way,
            delivered=one.delivered,
            failed=one.failed,
            unknown=one.unknown,
            sent=one.sent,
            parts=one.parts,
            held_for=because(one.held_for, language),
            failed_for=because(one.failed_for, language),
            replied=one.replied,
            clicked=one.clicked,
            clicks=one.clicks,
            opted_out=one.opted_out,
            cost=CostOut.of(one.cost, language) if one.cost else None,
            per_minute=one.forecast.per_minute,
            ends_at=one.forecast.ends_at,
            ends_from=soonest,
            ends_to=latest,
            first_left_at=one.first_left_at,
            last_left_at=one.last_left_at,
        )


def because(several: Sequence[Because], language: Language) -> list[BecauseOut]:
    """Reasons, as they are shown."""
    return [BecauseOut.of(one, language) for one in several]


class FailuresOut(BaseModel):
    """Who did not get it, by reason, with what to do."""

    items: list[BecauseOut] = Field(description="The most frequent first.")


class ComparedOut(BaseModel):
    """Several campaigns side by side."""

    items: list[ResultsOut] = Field(description="In the order asked for.")


class PurchasesOut(BaseModel):
    """What people did within days of getting a campaign; whether because of it nobody knows."""

    event: str = Field(examples=["purchase"])
    days: int
    people: int
    count: int
    amount: ResultMoneyOut = Field(description="In the company's currency; others are left out.")
    until: datetime | None = Field(description="When the days of the last recipient are over.")

    @staticmethod
    def of(one: Purchases) -> "PurchasesOut":
        """The shown value."""
        return PurchasesOut(
            event=one.type,
            days=one.days,
            people=one.people,
            count=one.count,
            amount=ResultMoneyOut.of(one.amount),
            until=one.until,
        )


class CurvePointOut(BaseModel):
    """How much happened in one step."""

    at: datetime = Field(description="When the step begins.")
    sent: int
    delivered: int
    replied: int
    clicked: int = Field(description="People, at their first click.")
    opted_out: int


class CurveOut(BaseModel):
    """What happened when; steps in which nothing did are left out."""

    by: Step = Field(description="How wide the steps are, by the company's clock.")
    points: list[CurvePointOut]

    @staticmethod
    def of(one: Curve) -> "CurveOut":
        """The shown value."""
        points = [
            CurvePointOut(
                at=each.at,
                sent=each.sent,
                delivered=each.delivered,
                replied=each.replied,
                clicked=each.clicked,
                opted_out=each.opted_out,
            )
            for each in one.points
        ]
        return CurveOut(by=one.by, points=points)


class SideOut(BaseModel):
    """One of two groups."""

    people: int = Field(description="With a card.")
    buyers: int
    share: float | None = Field(description="Of buyers; null: too few people to say.")


class DifferenceOut(BaseModel):
    """By how much the share of buyers is higher with the campaign, from -1 to 1."""

    value: float
    low: float = Field(description="Where the 95 % interval begins (Newcombe 1998, method 10).")
    high: float


class BroughtOut(BaseModel):
    """What a campaign brought: those on its list beside those held back at random."""

    event: str = Field(examples=["purchase"])
    days: int
    sent: SideOut
    control: SideOut
    difference: DifferenceOut | None = Field(
        description="Null: not enough yet, 100 people in each group and 10 buyers in both."
    )
    since: datetime | None
    until: datetime | None = Field(description="When the days are over; null: nothing left yet.")

    @staticmethod
    def of(one: Brought) -> "BroughtOut":
        """The shown value."""
        lift = one.lift
        told = DifferenceOut(value=lift.difference, low=lift.low, high=lift.high) if lift else None
        sent, control = one.sent, one.control
        return BroughtOut(
            event=one.type,
            days=one.days,
            sent=SideOut(people=sent.people, buyers=sent.buyers, share=one.share),
            control=SideOut(people=control.people, buyers=control.buyers, share=one.control_share),
            difference=told,
            since=one.since,
            until=one.until,
        )


class ResendIn(BaseModel):
    """Whom to write again."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reasons": ["carrier_expired"]}]}
    )

    reasons: Annotated[list[Reason], Field(max_length=MOST_REASONS)] = Field(
        default=[],
        description="Only who was not reached for these; empty: all it is of use for.",
    )


class RecipientOut(BaseModel):
    """Somebody of a campaign, and what became of it."""

    place: int = Field(description="From 1, in the order of the list.")
    contact_id: UUID | None
    name: str | None
    to: str = Field(examples=["+262692123456"])
    message_id: UUID | None = Field(description="Null as long as it is not accepted for sending.")
    state: MessageState
    reason: str | None
    title: str | None = Field(description="The reason in words.")
    carrier_code: str | None = Field(description="The carrier's own word for it.")
    parts: int | None = Field(description="SMS; null as long as no carrier has it.")
    price: ResultMoneyOut | None
    charged: bool
    left_at: datetime | None
    ended_at: datetime | None
    replied_at: datetime | None
    clicks: int
    clicked_at: datetime | None
    opted_out_at: datetime | None

    @staticmethod
    def of(one: Recipient, language: Language) -> "RecipientOut":
        """The shown value."""
        row = one.row
        said = f"campaigns.reason.{remedy(row.reason).code}" if row.reason else None
        return RecipientOut(
            place=row.n,
            contact_id=row.contact_id,
            name=one.name,
            to=one.address,
            message_id=row.message_id,
            state=row.state,
            reason=row.reason,
            title=sentence(language, said) if said else None,
            carrier_code=row.carrier_code,
            parts=row.parts or None,
            price=ResultMoneyOut.of(one.price) if one.price else None,
            charged=row.paid,
            left_at=row.left_at,
            ended_at=row.ended_at,
            replied_at=row.replied_at,
            clicks=row.clicks,
            clicked_at=row.clicked_at,
            opted_out_at=row.opted_out_at,
        )
