"""Contacts as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.consent.types import (
    LONGEST_PROOF,
    AddressKind,
    ConsentMedium,
    ConsentSource,
    Decision,
    Purpose,
)
from guichet.crm.duplicates.types import Duplicate
from guichet.crm.events import card_item, contact_item
from guichet.crm.history import Entry
from guichet.crm.matches import Reason
from guichet.crm.merges.service import LONGEST_REASON
from guichet.crm.types import (
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_TAGS,
    Change,
    Claim,
    Contact,
    ContactCard,
    IdentitySource,
    NewContact,
)
from guichet.gateway.types import IdentityKind
from guichet.kit.work import ActorKind

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]
LanguageCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)
]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TAG)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS, examples=[["fidèle", "pro"]])]
AttributeKey = Annotated[str, Field(max_length=40)]
AttributeIn = Annotated[str, Field(max_length=2_000)] | bool | int | float | None
Attributes = Annotated[
    dict[AttributeKey, AttributeIn],
    Field(max_length=100, examples=[{"birth_date": "1984-05-12", "loyalty_points": 120}]),
]
GivenKind = Literal["phone", "email", "external"]

_BASE: dict[str, Any] = {
    "id": AN_ID,
    "version": 3,
    "name": "Éloïse Payet",
    "code": "4F2A",
    "language": "fr",
    "company_id": None,
    "attributes": {"birth_date": "1984-05-12"},
    "tags": ["fidèle"],
    "created_at": A_TIME,
    "merged_into": None,
    "erased": False,
}
_CONTACT: dict[str, Any] = {**_BASE, "last_seen_at": "2026-03-02T08:05:00Z", "company": None}
_BY: dict[str, Any] = {"kind": "user", "id": AN_ID, "name": "Amélie Payet"}


class ByOut(BaseModel):
    """Who did it, with the name they had then."""

    kind: ActorKind
    id: UUID | None
    name: str | None


class VerifiedOut(BaseModel):
    """Somebody made sure."""

    at: datetime
    by: ByOut


class IdentityOut(BaseModel):
    """By what a contact is recognised."""

    id: UUID
    kind: IdentityKind
    value: str = Field(description="E.164 for a phone, lower case for a mail address.")
    source: IdentitySource
    created_at: datetime
    verified: VerifiedOut | None


class ClaimOut(BaseModel):
    """What the person is said to be, by nobody we trust."""

    kind: IdentityKind
    value: str


class CompanyOfContact(BaseModel):
    """Where the person belongs."""

    id: UUID
    name: str


class ContactOut(BaseModel):
    """A person known to the tenant."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CONTACT]})

    id: UUID
    version: int
    name: str | None = Field(description="None while the person is anonymous.")
    code: str = Field(description="Tells anonymous people apart.")
    language: str | None
    company: CompanyOfContact | None
    company_id: UUID | None
    attributes: dict[str, str | bool | int | float] = Field(
        description="By key; dates as ISO 8601, money in minor units."
    )
    tags: list[str]
    created_at: datetime
    last_seen_at: datetime
    merged_into: UUID | None = Field(description="Set while this is an alias of another card.")
    erased: bool

    @staticmethod
    def of(one: Contact, companies: Mapping[UUID, str]) -> "ContactOut":
        """The shown value."""
        return ContactOut.model_validate({**contact_item(one), **_beside(one, companies)})


