"""A tenant and its settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from guichet.kit.i18n.negotiation import Language
from guichet.kit.ids import TenantId

Status = Literal["active", "suspended"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tenant decides about itself."""

    name: str
    zone: str
    """IANA time zone, such as ``Indian/Reunion``: every figure and hour is of this zone."""
    territory: str
    """ISO 3166-1 alpha-2, such as ``RE``: whose law and holidays apply."""
    currency: str
    """ISO 4217, such as ``EUR``."""
    languages: tuple[Language, ...]
    """Languages its contacts are answered in, the preferred one first; never empty."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that uses the platform."""

    id: TenantId
    slug: str
    settings: Settings
    status: Status
    suspended_at: datetime | None
    suspended_reason: str | None
    created_at: datetime
    version: int

    @property
    def name(self) -> str:
        return self.settings.name
