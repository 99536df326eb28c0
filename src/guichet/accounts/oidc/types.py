"""Providers, flows and identities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from guichet.accounts.rights import Role
from guichet.kit.ids import TenantId

FLOW_LASTS: Final = timedelta(minutes=10)
"""How long somebody may take at the provider."""

Json = Mapping[str, Any]
"""A provider's document: every field is checked where it is used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an administrator decides about a provider."""

    title: str
    """What the button on the sign-in page says."""
    issuer: str
    """The provider's address, exactly as it calls itself."""
    client_id: str
    domains: tuple[str, ...]
    """Domains of the e-mail addresses the provider speaks for, in lower case; never empty."""
    auto_provision: frozenset[Role] | None
    """Roles for somebody who is neither member nor invited; ``None`` = such people are refused."""
    enabled: bool


@dataclass(frozen=True, slots=True)
class Provider:
    """One tenant's connection to a provider. The client's secret is not in here."""

    tenant_id: TenantId
    id: UUID
    settings: Settings
    created_at: datetime
    version: int

    @property
    def secret_context(self) -> str:
        """The place the client's secret is encrypted for."""
        return f"oidc:{self.id}"


@dataclass(frozen=True, slots=True)
class Offered:
    """A provider as the sign-in page shows it."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a provider tells about itself (OpenID Connect Discovery 1.0, section 3), checked."""

    issuer: str
    authorization: str
    token: str
    userinfo: str | None
    keys: str
    basic_auth: bool
    """Whether the client's secret goes into the header (``client_secret_basic``)."""
    algorithms: tuple[str, ...]
    """Algorithms both sides know."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in on its way through a provider."""

    id: UUID
    provider_id: UUID
    tenant_id: TenantId
    nonce: str
    verifier: str
    """The PKCE verifier (RFC 7636)."""
    next_path: str
    """Where in the console to go afterwards."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """Where to send the browser, and the secret it keeps meanwhile in a cookie."""

    location: str
    browser_secret: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody a provider vouches for."""

    subject: str
    """Their name at the provider: never changes, never given to somebody else."""
    email: str | None
    email_verified: bool
    name: str | None