class PhonesIn(BaseModel):
    """Numbers in E.164."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"phones": ["+262692123456"]}]}
    )

    phones: Annotated[
        list[Annotated[str, StringConstraints(max_length=40)]], Field(min_length=1, max_length=200)
    ]


class KnownPhoneOut(BaseModel):
    """A number and whose it is."""

    phone: str
    contact_id: UUID
    name: str | None
    code: str

    @staticmethod
    def of(phone: str, one: Contact) -> "KnownPhoneOut":
        """The shown value."""
        return KnownPhoneOut(phone=phone, contact_id=one.id, name=one.name, code=one.code)


class AddressOut(BaseModel):
    """The address a consent is about, by its keyed digest."""

    kind: AddressKind
    hash: str


class ConsentOut(BaseModel):
    """One entry of the history of consents."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "contact_id": AN_ID,
                    "address": {"kind": "phone", "hash": "5f2c"},
                    "purpose": "marketing",
                    "medium": "sms",
                    "decision": "granted",
                    "source": "form",
                    "proof": "https://shop.example/compte",
                    "at": A_TIME,
                    "recorded_at": A_TIME,
                    "by": _BY,
                }
            ]
        }
    )

    id: UUID
    version: int
    contact_id: UUID | None
    address: AddressOut
    purpose: Purpose
    medium: ConsentMedium
    decision: Decision
    source: ConsentSource
    proof: str | None
    at: datetime = Field(description="When the person decided.")
    recorded_at: datetime
    by: ByOut


class EvidenceOut(BaseModel):
    """How a decision came about."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "steps": [
                        {
                            "step": "signed",
                            "at": A_TIME,
                            "way": "page",
                            "page": "/s/h7k2m9q",
                            "agreed": "J’accepte de recevoir les offres par SMS.",
                            "version": "1",
                            "network": "203.0.113.7",
                        },
                        {"step": "asked", "at": A_TIME, "message": AN_ID},
                        {"step": "confirmed", "at": A_TIME, "by": "reply", "text": "OUI"},
                    ]
                }
            ]
        }
    )

    steps: list[dict[str, str]] = Field(
        description="One after the other: `signed`, `asked`, `confirmed`, each with what shows it;"
        " empty where a decision was only written down."
    )


class LoserOut(BaseModel):
    """The contact that became an alias."""

    id: UUID
    name: str | None
    code: str


class MergeOut(BaseModel):
    """Two cards made one."""

    id: UUID
    version: int
    loser: LoserOut
    survivor_id: UUID
    reason: str
    at: datetime
    by: ByOut
    undone_at: datetime | None


class ContactCardOut(ContactOut):
    """A contact and everything on the card."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_CONTACT,
                    "identities": [
                        {
                            "id": AN_ID,
                            "kind": "phone",
                            "value": "+262692123456",
                            "source": "agent",
                            "created_at": A_TIME,
                            "verified": {"at": A_TIME, "by": _BY},
                        }
                    ],
                    "claims": [],
                    "consents": [],
                    "merges": [],
                    "people": [AN_ID],
                }
            ]
        }
    )

    identities: list[IdentityOut]
    claims: list[ClaimOut] = Field(description="Said of the person by nobody we trust.")
    consents: list[ConsentOut] = Field(description="What counts now.")
    merges: list[MergeOut] = Field(description="What became this card; those in force.")
    people: list[UUID] = Field(description="Every id that leads to this card.")

    @staticmethod
    def of_card(card: ContactCard, companies: Mapping[UUID, str]) -> "ContactCardOut":
        """The shown value."""
        shown = {**card_item(card), **_beside(card.contact, companies)}
        return ContactCardOut.model_validate(shown)


class GivenIdentity(BaseModel):
    """By what somebody is known, as they write it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"kind": "phone", "value": "0692 12 34 56"}]},
    )

    kind: GivenKind
    value: Annotated[str, Field(min_length=1, max_length=254)]

    def claim(self) -> Claim:
        """As the service takes it."""
        return Claim(self.kind, self.value)


class NewIdentity(GivenIdentity):
    """An identity to add."""

    verified: bool = Field(default=False, description="Somebody made sure that it is theirs.")


class NewContactIn(BaseModel):
    """Somebody to write down."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Éloïse Payet",
                    "language": "fr",
                    "identities": [{"kind": "phone", "value": "0692 12 34 56"}],
                }
            ]
        },
    )

    name: Name | None = None
    language: LanguageCode | None = None
    company_id: UUID | None = None
    attributes: Attributes = {}
    tags: Tags = []
    identities: Annotated[list[GivenIdentity], Field(max_length=20)] = []

    def value(self) -> NewContact:
        """As the service takes it."""
        identities = [one.claim() for one in self.identities]
        return NewContact(
            self.name, self.language, self.company_id, self.attributes, self.tags, identities
        )


class ContactChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"tags": ["fidèle"], "attributes": {"loyalty": None}}]},
    )

    name: Name | None = None
    language: LanguageCode | None = None
    company_id: UUID | None = None
    attributes: Annotated[
        Attributes, Field(description="Changed one by one; null takes a value away.")
    ] = {}
    tags: Tags = []

    def change(self) -> Change:
        """As the service takes it."""
        wanted: Change = {
            "name": self.name,
            "language": self.language,
            "company_id": self.company_id,
            "attributes": self.attributes,
            "tags": self.tags,
        }
        for name in Change.__annotations__.keys() - self.model_fields_set:
            del wanted[name]  # type: ignore[misc]  # names of Change itself
        return wanted


class ConsentIn(BaseModel):
    """What a person decided."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "identity_id": AN_ID,
                    "purpose": "marketing",
                    "medium": "sms",
                    "decision": "granted",
                    "source": "agent",
                    "proof": "Au téléphone",
                }
            ]
        },
    )

    identity_id: UUID = Field(description="The address it is about.")
    purpose: Purpose
    medium: ConsentMedium
    decision: Decision
    source: ConsentSource = "agent"
    proof: Annotated[str, Field(max_length=LONGEST_PROOF)] | None = None
    at: datetime | None = Field(default=None, description="When they decided; now unless given.")


class MergeIn(BaseModel):
    """Which card becomes part of this one, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"other_id": AN_ID, "reason": "Même numéro", "take": ["name"]}]
        },
    )

    other_id: UUID
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
    take: Annotated[
        list[
            Annotated[
                str,
                StringConstraints(pattern=r"^(name|language|company_id|attributes\.[a-z0-9_]+)$"),
            ]
        ],
        Field(
            max_length=110,
            description="What is taken from the other card although this one has it.",
        ),
    ] = []


class DuplicateOut(BaseModel):
    """A card that may be of the same person."""

    id: UUID
    version: int
    reason: Reason
    found_at: datetime
    contact: ContactOut = Field(description="The other card.")

    @staticmethod
    def of(one: Duplicate, other: Contact, companies: Mapping[UUID, str]) -> "DuplicateOut":
        """The shown value."""
        return DuplicateOut(
            id=one.id,
            version=one.version,
            reason=one.reason,
            found_at=one.found_at,
            contact=ContactOut.of(other, companies),
        )


class PairOut(BaseModel):
    """Two cards that may be of one person."""

    id: UUID
    version: int
    reason: Reason
    found_at: datetime
    contacts: list[ContactOut]


class TimelineEntryOut(BaseModel):
    """One thing that happened with a person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"id": AN_ID, "kind": "note", "at": A_TIME, "value": {"text": "Rappeler lundi"}}
            ]
        }
    )

    id: UUID
    kind: str = Field(description="`interaction`, `note`, `consent`, `merge`, and later others.")
    at: datetime
    value: dict[str, Any] = Field(description="The public value of that kind.")

    @staticmethod
    def of(one: Entry) -> "TimelineEntryOut":
        """The shown value."""
        return TimelineEntryOut(id=one.id, kind=one.kind, at=one.at, value=dict(one.value))


class TagOut(BaseModel):
    """A tag in use."""

    name: str


def _beside(one: Contact, companies: Mapping[UUID, str]) -> dict[str, Any]:
    name = companies.get(one.company_id) if one.company_id else None
    company = {"id": str(one.company_id), "name": name} if name is not None else None
    return {"company": company, "last_seen_at": one.last_seen_at.isoformat()}


def names_needed(contacts: list[Contact]) -> list[UUID]:
    """The companies whose names are shown."""
    return [one.company_id for one in contacts if one.company_id is not None]
