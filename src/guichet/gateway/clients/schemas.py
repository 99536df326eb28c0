"""SMPP accounts as the API takes and shows them."""

from datetime import datetime
from ipaddress import ip_network
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from guichet.gateway.clients.types import Draft, GivenUp, NewAccount, Presence, SmppAccount
from guichet.gateway.mass.types import Consent, MessageState, Purpose


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        raise PydanticCustomError(
            "not_a_network", "not a network", {"fault": "not_a_network"}
        ) from None


NOBODY = Presence()
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
AllowedSender = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=16)
]
Network = Annotated[str, AfterValidator(_network)]


class SmppAccountIn(BaseModel):
    """What is decided of an account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "Kannel de la boutique", "purpose": "service", "per_second": 100}]
        },
    )

    name: Name
    purpose: Annotated[
        Purpose, Field(description="Of texts whose service type says nothing else.")
    ] = "service"
    consent: Annotated[
        Consent, Field(description="For offers: what the people agreed to, which you can prove.")
    ] = "none"
    senders: Annotated[
        list[AllowedSender],
        Field(max_length=50, description="It may send under; empty: any its company may."),
    ] = []
    networks: Annotated[
        list[Network],
        Field(max_length=50, description="It may come from, as 203.0.113.0/24; empty: any."),
    ] = []
    most_binds: Annotated[int, Field(ge=1, le=50, description="At a time.")] = 4
    window: Annotated[
        int, Field(ge=1, le=5_000, description="Messages without answer of one bind, each way.")
    ] = 100
    per_second: Annotated[
        int, Field(ge=1, le=50_000, description="Messages it may submit, over all its binds.")
    ] = 100

    def draft(self) -> Draft:
        """The value asked for."""
        return Draft(
            self.name,
            self.purpose,
            self.consent,
            tuple(self.senders),
            tuple(self.networks),
            self.most_binds,
            self.window,
            self.per_second,
        )


class SmppAccountOut(BaseModel):
    """An account as it is shown: its password is nowhere."""

    id: UUID
    system_id: str
    name: str
    purpose: Purpose
    consent: Consent
    senders: list[str]
    networks: list[str]
    most_binds: int
    window: int
    per_second: int
    created_at: datetime
    closed_at: datetime | None
    version: int
    binds: Annotated[int, Field(description="Bound just now, give or take some seconds.")] = 0
    seen_at: Annotated[
        datetime | None, Field(description="When somebody was bound last, within ninety days.")
    ] = None
    refused: Annotated[
        int, Field(description="Receipts and texts its system refused until they were given up.")
    ] = 0

    @staticmethod
    def of(one: SmppAccount, presence: Presence = NOBODY, refused: int = 0) -> "SmppAccountOut":
        """The shown value."""
        draft = one.draft
        return SmppAccountOut(
            id=one.id,
            system_id=one.system_id,
            name=draft.name,
            purpose=draft.purpose,
            consent=draft.consent,
            senders=list(draft.senders),
            networks=list(draft.networks),
            most_binds=draft.most_binds,
            window=draft.window,
            per_second=draft.per_second,
            created_at=one.created_at,
            closed_at=one.closed_at,
            version=one.version,
            binds=presence.binds,
            seen_at=presence.seen_at,
            refused=refused,
        )


class RefusedOut(BaseModel):
    """A receipt or text that the company's system refused until it was given up."""

    id: UUID
    kind: Annotated[Literal["receipt", "text"], Field(description="`text`: from a telephone.")]
    message_id: UUID
    address: Annotated[str, Field(description="The telephone.", examples=["+262692123456"])]
    state: Annotated[MessageState, Field(description="What a receipt tells.")]
    at: Annotated[datetime, Field(description="When that happened.")]
    code: Annotated[int, Field(description="The SMPP status it was answered with last.")]
    tries: int
    given_up_at: datetime

    @staticmethod
    def of(one: GivenUp) -> "RefusedOut":
        """The shown value."""
        return RefusedOut(
            id=one.id,
            kind="text" if one.is_text else "receipt",
            message_id=one.message_id,
            address=one.address,
            state=one.state,
            at=one.at,
            code=one.code,
            tries=one.tries,
            given_up_at=one.given_up_at,
        )


class RedeliveredOut(BaseModel):
    """How many are delivered again."""

    count: int


class SmppAccounts(BaseModel):
    """All accounts of the company, the newest first."""

    items: list[SmppAccountOut]
    host: Annotated[str, Field(description="Where systems bind to.")]
    port: Annotated[int | None, Field(description="Plain; null: not open.")]
    tls_port: Annotated[int | None, Field(description="Inside TLS; null: not open.")]


class NewSmppAccountOut(BaseModel):
    """An account with a new password, shown here and never again."""

    account: SmppAccountOut
    password: Annotated[str, Field(examples=["k5wq2mzd"])]

    @staticmethod
    def of(new: NewAccount) -> "NewSmppAccountOut":
        """The shown value."""
        return NewSmppAccountOut(account=SmppAccountOut.of(new.account), password=new.password)
