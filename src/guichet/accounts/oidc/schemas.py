"""Sign-in providers, as the API shows them."""

import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from guichet.accounts.oidc.types import Provider, Settings
from guichet.accounts.rights import TENANT_ROLES, Role

_PROVIDER: dict[str, Any] = {
    "id": "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274",
    "title": "Maison Vanille",
    "issuer": "https://login.example.com",
    "client_id": "guichet",
    "secret_set": True,
    "domains": ["example.com"],
    "auto_provision": ["agent"],
    "enabled": True,
    "redirect_uri": "https://guichet.example.com/api/v1/session/oidc/callback",
    "created_at": "2026-03-02T08:00:00Z",
    "version": 1,
}
_NEW: dict[str, Any] = {
    "title": "Maison Vanille",
    "issuer": "https://login.example.com",
    "client_id": "guichet",
    "client_secret": "a secret the provider gave",
    "domains": ["example.com"],
    "auto_provision": None,
    "enabled": True,
}
_DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9-]{1,63})+")


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query:
        raise PydanticCustomError("wrong_value", "not an issuer", {"fault": "not_an_issuer"})
    if parts.fragment or parts.username is not None:
        raise PydanticCustomError("wrong_value", "not an issuer", {"fault": "not_an_issuer"})
    return value


def _domain(value: str) -> str:
    lowered = value.strip().lower()
    if not _DOMAIN.fullmatch(lowered):
        raise PydanticCustomError("wrong_value", "not a domain", {"fault": "not_a_domain"})
    return lowered


def _member_roles(roles: frozenset[Role]) -> frozenset[Role]:
    if not roles or not roles <= frozenset(TENANT_ROLES):
        raise PydanticCustomError("wrong_value", "not roles", {"fault": "not_a_member_role"})
    return roles


Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Issuer = Annotated[str, Field(max_length=500), AfterValidator(_issuer)]
ClientId = Annotated[str, Field(min_length=1, max_length=500)]
Secret = Annotated[str, Field(min_length=1, max_length=1000)]
Domains = Annotated[
    list[Annotated[str, Field(max_length=253), AfterValidator(_domain)]],
    Field(min_length=1, max_length=50, description="Whose addresses the provider speaks for."),
]
Roles = Annotated[frozenset[Role], Field(max_length=10), AfterValidator(_member_roles)]


class ProviderOut(BaseModel):
    """A sign-in provider; its secret is never shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PROVIDER]})

    id: UUID
    title: str
    issuer: str
    client_id: str
    secret_set: bool = True
    domains: list[str]
    auto_provision: Annotated[
        list[Role] | None,
        Field(description="Roles for people neither member nor invited; null = refused."),
    ]
    enabled: bool
    redirect_uri: Annotated[str, Field(description="To enter at the provider.")]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, provider: Provider, redirect_uri: str) -> "ProviderOut":
        """A provider."""
        settings = provider.settings
        roles = settings.auto_provision
        return cls(
            id=provider.id,
            title=settings.title,
            issuer=settings.issuer,
            client_id=settings.client_id,
            domains=list(settings.domains),
            auto_provision=None if roles is None else sorted(roles),
            enabled=settings.enabled,
            redirect_uri=redirect_uri,
            created_at=provider.created_at,
            version=provider.version,
        )


class NewProvider(BaseModel):
    """A provider to connect."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW]})

    title: Title
    issuer: Issuer
    client_id: ClientId
    client_secret: Secret
    domains: Domains
    auto_provision: Roles | None = None
    enabled: bool = True

    def settings(self) -> Settings:
        """The settings wanted."""
        return Settings(
            self.title,
            self.issuer,
            self.client_id,
            tuple(dict.fromkeys(self.domains)),
            self.auto_provision,
            self.enabled,
        )


class ProviderChange(BaseModel):
    """What to change of a provider; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"enabled": False}]})

    title: Title | None = None
    client_id: ClientId | None = None
    client_secret: Secret | None = None
    domains: Domains | None = None
    auto_provision: Roles | None = None
    enabled: bool | None = None

    def settings(self, before: Settings) -> Settings:
        """The settings after the change; ``auto_provision: null`` switches it off."""
        given = self.model_fields_set
        return Settings(
            self.title or before.title,
            before.issuer,
            self.client_id or before.client_id,
            before.domains if self.domains is None else tuple(dict.fromkeys(self.domains)),
            self.auto_provision if "auto_provision" in given else before.auto_provision,
            before.enabled if self.enabled is None else self.enabled,
        )


class ProbeOut(BaseModel):
    """Whether a provider can be read."""

    ok: bool
    detail: Annotated[str | None, Field(description="What is wrong; null when nothing is.")]
