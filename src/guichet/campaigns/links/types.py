"""Short links as the rest of Guichet sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guichet.campaigns.links.codes import code_of
from guichet.campaigns.links.visits import Kind, Rule
from guichet.kit.ids import TenantId

PATH = "/l/"
LONGEST_HOST = 100


@dataclass(frozen=True, slots=True)
class Link:
    """One address in the text of one campaign."""

    id: UUID
    tenant_id: TenantId
    campaign_id: UUID
    number: int
    """The first part of its codes: of the whole platform."""
    secret: bytes
    target: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ShortLinks:
    """The links of one campaign, in the order of its text."""

    base: str
    """The company's own domain or ours: ``https://go.shop.example``."""
    links: Sequence[Link]

    def of(self, place: int) -> Sequence[str]:
        """The addresses of the recipient at ``place``, from 1; 0 is a test, which nobody counts."""
        return [f"{self.base}{PATH}{code_of(one.number, one.secret, place)}" for one in self.links]


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody followed a link."""

    link: Link
    place: int
    """The recipient's place in the campaign, from 1."""
    at: datetime
    kind: Kind
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """What came of a link."""

    link: Link
    people: int
    """Recipients who followed it, each once."""
    clicks: int
    """How often people did."""
    machines: int
    """How often machines looked."""


@dataclass(frozen=True, slots=True)
class LinkAddress:
    """Where a company's short links lead in."""

    version: int
    host: str | None
    """The company's own domain; none: ours."""
    checked_at: datetime | None
    """When it last was seen to lead here; links use it only then."""
