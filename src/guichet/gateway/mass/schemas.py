"""Messages as the API takes and shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.gateway.mass import checking
from guichet.gateway.mass.foreseeing import Foreseen
from guichet.gateway.mass.service import Estimate
from guichet.gateway.mass.telling import why
from guichet.gateway.mass.types import (
    LONGEST_TEXT,
    MOST_RECIPIENTS,
    Consent,
    Encoding,
    Happening,
    Message,
    MessageState,
    Order,
    OutcomeKind,
    Purpose,
    Recipient,
    Ticket,
    Wording,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.money import Money, decimal_of
from guichet.kit.phones import e164
from guichet.policies.saying import said
from guichet.policies.types import Reason

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
Value = Annotated[str, StringConstraints(max_length=300)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Sender = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=16), Field()
]


class RecipientIn(BaseModel):
    """Somebody a message goes to."""

    model_config = ConfigDict(extra="forbid")

    to: Annotated[
        str,
        Field(max_length=40, description="As people write it where the company is, or with +."),
    ]
    values: dict[Name, Value] = Field(
        default_factory=dict,
        max_length=50,
        description="For the `{name}` parts of the text: all of them, for everybody or for nobody.",
    )
    reference: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="Yours; told again with everything that becomes of the message."
    )


class MessagesIn(BaseModel):
    """One text for one person or for many."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "Bonjour {prenom}, votre commande est prête.",
                    "purpose": "service",
                    "sender": "VANILLE",
                    "recipients": [{"to": "0692 12 34 56", "values": {"prenom": "Éloïse"}}],
                }
            ]
        },
    )

    text: Text
    purpose: Annotated[
        Purpose,
        Field(
            description="`marketing`: offers. `service`: news of what the person asked for."
            " `otp`: one-time codes."
        ),
    ]
    recipients: Annotated[list[RecipientIn], Field(min_length=1, max_length=MOST_RECIPIENTS)]
    sender: Sender | None = Field(None, description="A name or a number; else the route's own.")
    send_at: AwareDatetime | None = Field(
        None, description="Not before; else now. At most a year ahead."
    )
    undo_seconds: Annotated[
        int,
        Field(
            ge=0,
            le=60,
            description="Kept so long before it leaves, so that it can be called back.",
        ),
    ] = 0
    expires_at: AwareDatetime | None = Field(
        None, description="Not handed over after; later than `send_at`."
    )
    consent: Annotated[
        Consent,
        Field(
            description="For offers: `optin`: these people agreed to get them, which you can prove."
            " `soft`: customers of similar goods who did not object. Who told you to stop is left"
            " out whatever you say here."
        ),
    ] = "none"
    encoding: Encoding = "auto"
    flash: bool = Field(False, description="Shown at once and not kept by the telephone.")
    tags: Annotated[list[Tag], Field(max_length=10)] = []
    callback: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] | None = (
        Field(
            None,
            description="An https URL that is told what becomes of these messages, as a web hook"
            " is. Up to 100 different ones: tell messages apart by `reference`.",
        )
    )

    def order(self, tenant_id: TenantId, territory: str, now: datetime) -> Order:
        """What is asked for, numbers read as people of ``territory`` write them.

        :raises Invalid: naming the numbers that are none, or what else was overlooked
        """
        people: list[Recipient] = []
        faults: list[FieldFault] = []
        for place, one in enumerate(self.recipients):
            number = e164(one.to, territory)
            if number is None:
                faults.append(FieldFault(f"recipients/{place}/to", "not_a_phone"))
            else:
                people.append(Recipient(number, one.values, one.reference))
        if faults:
            raise Invalid(None, tuple(faults[:20]))
        wording = Wording(
            self.sender,
            self.text,
            self.purpose,
            self.consent,
            self.encoding,
            self.flash,
            tuple(self.tags),
        )
        due = self.send_at
        if self.undo_seconds:
            due = max(due or now, now + timedelta(seconds=self.undo_seconds))
        order = Order(tenant_id, wording, people, due, self.expires_at)
        if overlooked := checking.slips(order, now):
            raise Invalid(None, overlooked)
        return order


class AcceptedOut(BaseModel):
    """One message that was accepted."""

    id: UUID
    to: str


class TicketOut(BaseModel):
    """Committed: Guichet answers for these messages."""

    id: UUID = Field(description="Of what was accepted together.")
    accepted_at: datetime
    messages: list[AcceptedOut] = Field(description="In the order of the recipients.")

    @staticmethod
    def of(ticket: Ticket, order: Order) -> "TicketOut":
        """The shown value."""
        pairs = zip(ticket.message_ids, order.recipients, strict=True)
        made = [AcceptedOut(id=message_id, to=one.address) for message_id, one in pairs]
        return TicketOut(id=ticket.chunk_id, accepted_at=ticket.at, messages=made)


class SentPriceOut(BaseModel):
    """An amount."""

    amount: Annotated[str, Field(description="In units, exactly.", examples=["0.0456"])]
    currency: str

    @staticmethod
    def of(money: Money) -> "SentPriceOut":
        """The shown value."""
        return SentPriceOut(amount=f"{decimal_of(money.micros):f}", currency=money.currency)


class MessageIds(BaseModel):
    """Messages by their ids."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"ids": [AN_ID]}]})

    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class CalledBackOut(BaseModel):
    """What became of a wish to call messages back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cancelled": [AN_ID], "left": []}]})

    cancelled: list[UUID] = Field(description="They will not be sent.")
    left: list[UUID] = Field(description="Too late: they are leaving or have left.")


