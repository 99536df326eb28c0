"""Entry points as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from guichet.kit.ids import TenantId


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One way in."""

    tenant_id: TenantId
    id: UUID
    version: int
    kind: str
    title: str
    language: str
    site_key: str
    """Public: names the entry point to visitors' programs."""
    allowed_origins: tuple[str, ...]
    settings: Mapping[str, Any]
    """As stored; validated by the channel's ``Settings`` on the way in."""
    enabled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What an administrator sets, already validated."""

    title: str
    language: str
    allowed_origins: tuple[str, ...]
    settings: Mapping[str, Any]
    enabled: bool = True
