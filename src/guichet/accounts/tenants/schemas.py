"""A tenant and its settings, as the API shows them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.accounts.tenants.types import Settings, Status, Tenant
from guichet.kit.i18n import Language

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Zone = Annotated[str, Field(max_length=64, examples=["Indian/Reunion"])]
Territory = Annotated[str, Field(min_length=2, max_length=2, examples=["RE"])]
Currency = Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"])]
Languages = Annotated[list[Language], Field(min_length=1, max_length=2, examples=[["fr", "en"]])]


class TenantOut(BaseModel):
    """A tenant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199b2c4-e8a1-7d3f-8000-5d3c1d6f2a11",
                    "version": 1,
                    "slug": "maison-vanille",
                    "name": "Maison Vanille",
                    "zone": "Indian/Reunion",
                    "territory": "RE",
                    "currency": "EUR",
                    "languages": ["fr", "en"],
                    "status": "active",
                    "created_at": "2026-03-02T08:00:00Z",
                }
            ]
        }
    )

    id: UUID
    version: int
    slug: str
    name: str
    zone: str
    territory: str
    currency: str
    languages: list[Language]
    status: Status
    created_at: datetime

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantOut":
        """As the service gives it."""
        settings = tenant.settings
        return cls(
            id=tenant.id,
            version=tenant.version,
            slug=tenant.slug,
            name=settings.name,
            zone=settings.zone,
            territory=settings.territory,
            currency=settings.currency,
            languages=list(settings.languages),
            status=tenant.status,
            created_at=tenant.created_at,
        )


class SettingsChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "Maison Vanille", "zone": "Indian/Reunion", "territory": "RE"}]
        },
    )

    name: Name | None = None
    zone: Zone | None = None
    territory: Territory | None = None
    currency: Currency | None = None
    languages: Languages | None = None

    def over(self, present: Settings) -> Settings:
        """The settings with what is given here in place of what was."""
        return Settings(
            name=self.name or present.name,
            zone=self.zone or present.zone,
            territory=self.territory or present.territory,
            currency=self.currency or present.currency,
            languages=tuple(self.languages or present.languages),
        )
