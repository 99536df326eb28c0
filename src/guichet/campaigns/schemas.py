"""Campaigns as the API takes and shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.audience.types import Preview
from guichet.campaigns.events import campaign_item
from guichet.campaigns.types import (
    LONGEST_NAME,
    MOST_CONTROL,
    MOST_NUMBERS,
    MOST_PARTS_OF_AUDIENCE,
    MOST_TAGS,
    Agreed,
    Audience,
    Campaign,
    CampaignPurpose,
    CampaignRules,
    CampaignState,
    CampaignWording,
    CodeKind,
    Draft,
    Excluded,
    Exclusion,
    ExclusionReason,
    LeftOut,
    Obstacle,
    Pace,
    PaceKind,
    Timing,
)
from guichet.crm.segments.language import Condition, Scalar
from guichet.gateway.mass.types import LONGEST_TEXT, Consent, Encoding
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.i18n import Language, sentence
from guichet.kit.money import Money, MoneyFault, decimal_of
from guichet.kit.phones import e164

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
Sender = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=16)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16,64}$")]
Number = Annotated[str, StringConstraints(max_length=40)]
Numbers = Annotated[list[Number], Field(max_length=MOST_NUMBERS)]
Ids = Annotated[list[UUID], Field(max_length=MOST_PARTS_OF_AUDIENCE)]
Parameters = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")], Scalar],
    Field(max_length=20),
]


class MoneyIn(BaseModel):
    """An amount."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[
        str, StringConstraints(pattern=r"^\d{1,9}(\.\d{1,6})?$"), Field(examples=["25.00"])
    ]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), Field(examples=["EUR"])]

    def value(self, at: str = "spend_cap") -> Money:
        """As the service takes it; ``at`` is the field.

        :raises Invalid: it is no amount
        """
        try:
            return Money.of(self.amount, self.currency)
        except MoneyFault:
            raise Invalid(None, (FieldFault(f"{at}/amount", "not_an_amount"),)) from None


class CampaignMoneyOut(BaseModel):
    """An amount."""

    amount: Annotated[str, Field(description="In units, exactly.", examples=["0.0456"])]
    currency: str

    @staticmethod
    def of(money: Money | None) -> "CampaignMoneyOut | None":
        """The shown value."""
        if money is None:
            return None
        return CampaignMoneyOut(amount=f"{decimal_of(money.micros):f}", currency=money.currency)


class CampaignWordingIn(BaseModel):
    """What is said."""

    model_config = ConfigDict(extra="forbid")

    text: Text = Field(
        default="", description="A template: `{first_name|cher client}` is filled from the card."
    )
    purpose: CampaignPurpose = Field(
        default="marketing",
        description="`marketing`: offers. `service`: news of what people asked for.",
    )
    sender: Sender | None = Field(
        default=None, description="A name or a number; null: the route's own."
    )
    answerable: bool = Field(default=True, description="People may answer.")
    consent: Consent = Field(
        default="none",
        description="For offers, of people whose agreement is not recorded here. `optin`: the"
        " numbers typed in agreed, which you can prove. `soft`: all are customers of similar goods"
        " who did not object. Who told you to stop is left out whatever you say here.",
    )
    encoding: Encoding = "auto"
    economical: bool = Field(
        default=False, description="Characters that make texts dear are replaced."
    )
    codes: CodeKind = Field(
        default="made",
        description="What stands where the text says `{code}`. `made`: a code made here. `own`: one"
        " of those you brought along, see `PUT /campaigns/{campaign_id}/own-codes/file`.",
    )

    def value(self) -> CampaignWording:
        """As the service takes it."""
        return CampaignWording(**self.model_dump())


class LeftOutIn(BaseModel):
    """Who does not get it."""

    model_config = ConfigDict(extra="forbid")

    segments: Ids = []
    lists: Ids = []
    numbers: Numbers = []


