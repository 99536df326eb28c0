"""What rules are asked about, from what a request brought and what is known of the person. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global

from guichet.gateway.context import Context
from guichet.gateway.types import Identity
from guichet.intake.rules.types import Facts
from guichet.kit.events.types import Json

NO_CONTEXT = Context()
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Asker:
    """The person, as the company knows them."""

    name: str | None = None
    tags: tuple[str, ...] = ()
    company: str | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)
    rating: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What came in."""

    at: datetime
    medium: str
    entry_point: str
    address: Identity | None
    language: str
    page: str | None
    subject: str | None
    context: Context = NO_CONTEXT


def facts_of(
    request: Request, asker: Asker, zone: ZoneInfo, open_calendars: frozenset[str] = frozenset()
) -> Facts:
    """The facts of a request of a tenant in ``zone``."""
    context = request.context
    verified = context.claims is not None and context.claims.verified
    named = request.address is not None and request.address.kind != "visitor"
    location = context.location
    return Facts(
        local=request.at.astimezone(zone),
        medium=request.medium,
        entry_point=request.entry_point,
        language=request.language,
        known=verified or named or bool(asker.name),
        verified=verified,
        tags=asker.tags,
        company=asker.company,
        attributes=asker.attributes,
        rating=asker.rating,
        subject=request.subject,
        form={**context.form},
        site=context.site,
        page=request.page or (context.pages[-1].url if context.pages else None),
        pages=tuple(page.url for page in context.pages),
        referrer=context.referrer,
        data=context.data,
        device=context.device.kind if context.device else None,
        location=(location.latitude, location.longitude) if location else None,
        territory=territory_of(context.zone),
        invitation=context.invitation,
        open_calendars=open_calendars,
    )


def territory_of(zone: str | None) -> str | None:
    """Where a person seems to be (ISO 3166-1), by their clock."""
    return _by_zone(zone) if zone else None


@lru_cache(maxsize=512)
def _by_zone(zone: str) -> str | None:
    found = get_global("zone_territories").get(zone)
    return str(found) if found and found != "001" else None


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return _UTC