class EstimateGroupOut(BaseModel):
    """Recipients of one territory whose texts have as many parts."""

    territory: str | None
    parts: int
    recipients: int
    price_each: SentPriceOut | None


class DearOut(BaseModel):
    """A character that makes the text dearer."""

    at: int
    character: str


class ObjectionOut(BaseModel):
    """What speaks against sending."""

    territory: str | None
    code: str
    detail: str


class LaterOut(BaseModel):
    """Where messages would wait, and why."""

    territory: str | None
    until: datetime
    code: str
    detail: str


class EstimateOut(BaseModel):
    """What an order would come to; nothing was sent."""

    encoding: str
    characters: int = Field(description="Of the longest text, as they are counted.")
    parts: int = Field(description="Of the longest text.")
    room: int = Field(description="Characters that still fit into its last part.")
    messages: int
    parts_in_all: int
    price: SentPriceOut | None = Field(description="Null: nothing is charged.")
    groups: list[EstimateGroupOut]
    dear: list[DearOut] = Field(description="The characters for which the text needs more parts.")
    unserved: list[int] = Field(description="Places of recipients nobody serves.")
    objections: list[ObjectionOut]
    later: list[LaterOut] = Field(description="Where they would wait: the law, or your hours.")
    remarks: list[ObjectionOut] = Field(description="Allowed, and better left.")
    refused: list[int] = Field(
        description="Places of recipients who told you to stop: they will not get it."
    )
    adds: str = Field(
        description="The STOP text added to offers and counted; `XXXXX` stands for the short code"
        " of whoever carries it. Empty: nothing is added."
    )

    @staticmethod
    def of(estimate: Estimate, foreseen: Foreseen, language: Language) -> "EstimateOut":
        """The shown value."""
        count, currency = estimate.count, estimate.currency
        longest = count.longest

        def price(micros: int | None) -> SentPriceOut | None:
            if micros is None or currency is None:
                return None
            return SentPriceOut.of(Money(micros, currency))

        return EstimateOut(
            adds=estimate.adds,
            encoding=longest.encoding.value,
            characters=longest.units,
            parts=longest.charged,
            room=longest.room,
            messages=len(count.parts),
            parts_in_all=sum(count.parts),
            price=price(count.total),
            groups=[
                EstimateGroupOut(
                    territory=one.territory,
                    parts=one.parts,
                    recipients=one.recipients,
                    price_each=price(one.micros_each),
                )
                for one in count.groups
            ],
            dear=[DearOut(at=one.at, character=one.character) for one in count.dear],
            unserved=list(count.unserved),
            objections=_objections(estimate.objections, language),
            later=[
                LaterOut(
                    territory=place,
                    until=one.until,
                    code=one.reason.code,
                    detail=said(one.reason, language),
                )
                for place, one in foreseen.later.items()
            ],
            remarks=_objections(foreseen.remarks, language),
            refused=list(foreseen.refused),
        )


def _objections(
    by_place: Mapping[str | None, Sequence[Reason]], language: Language
) -> list[ObjectionOut]:
    return [
        ObjectionOut(territory=place, code=one.code, detail=said(one, language))
        for place, reasons in by_place.items()
        for one in reasons
    ]


class SentHappeningOut(BaseModel):
    """One line of a message's life."""

    kind: OutcomeKind
    at: datetime
    part: int | None = Field(description="From 1; null: the whole message.")
    parts: int | None
    route_id: UUID | None
    code: str | None
    detail: dict[str, str | int]
    said: str | None = Field(None, description="Why, in words, where a rule of ours decided.")

    @staticmethod
    def of(one: Happening, language: Language) -> "SentHappeningOut":
        """The shown value."""
        return SentHappeningOut(
            kind=one.kind,
            at=one.at,
            part=one.part or None,
            parts=one.parts or None,
            route_id=one.route_id,
            code=one.code,
            detail=dict(one.detail),
            said=why(one, language),
        )


_MESSAGE: dict[str, Any] = {
    "id": AN_ID,
    "to": "+262692123456",
    "sender": "VANILLE",
    "text": "Bonjour Éloïse, votre commande est prête.",
    "purpose": "service",
    "state": "delivered",
}


class SentMessageOut(BaseModel):
    """A message and what became of it."""

    id: UUID
    to: str
    sender: str | None
    text: str
    purpose: Purpose
    state: MessageState = Field(examples=[_MESSAGE["state"]])
    accepted_at: datetime
    send_at: datetime
    expires_at: datetime | None
    reference: str | None
    tags: list[str]
    price: SentPriceOut | None = Field(
        description="What it costs: charged once a carrier has it, or may have it."
    )
    life: list[SentHappeningOut] = Field(description="Oldest first.")

    @staticmethod
    def of(one: Message, language: Language) -> "SentMessageOut":
        """The shown value."""
        return SentMessageOut(
            id=one.id,
            to=one.address,
            sender=one.sender,
            text=one.text,
            purpose=one.purpose,
            state=one.state,
            accepted_at=one.accepted_at,
            send_at=one.due_at,
            expires_at=one.expires_at,
            reference=one.reference,
            tags=list(one.tags),
            price=SentPriceOut.of(one.price) if one.price else None,
            life=[SentHappeningOut.of(happening, language) for happening in one.life],
        )