class AudienceIn(BaseModel):
    """Who gets it: everybody of any of these, once."""

    model_config = ConfigDict(extra="forbid")

    everybody: bool = Field(default=False, description="All contacts.")
    segments: Ids = []
    conditions: Annotated[
        list[Condition],
        Field(max_length=MOST_PARTS_OF_AUDIENCE, description="As of `POST /segments`."),
    ] = []
    lists: Ids = []
    numbers: Numbers = Field(
        default=[], description="As people write them where the company is, or with +."
    )
    minus: LeftOutIn = LeftOutIn()
    parameters: Parameters = Field(
        default={}, description="What the campaign is about, for `same_as` and for the text."
    )

    control: Annotated[
        int,
        Field(
            ge=0,
            le=MOST_CONTROL,
            description="Of a hundred people who would get it, how many are held back at random, to"
            " see later what the campaign brought: excluded with the reason `control`.",
        ),
    ] = 0

    def value(self, territory: str) -> Audience:
        """As the service takes it, numbers read as people of ``territory`` write them.

        :raises Invalid: naming the numbers that are none
        """
        minus = self.minus
        return Audience(
            self.everybody,
            tuple(self.segments),
            tuple(self.conditions),
            tuple(self.lists),
            _numbers(self.numbers, territory, "audience/numbers"),
            LeftOut(
                tuple(minus.segments),
                tuple(minus.lists),
                _numbers(minus.numbers, territory, "audience/minus/numbers"),
            ),
            self.parameters,
            self.control,
        )


def _numbers(given: Sequence[str], territory: str, place: str) -> tuple[str, ...]:
    read = [e164(one, territory) for one in given]
    faults = [
        FieldFault(f"{place}/{at}", "not_a_phone") for at, one in enumerate(read) if one is None
    ]
    if faults:
        raise Invalid(None, tuple(faults[:20]))
    return tuple(one for one in read if one is not None)


class PaceIn(BaseModel):
    """How fast it goes."""

    model_config = ConfigDict(extra="forbid")

    kind: PaceKind = Field(
        default="none",
        description="`none`: as fast as carriers take it. `rate`: `per_minute`. `end_by`: the last"
        " one leaves by `by`. `agents`: as many as the agents can answer the replies of.",
    )
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    by: AwareDatetime | None = None


class TimingIn(BaseModel):
    """When it goes."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime | None = Field(default=None, description="Not before; null: now.")
    local: bool = Field(
        default=False,
        description="Everybody gets it when it is the hour of `at`, as the company's clock shows"
        " it, where they are.",
    )
    pace: PaceIn = PaceIn()

    def value(self) -> Timing:
        """As the service takes it."""
        pace = self.pace
        return Timing(self.at, self.local, Pace(pace.kind, pace.per_minute, pace.by))


class CampaignIn(BaseModel):
    """A campaign to write; nothing but its name has to be complete before it is sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Soldes d’hiver",
                    "wording": {
                        "text": "Bonjour {first_name}, -20 % sur les bottes jusqu’à samedi.",
                        "purpose": "marketing",
                        "sender": "VANILLE",
                        "answerable": False,
                    },
                    "audience": {"segments": [AN_ID]},
                }
            ]
        },
    )

    name: Name
    wording: CampaignWordingIn = CampaignWordingIn()
    audience: AudienceIn = AudienceIn()
    timing: TimingIn = TimingIn()
    offer_ends_at: AwareDatetime | None = Field(
        default=None, description="Nothing is handed to a telephone after."
    )
    spend_cap: MoneyIn | None = Field(default=None, description="It stops before it costs more.")
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] = []

    def draft(self, territory: str) -> Draft:
        """As the service takes it.

        :raises Invalid: naming what cannot be
        """
        return Draft(
            self.name,
            self.wording.value(),
            self.audience.value(territory),
            self.timing.value(),
            self.offer_ends_at,
            self.spend_cap.value() if self.spend_cap else None,
            tuple(dict.fromkeys(self.tags)),
        )


