"""Passkeys, as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.passkeys.types import Answer, Asked, Passkey

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class PasskeyOut(BaseModel):
    """One of your passkeys."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
                    "name": "Amélie's phone",
                    "synced": True,
                    "created_at": "2026-03-02T08:00:00Z",
                    "last_used_at": None,
                    "suspended_at": None,
                }
            ]
        }
    )

    id: UUID
    name: str
    synced: Annotated[bool, Field(description="Whether its provider keeps a copy.")]
    created_at: datetime
    last_used_at: datetime | None
    suspended_at: Annotated[
        datetime | None, Field(description="Set when a copy of the device seems to be in use.")
    ]

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyOut":
        """A passkey."""
        return cls(
            id=passkey.id,
            name=passkey.name,
            synced=passkey.credential.synced,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
            suspended_at=passkey.suspended_at,
        )


class PasskeysOut(BaseModel):
    """Your passkeys, newest first; at most 20."""

    items: list[PasskeyOut]


class AskedOut(BaseModel):
    """A challenge for the browser."""

    challenge_id: UUID
    options: Annotated[
        dict[str, Any],
        Field(description="For `PublicKeyCredential.parse…OptionsFromJSON` of the browser."),
    ]

    @classmethod
    def of(cls, asked: Asked) -> "AskedOut":
        """A challenge."""
        return cls(challenge_id=asked.challenge_id, options=asked.options)


class CredentialIn(BaseModel):
    """What `PublicKeyCredential.toJSON()` of the browser gives."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, Field(max_length=2000)]
    rawId: Annotated[str, Field(max_length=2000)]  # noqa: N815 - the browser's own name
    type: Annotated[str, Field(max_length=40)]
    response: Annotated[dict[str, Any], Field(max_length=20)]
    authenticatorAttachment: Annotated[str | None, Field(max_length=40)] = None  # noqa: N815 - the browser's own name


class AnswerIn(BaseModel):
    """A browser's answer to a challenge."""

    model_config = ConfigDict(extra="forbid")

    challenge_id: UUID
    credential: CredentialIn

    def read(self) -> Answer:
        """The answer."""
        return Answer(self.challenge_id, self.credential.model_dump(exclude_none=True))


class NewPasskey(AnswerIn):
    """A passkey just made by the browser, and what to call it."""

    name: Name


class PasskeyChange(BaseModel):
    """Another name for a passkey."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Phone"}]})

    name: Name
