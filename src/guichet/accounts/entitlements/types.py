"""Features and quotas a tenant may have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Feature(StrEnum):
    """A room or a channel a tenant may use."""

    WEBCHAT = "webchat"
    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    VIDEO = "video"
    COBROWSE = "cobrowse"
    CAMPAIGNS = "campaigns"
    KNOWLEDGE = "knowledge"
    ASSISTANCE = "assistance"
    INSIGHT = "insight"
    API = "api"
    OIDC = "oidc"


class Quota(StrEnum):
    """A limit on how much of something a tenant may have or use."""

    MEMBERS = "members"
    """People who are members or invited."""
    API_KEYS = "api_keys"
    """Keys neither revoked nor expired."""
    SITE_TAGS = "site_tags"
    """Entry points of the kind web chat."""
    API_CALLS_PER_DAY = "api_calls_per_day"
    """Requests made with API keys, by UTC day."""
    MESSAGES_PER_DAY = "messages_per_day"
    """Messages written in any direction, by UTC day."""
    STORAGE_MB = "storage_mb"
    """Files kept, in megabytes (10^6 bytes)."""


@dataclass(frozen=True, slots=True)
class Entitlements:
    """Everything one tenant may have."""

    features: frozenset[Feature] = frozenset(Feature)
    quotas: Mapping[Quota, int | None] = field(default_factory=dict)
    """The limit of each quota; ``None`` = without limit, absent = the platform's default."""
    version: int = 0
    """0 = never set: the platform's defaults."""

    def limit(self, quota: Quota) -> int | None:
        """How much of ``quota`` the tenant may have; ``None`` = without limit."""
        return self.quotas.get(quota, DEFAULT_LIMITS[quota])


DEFAULT_LIMITS: Mapping[Quota, int | None] = {
    Quota.MEMBERS: 50,
    Quota.API_KEYS: 20,
    Quota.SITE_TAGS: 20,
    Quota.API_CALLS_PER_DAY: 1_000_000,
    Quota.MESSAGES_PER_DAY: 200_000,
    Quota.STORAGE_MB: 10_000,
}


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a quota is used, beside its limit."""

    quota: Quota
    used: int | None
    """``None`` where nobody counts it."""
    limit: int | None


@dataclass(frozen=True, slots=True)
class DayUse:
    """How much of a daily quota was used on one UTC day."""

    quota: Quota
    day: date
    used: int