class CampaignChange(BaseModel):
    """What to change of a draft; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 3, "name": "Soldes", "tags": ["hiver"]}]},
    )

    version: Annotated[int, Field(ge=1, description="The one that was read.")]
    name: Name | None = None
    wording: CampaignWordingIn | None = None
    audience: AudienceIn | None = None
    timing: TimingIn | None = None
    offer_ends_at: AwareDatetime | None = None
    spend_cap: MoneyIn | None = None
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] | None = None

    def draft(self, before: Draft, territory: str) -> Draft:
        """``before`` with the changes.

        :raises Invalid: naming what cannot be
        """
        given = self.model_fields_set
        cap = self.spend_cap.value() if self.spend_cap else None
        tags = tuple(dict.fromkeys(self.tags)) if self.tags is not None else before.tags
        return Draft(
            self.name or before.name,
            self.wording.value() if self.wording else before.wording,
            self.audience.value(territory) if self.audience else before.audience,
            self.timing.value() if self.timing else before.timing,
            self.offer_ends_at if "offer_ends_at" in given else before.offer_ends_at,
            cap if "spend_cap" in given else before.spend_cap,
            tags,
        )


class ByOut(BaseModel):
    """Who did it, with the name they had then."""

    kind: str
    id: UUID | None
    name: str | None


class ShownOut(BaseModel):
    """How many were shown when it was sent, where the list was made anew at its time."""

    recipients: int
    excluded: int


class AgreedOut(BaseModel):
    """What was shown to the person who sent it."""

    recipients: int
    excluded: int | None = Field(description="Null: it was not told.")


_CAMPAIGN: dict[str, Any] = {
    "id": AN_ID,
    "version": 4,
    "name": "Soldes d’hiver",
    "state": "sending",
    "wording": {
        "text": "Bonjour {first_name}, -20 % sur les bottes jusqu’à samedi.",
        "purpose": "marketing",
        "sender": "VANILLE",
        "answerable": False,
        "consent": "none",
        "encoding": "auto",
        "economical": False,
    },
    "audience": {
        "everybody": False,
        "segments": [AN_ID],
        "conditions": [],
        "lists": [],
        "numbers": [],
        "minus": {"segments": [], "lists": [], "numbers": []},
        "parameters": {},
        "control": 0,
    },
    "timing": {
        "at": None,
        "local": False,
        "pace": {"kind": "none", "per_minute": None, "by": None},
    },
    "offer_ends_at": None,
    "spend_cap": None,
    "tags": [],
    "created_by": {"kind": "user", "id": AN_ID, "name": "Élodie"},
    "created_at": A_TIME,
    "changed_at": A_TIME,
    "sent_by": {"kind": "user", "id": AN_ID, "name": "Élodie"},
    "sent_at": A_TIME,
    "undo_until": A_TIME,
    "approved_by": None,
    "recipients": 1284,
    "excluded": 37,
    "shown": None,
    "prepared": 1000,
    "spent": {"amount": "45.60", "currency": "EUR"},
    "started_at": A_TIME,
    "finished_at": None,
    "listed": None,
    "agreed": {"recipients": 1284, "excluded": 37},
    "forgotten_at": None,
    "had_left": None,
    "obstacle": None,
    "follows": None,
}


class CampaignOut(BaseModel):
    """A campaign."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CAMPAIGN]})

    id: UUID
    version: int
    name: str
    state: CampaignState
    wording: CampaignWordingIn
    audience: AudienceIn
    timing: TimingIn
    offer_ends_at: datetime | None
    spend_cap: CampaignMoneyOut | None
    tags: list[str]
    created_by: ByOut
    created_at: datetime
    changed_at: datetime
    sent_by: ByOut | None
    sent_at: datetime | None = Field(description="When somebody pressed “send”.")
    undo_until: datetime | None = Field(description="Nothing leaves before.")
    approved_by: ByOut | None
    recipients: int | None = Field(description="Of the frozen list; null: a draft.")
    excluded: int | None
    shown: ShownOut | None
    prepared: int = Field(description="Recipients up to here are on their way.")
    spent: CampaignMoneyOut | None = Field(description="Reserved for what is on its way.")
    started_at: datetime | None
    finished_at: datetime | None
    listed: int | None = Field(
        description="While the list of people is being made: how many were written down so far,"
        " those who are left out among them."
    )
    agreed: AgreedOut | None
    forgotten_at: datetime | None = Field(
        description="When its lists of people were deleted, long after its end; sums stay."
    )
    had_left: int | None = Field(description="Cancelled: how many had left or were just leaving.")
    obstacle: Obstacle | None = Field(description="Why it does not go on by itself.")
    follows: UUID | None = Field(
        description="Of what goes again and again: the campaign of the time before."
    )

    @staticmethod
    def of(one: Campaign) -> "CampaignOut":
        """The shown value."""
        return CampaignOut.model_validate(campaign_item(one))


class SendIn(BaseModel):
    """What was shown to the person who sends."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"recipients": 1284}]}
    )

    recipients: Annotated[
        int, Field(ge=1, description="The number shown: another one refuses the sending.")
    ]
    fingerprint: Mark | None = Field(
        default=None,
        description="That of the preview: other people, even if as many, refuse the sending.",
    )
    most: MoneyIn | None = Field(
        default=None,
        description="The most it was said to cost. It goes on when prices change as long as it does"
        " not cost more.",
    )
    rates: Mark | None = Field(
        default=None,
        description="That of the preview: other prices refuse the sending, if it costs more.",
    )
    excluded: int | None = Field(
        default=None,
        ge=0,
        description="That of the preview: with it, how far a long list is can be told.",
    )

    def agreed(self) -> Agreed:
        """As the service takes it.

        :raises Invalid: ``most`` is no amount
        """
        most = self.most.value("most") if self.most else None
        return Agreed(self.recipients, self.fingerprint, most, self.rates, excluded=self.excluded)


class TrialIn(BaseModel):
    """Where a trial goes."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"to": "0692 12 34 56"}]}
    )

    to: Number


