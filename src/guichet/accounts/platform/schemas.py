"""What the platform's screens send and receive about tenants and users."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.entitlements.types import Entitlements, Feature, Quota, Use
from guichet.accounts.members.invitations import Wanted
from guichet.accounts.members.types import Invitation, Member
from guichet.accounts.platform.types import Detailed, Known, Listed
from guichet.accounts.rights import Role
from guichet.accounts.support.schemas import SupportGrantOut
from guichet.accounts.tenants.types import Settings, Status, Tenant
from guichet.kit.i18n import Language

_ID = "0199b2c4-e8a1-7d3f-8a52-3f0c9be1d274"
_TENANT: dict[str, Any] = {
    "id": _ID,
    "slug": "maison-vanille",
    "name": "Maison Vanille",
    "status": "active",
    "suspended_at": None,
    "suspended_reason": None,
    "created_at": "2026-03-02T08:00:00Z",
    "zone": "Indian/Reunion",
    "territory": "RE",
    "currency": "EUR",
    "languages": ["fr", "en"],
    "version": 1,
    "members": 6,
}

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Limit = Annotated[int, Field(ge=0, le=10**12)]


class TenantOut(BaseModel):
    """A tenant in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [_TENANT]})

    id: UUID
    slug: str
    name: str
    status: Status
    suspended_at: datetime | None
    suspended_reason: str | None
    created_at: datetime
    zone: str
    territory: str
    currency: str
    languages: list[Language]
    version: int
    members: int

    @classmethod
    def of(cls, listed: Listed) -> "TenantOut":
        """A tenant and how many members it has."""
        return cls.model_validate(_columns(listed))


class EntitlementsBody(BaseModel):
    """What a tenant has. Null = without limit."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "features": ["webchat", "api"],
                    "quotas": {"members": 50, "storage_mb": None},
                    "version": 0,
                }
            ]
        },
    )

    features: Annotated[list[Feature], Field(max_length=50)]
    quotas: Annotated[
        Mapping[Quota, Limit | None],
        Field(max_length=50, description="A quota left out keeps the platform's default."),
    ]
    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that was read.")]

    @classmethod
    def of(cls, held: Entitlements) -> "EntitlementsBody":
        """Entitlements with every effective limit."""
        quotas = {quota: held.limit(quota) for quota in Quota}
        features = [feature for feature in Feature if feature in held.features]
        return cls(features=features, quotas=quotas, version=held.version)

    def read(self) -> Entitlements:
        """The entitlements wanted."""
        return Entitlements(frozenset(self.features), dict(self.quotas), self.version)


class UseOut(BaseModel):
    """How much of a quota is used."""

    quota: Quota
    used: Annotated[int | None, Field(description="Null where nobody counts it.")]
    limit: Annotated[int | None, Field(description="Null = without limit.")]

    @classmethod
    def of(cls, use: Use) -> "UseOut":
        """The use of a quota."""
        return cls(quota=use.quota, used=use.used, limit=use.limit)


class AdministratorOut(BaseModel):
    """Whom to write to."""

    user_id: UUID
    name: str
    email: str

    @classmethod
    def of(cls, member: Member) -> "AdministratorOut":
        """An administrator."""
        return cls(user_id=member.user_id, name=member.name, email=member.email)


class InvitedOut(BaseModel):
    """Somebody asked to join who has not answered."""

    email: str
    roles: list[Role]
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation) -> "InvitedOut":
        """An open invitation."""
        roles = sorted(invitation.roles)
        return cls(email=invitation.email, roles=roles, expires_at=invitation.expires_at)


class TenantDetail(TenantOut):
    """A tenant with what it has and uses; never what is in its conversations."""

    entitlements: EntitlementsBody
    uses: list[UseOut]
    administrators: list[AdministratorOut]
    invitations: list[InvitedOut]
    support: SupportGrantOut | None

    @classmethod
    def whole(cls, seen: Detailed, now: datetime) -> "TenantDetail":
        """The detail as it stands at ``now``."""
        return cls.model_validate(
            {
                **_columns(seen.listed),
                "entitlements": EntitlementsBody.of(seen.entitlements),
                "uses": [UseOut.of(use) for use in seen.uses],
                "administrators": [AdministratorOut.of(one) for one in seen.administrators],
                "invitations": [InvitedOut.of(one) for one in seen.invitations],
                "support": SupportGrantOut.of(seen.support, now) if seen.support else None,
            }
        )


class FirstAdministrator(BaseModel):
    """Who gets the first invitation."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=254)]
    language: Language

    def invited_by(self, name: str) -> Wanted:
        """The invitation to send."""
        return Wanted(self.email, frozenset({Role.ADMINISTRATOR}), self.language, name)


