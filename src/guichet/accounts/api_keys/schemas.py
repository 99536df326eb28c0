"""API keys, as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.api_keys.service import Wanted
from guichet.accounts.api_keys.types import ApiKey, NewKey
from guichet.accounts.rights import Right

_KEY: dict[str, Any] = {
    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
    "name": "Cash desk",
    "hint": "x7ab",
    "rights": ["contacts.read"],
    "created_by": {"id": "0199b2c4-0000-7000-8000-3f0c9be1d274", "name": "Amélie Payet"},
    "created_at": "2026-03-02T08:00:00Z",
    "expires_at": None,
    "revoked_at": None,
    "last_used_at": "2026-03-02T09:12:00Z",
    "per_minute": 600,
    "version": 1,
}


class Maker(BaseModel):
    """Who made a key."""

    id: UUID
    name: str | None


class ApiKeyOut(BaseModel):
    """A key; its token is nowhere."""

    model_config = ConfigDict(json_schema_extra={"examples": [_KEY]})

    id: UUID
    name: str
    hint: Annotated[str, Field(description="The end of the token, to tell keys apart.")]
    rights: list[str]
    created_by: Maker | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: Annotated[datetime | None, Field(description="Exact to about a minute.")]
    per_minute: int
    version: int

    @classmethod
    def of(cls, key: ApiKey, names: Mapping[UUID, str]) -> "ApiKeyOut":
        """A key with the name of its maker."""
        maker = key.created_by
        return cls(
            id=key.id,
            name=key.name,
            hint=key.hint,
            rights=sorted(key.rights),
            created_by=Maker(id=maker, name=names.get(maker)) if maker else None,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            last_used_at=key.last_used_at,
            per_minute=key.per_minute,
            version=key.version,
        )


class NewApiKey(BaseModel):
    """A key to make."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "Cash desk",
                    "rights": ["contacts.read"],
                    "expires_at": None,
                    "per_minute": 600,
                }
            ]
        },
    )

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    rights: Annotated[frozenset[Right], Field(max_length=50, description="A part of your own.")]
    expires_at: Annotated[
        AwareDatetime | None, Field(description="When it stops opening; null = never.")
    ] = None
    per_minute: Annotated[
        int, Field(ge=1, le=1_000_000, description="Most requests a minute, over all servers.")
    ] = 600

    def wanted(self) -> Wanted:
        """The key asked for."""
        rights = frozenset(right.value for right in self.rights)
        return Wanted(self.name, rights, self.expires_at, self.per_minute)


class NewApiKeyOut(BaseModel):
    """A key just made. The token is shown here and never again."""

    key: ApiKeyOut
    token: Annotated[str, Field(examples=["gk_agm3frhiuf6t7csson..."])]

    @classmethod
    def of(cls, new: NewKey, names: Mapping[UUID, str]) -> "NewApiKeyOut":
        """A new key with its token."""
        return cls(key=ApiKeyOut.of(new.key, names), token=new.token)
