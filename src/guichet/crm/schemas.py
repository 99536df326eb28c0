"""Contacts as the API shows them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.crm.types import Contact, ContactCard
from guichet.gateway.types import IdentityKind

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class IdentityOut(BaseModel):
    """By what a contact is recognised."""

    id: UUID
    kind: IdentityKind
    value: str
    created_at: datetime


class ContactOut(BaseModel):
    """A person known to the tenant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "name": None,
                    "code": "4F2A",
                    "language": "fr",
                    "created_at": "2026-03-02T08:00:00Z",
                    "last_seen_at": "2026-03-02T08:05:00Z",
                }
            ]
        }
    )

    id: UUID
    version: int
    name: str | None = Field(description="None while the person is anonymous.")
    code: str = Field(description="Tells anonymous people apart.")
    language: str | None
    created_at: datetime
    last_seen_at: datetime

    @staticmethod
    def of(one: Contact) -> "ContactOut":
        """The shown value."""
        return ContactOut(
            id=one.id,
            version=one.version,
            name=one.name,
            code=one.code,
            language=one.language,
            created_at=one.created_at,
            last_seen_at=one.last_seen_at,
        )


class ContactCardOut(ContactOut):
    """A contact and by what they are recognised."""

    identities: list[IdentityOut]

    @staticmethod
    def of_card(card: ContactCard) -> "ContactCardOut":
        """The shown value."""
        known = [
            IdentityOut(id=one.id, kind=one.kind, value=one.value, created_at=one.created_at)
            for one in card.identities
        ]
        return ContactCardOut(**ContactOut.of(card.contact).model_dump(), identities=known)