class TrialOut(BaseModel):
    """A trial that was accepted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"message_id": AN_ID, "to": "+262692123456", "text": "Bonjour Éloïse"}]
        }
    )

    message_id: UUID
    to: str
    text: str


class ExcludedOut(BaseModel):
    """How many are left out for one reason."""

    reason: ExclusionReason
    count: int

    @staticmethod
    def of(one: Excluded) -> "ExcludedOut":
        """The shown value."""
        return ExcludedOut(reason=one.reason, count=one.count)


class ExclusionOut(BaseModel):
    """Somebody who is left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"n": 1, "contact_id": AN_ID, "address": "+262692123456", "reason": "told_to_stop"}
            ]
        }
    )

    n: int
    contact_id: UUID | None
    address: str | None
    reason: ExclusionReason

    @staticmethod
    def of(one: Exclusion) -> "ExclusionOut":
        """The shown value."""
        return ExclusionOut(
            n=one.n, contact_id=one.contact_id, address=one.address, reason=one.reason
        )


class SampleOut(BaseModel):
    """Somebody of the list, and what they would get."""

    contact_id: UUID | None
    name: str | None
    address: str
    text: str
    parts: int


class ProblemOut(BaseModel):
    """What speaks against sending, or should be known before."""

    code: str
    place: str | None = Field(description="The field it is about; null: the whole.")
    stops: bool = Field(description="It cannot be sent like this.")
    detail: str = Field(description="In the caller's language, with the way out.")


class PartsOut(BaseModel):
    """Of one text."""

    least: int
    most: int


class PreviewOut(BaseModel):
    """What sending would do; nothing was sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "recipients": 1284,
                    "excluded": 37,
                    "exclusions": [{"reason": "told_to_stop", "count": 37}],
                    "parts": {"least": 1, "most": 2},
                    "least": {"amount": "58.55", "currency": "EUR"},
                    "most": {"amount": "117.10", "currency": "EUR"},
                    "encoding": "gsm7",
                    "adds": "STOP 36180",
                    "fingerprint": "9f86d081884c7d65",
                    "rates": "3a7bd3e2360a3d29",
                    "samples": [],
                    "problems": [],
                }
            ]
        }
    )

    recipients: int
    excluded: int
    exclusions: list[ExcludedOut]
    parts: PartsOut
    least: CampaignMoneyOut | None = Field(description="What it costs at least; null: nothing.")
    most: CampaignMoneyOut | None = Field(
        description="What it costs at most: the same where all texts are as long."
    )
    encoding: str
    adds: str = Field(description="The STOP text added to offers and counted.")
    fingerprint: str | None = Field(
        description="Of the people who would get it: to be sent with `send`."
    )
    rates: str | None = Field(description="Of the prices; null: nothing is charged.")
    samples: list[SampleOut]
    problems: list[ProblemOut]

    @staticmethod
    def of(one: Preview, language: Language) -> "PreviewOut":
        """The shown value."""
        return PreviewOut(
            recipients=one.recipients,
            excluded=one.excluded,
            exclusions=[ExcludedOut.of(each) for each in one.exclusions],
            parts=PartsOut(least=one.parts[0], most=one.parts[1]),
            least=CampaignMoneyOut.of(one.least),
            most=CampaignMoneyOut.of(one.most),
            encoding=one.encoding,
            adds=one.adds,
            fingerprint=one.fingerprint,
            rates=one.rates,
            samples=[
                SampleOut(
                    contact_id=each.contact_id,
                    name=each.name,
                    address=each.address,
                    text=each.text,
                    parts=each.parts,
                )
                for each in one.samples
            ],
            problems=[
                ProblemOut(
                    code=each.code,
                    place=each.place,
                    stops=each.stops,
                    detail=sentence(language, each.key, each.params),
                )
                for each in one.problems
            ],
        )


class CampaignRulesIn(BaseModel):
    """What a company decides about its campaigns."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 0, "approval": True}]}
    )

    version: Annotated[int, Field(ge=0, description="The one that was read.")]
    approval: bool = Field(description="A second person approves every campaign.")


class CampaignRulesOut(BaseModel):
    """What a company decided about its campaigns."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "approval": True}]})

    version: int
    approval: bool

    @staticmethod
    def of(one: CampaignRules) -> "CampaignRulesOut":
        """The shown value."""
        return CampaignRulesOut(version=one.version, approval=one.approval)