class NewTenant(BaseModel):
    """A tenant to make."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "slug": "maison-vanille",
                    "name": "Maison Vanille",
                    "zone": "Indian/Reunion",
                    "territory": "RE",
                    "currency": "EUR",
                    "languages": ["fr", "en"],
                    "administrator": {"email": "ada@example.com", "language": "fr"},
                }
            ]
        },
    )

    slug: Annotated[str, Field(max_length=48, description="Its name in addresses.")]
    name: Text
    zone: Annotated[str, Field(max_length=64)]
    territory: Annotated[str, Field(max_length=2)]
    currency: Annotated[str, Field(max_length=3)]
    languages: Annotated[tuple[Language, ...], Field(max_length=10)]
    administrator: FirstAdministrator

    def settings(self) -> Settings:
        """The tenant's settings."""
        return Settings(self.name, self.zone, self.territory, self.currency, self.languages)


class TenantChange(BaseModel):
    """What to change of a tenant; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Maison Vanille SAS"}]}
    )

    name: Text | None = None
    zone: Annotated[str | None, Field(max_length=64)] = None
    territory: Annotated[str | None, Field(max_length=2)] = None
    currency: Annotated[str | None, Field(max_length=3)] = None
    languages: Annotated[tuple[Language, ...] | None, Field(max_length=10)] = None

    def settings(self, tenant: Tenant) -> Settings:
        """The settings the tenant shall have."""
        now = tenant.settings
        return Settings(
            self.name or now.name,
            self.zone or now.zone,
            self.territory or now.territory,
            self.currency or now.currency,
            now.languages if self.languages is None else self.languages,
        )


class Suspension(BaseModel):
    """Why a tenant is suspended; its people are told."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Invoice of January unpaid"}]}
    )

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]


class TenantName(BaseModel):
    """A tenant by name."""

    id: UUID
    slug: str
    name: str

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantName":
        """The tenant."""
        return cls(id=tenant.id, slug=tenant.slug, name=tenant.name)


class OperatorGrantOut(SupportGrantOut):
    """A support grant as the operator sees it."""

    tenant: TenantName


class PlaceOut(TenantName):
    """A tenant a user belongs to."""

    roles: list[Role]


class UserOut(BaseModel):
    """A user of the platform."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _ID,
                    "name": "Amélie Payet",
                    "email": "amelie@example.com",
                    "language": "fr",
                    "platform_operator": False,
                    "created_at": "2026-03-02T08:00:00Z",
                    "last_sign_in_at": "2026-03-02T09:12:00Z",
                    "second_factor": True,
                    "passkeys": 1,
                    "tenants": [
                        {
                            "id": _ID,
                            "slug": "maison-vanille",
                            "name": "Maison Vanille",
                            "roles": ["agent"],
                        }
                    ],
                }
            ]
        }
    )

    id: UUID
    name: str
    email: str
    language: Language
    platform_operator: bool
    created_at: datetime
    last_sign_in_at: datetime | None
    second_factor: bool
    passkeys: int
    tenants: list[PlaceOut]

    @classmethod
    def of(cls, known: Known) -> "UserOut":
        """A user with where they belong."""
        user = known.user
        return cls(
            id=user.id,
            name=user.name,
            email=user.email,
            language=user.language,
            platform_operator=user.platform_operator,
            created_at=user.created_at,
            last_sign_in_at=user.last_sign_in_at,
            second_factor=known.second_factor,
            passkeys=known.passkeys,
            tenants=[
                PlaceOut(id=t.id, slug=t.slug, name=t.name, roles=sorted(m.roles))
                for t, m in known.places
            ],
        )


def _columns(listed: Listed) -> dict[str, Any]:
    tenant = listed.tenant
    settings = tenant.settings
    return {
        "id": tenant.id,
        "slug": tenant.slug,
        "name": settings.name,
        "status": tenant.status,
        "suspended_at": tenant.suspended_at,
        "suspended_reason": tenant.suspended_reason,
        "created_at": tenant.created_at,
        "zone": settings.zone,
        "territory": settings.territory,
        "currency": settings.currency,
        "languages": list(settings.languages),
        "version": tenant.version,
        "members": listed.members,
    }
